package snapshot

import (
	"fmt"

	"github.com/qingshan-gis/qingshan/data/rules"
	"github.com/qingshan-gis/qingshan/data/snapshot/columnfile"
)

// Change is what one rule found between two scenes. Against a baseline T0 is the last scene that it holds.
type Change struct {
	Rule     rules.ChangeRule
	T0, T1   SceneInfo
	Baseline *Baseline // nil where two scenes are compared
	Pixels   PixelCounts
	From     string // all that pixels and patches were made from: the next ingest takes them over where it is the same

	Zones, Cells, Parcels ZonalStats
	Patches               Patches
	Parts                 Parts
}

// Baseline says which scenes a baseline holds.
type Baseline struct {
	Scenes int  `json:"scenes"`
	From   Date `json:"from"`
	To     Date `json:"to"`
}

// PixelCounts sum up a pair of scenes, pixel by pixel, before any minimum area.
type PixelCounts struct {
	Valid   int64   `json:"valid"`    // observed at both dates
	OneDate int64   `json:"one_date"` // observed at exactly one
	Changed int64   `json:"changed"`  // beyond the rule's threshold
	Sum     float64 `json:"sum"`      // of the difference over valid pixels, in units of the quantity
}

// PatchID is the lasting id of patch i.
func (c *Change) PatchID(i int32) string { return c.Patches.ID[i] }

// Stats is the layer's statistics.
func (c *Change) Stats(layer string) *ZonalStats {
	return map[string]*ZonalStats{"zones": &c.Zones, "cells": &c.Cells, "parcels": &c.Parcels}[layer]
}

// changeHead is what is stored of a change beside its tables.
type changeHead struct {
	Rule     rules.ChangeRule
	T0, T1   SceneInfo
	Baseline *Baseline `json:",omitempty"`
	Pixels   PixelCounts
	From     string `json:",omitempty"`
}

// changeHeads declares what tells how many changes there are.
func (t *Tables) changeHeads() table {
	store := func(f *columnfile.File, name string) {
		var heads []changeHead
		for _, c := range t.Changes {
			heads = append(heads, changeHead{c.Rule, c.T0, c.T1, c.Baseline, c.Pixels, c.From})
		}
		f.JSON(name, &heads)
		if !f.Reading() {
			return
		}
		for _, h := range heads {
			c := &Change{Rule: h.Rule, T0: h.T0, T1: h.T1, Baseline: h.Baseline, Pixels: h.Pixels, From: h.From}
			for _, z := range []*ZonalStats{&c.Zones, &c.Cells, &c.Parcels} {
				z.Quantiles = make([][]float64, len(h.Rule.Quantiles)) // a rule before version 3 names none
			}
			t.Changes = append(t.Changes, c)
		}
	}
	return table{name: "changes", derived: true, rows: func() int { return len(t.Changes) }, columns: []column{{store: store, fits: func(int) bool { return true }}}}
}

// changeTables declares the tables of all changes.
func (t *Tables) changeTables() []table {
	var out []table
	for i, c := range t.Changes {
		out = append(out, c.tables(i, t)...)
	}
	return out
}

func (c *Change) tables(i int, t *Tables) []table {
	prefix := fmt.Sprintf("change.%d", i)
	out := []table{
		c.Zones.table("zones", t.Zones.Len), c.Cells.table("cells", t.Cells.Len), c.Parcels.table("parcels", t.Parcels.Len),
		c.patches(), c.parts(t),
	}
	for k := range out {
		out[k].prefix, out[k].of = prefix+"."+out[k].name, "change rule "+c.Rule.Name
	}
	return out
}
