package data

// Counts are the rows of each layer and table.
func (s *Snapshot) Counts() map[string]int {
	c := map[string]int{
		"zones": s.Zones.Len(), "cells": s.Cells.Len(), "parcels": s.Parcels.Len(), "accepted": s.Accepted.Len(),
		"gaps": s.Found.Gaps.Len(), "overlaps": s.Found.Overlaps.Len(), "residue": s.Found.Residue.Len(),
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
