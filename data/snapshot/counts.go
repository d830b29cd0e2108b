package snapshot

import (
	"fmt"
	"maps"
	"slices"
)

// Counts are the rows of each layer and table.
func (s *Tables) Counts() map[string]int {
	c := map[string]int{
		"zones": s.Zones.Len(), "cells": s.Cells.Len(), "parcels": s.Parcels.Len(), "accepted": s.Accepted.Len(),
		"permitted": s.Permitted.Len(),
		"gaps":      s.Found.Gaps.Len(), "overlaps": s.Found.Overlaps.Len(), "residue": s.Found.Residue.Len(),
		"faces": len(s.Facts.FaceZone), "facts": len(s.Facts.Face), "contested": len(s.Contested.A), "cell_pairs": len(s.CellPairs.A),
		"people": len(s.Registry.People), "assignments": len(s.Registry.Assignments),
		"patches": 0, "parts": 0,
	}
	for _, ch := range s.Changes {
		c["patches"] += len(ch.Patches.Pixels)
		c["parts"] += len(ch.Parts.Patch)
	}
	return c
}

// countedLater are what manifests of older programs do not count.
var countedLater = []string{"permitted"}

// CheckCounts compares the rows with what the manifest counts, and returns an error that names the first layer or table that differs.
func (s *Tables) CheckCounts() error {
	now, told := s.Counts(), s.Manifest.Counts
	for _, k := range slices.Sorted(maps.Keys(now)) {
		n, counted := told[k]
		if !counted && slices.Contains(countedLater, k) {
			continue
		}
		if !counted || n != now[k] {
			return fmt.Errorf("its counts: %d rows of %s, the manifest says %d", now[k], k, n)
		}
	}
	for _, k := range slices.Sorted(maps.Keys(told)) {
		if _, known := now[k]; !known {
			return fmt.Errorf("its counts: the manifest has %s, which no layer is", k)
		}
	}
	return nil
}
