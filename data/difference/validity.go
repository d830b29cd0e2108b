package difference

import "slices"

import (
	"github.com/qingshan-gis/qingshan/data/rules"
)

// judge says at one step of a comparison what counts: which cells and exceptions are valid, which parcels are forest, and
// what must be covered. Its tables are for the features of both snapshots, as a step may hold ground of either.
type judge struct {
	cells, accept, forest [2][]bool
	demand                rules.Demand
}

// owner is the snapshot whose word on a feature's attributes counts: the asked one's, else that of the only one that has it.
func (e *edits) owner(v, i, asked int) (snapshot, index int) {
	if o, ok := e.place[asked][e.ids[v][i]]; ok {
		return asked, o
	}
	return v, i
}

func (c *comparison) judge(step int) judge {
	date := c.at[version(PartValidity, step)].Manifest.On
	rule := version(PartRules, step)
	j := judge{demand: c.demand[rule]}
	classes := map[string]bool{}
	for _, class := range c.at[rule].Manifest.Rules.Coverage.ForestClasses {
		classes[class] = true
	}
	for v := range c.at {
		j.cells[v] = table(c.cells, v, version(PartValidity, step), func(s, i int) bool {
			cells := c.at[s].Cells
			return date.Within(cells.ValidFrom[i], cells.ValidTo[i]) && (!c.inPost || c.at[s].RangerOf(i, date) != "")
		})
		j.accept[v] = table(c.accept, v, version(PartAccepted, step), func(s, i int) bool {
			return date.Within(c.at[s].Accepted.ValidFrom[i], c.at[s].Accepted.ValidTo[i])
		})
		j.forest[v] = table(c.parcels, v, version(PartForest, step), func(s, i int) bool {
			return len(classes) == 0 || classes[c.at[s].Parcels.Class[i]]
		})
	}
	return j
}

// table asks about every feature of snapshot v by the attributes of the snapshot asked.
func table(e *edits, v, asked int, holds func(snapshot, index int) bool) []bool {
	out := make([]bool, len(e.ids[v]))
	for i := range out {
		out[i] = holds(e.owner(v, i, asked))
	}
	return out
}

// gap is the area in m² of a zone's ground that is demanded, in no valid cell and in no valid exception.
func (j *judge) gap(g ground) float64 {
	sum := 0.0
	for _, p := range g.pieces {
		if j.bare(g, p) {
			sum += p.m2
		}
	}
	return sum
}

func (j *judge) bare(g ground, p piece) bool {
	if j.demand == rules.DemandForest && !slices.ContainsFunc(p.parcels, func(k int32) bool { return j.forest[g.parcels][k] }) {
		return false
	}
	cells := int32(len(j.cells[g.cells]))
	for _, c := range p.covers {
		if c < cells && j.cells[g.cells][c] || c >= cells && j.accept[g.accept][c-cells] {
			return false
		}
	}
	return true
}
