package scenario

import (
	"cmp"
	"fmt"
	"slices"
)

// choice is a cell for a gap.
type choice struct {
	cell   int32 // -1: none yet
	mm     int64
	beside int // the gap over which it is reached, -1
}

// assign gives each gap to a cell, round by round: first by the cells beside it, then by the gaps beside it that were
// given away in earlier rounds, so that the order of gaps does not matter.
func (p *Proposal) assign() []choice {
	g := p.gaps
	chosen := make([]choice, len(g.id))
	for i := range chosen {
		chosen[i] = p.best(g.beside[i], nil)
	}
	for found := true; found; {
		found = false
		round := slices.Clone(chosen)
		for i := range round {
			if round[i].cell < 0 {
				round[i] = p.best(g.beside[i], chosen)
				found = found || round[i].cell >= 0
			}
		}
		chosen = round
	}
	return chosen
}

// best picks among the cells along a border, or, given what other gaps got, among theirs.
func (p *Proposal) best(beside []border, others []choice) choice {
	best := choice{cell: -1, beside: -1}
	var all []choice
	for _, b := range beside {
		c := choice{cell: b.cell, mm: b.mm, beside: -1}
		if others != nil && b.gap >= 0 {
			c.cell, c.beside = others[b.gap].cell, b.gap
		}
		if c.cell < 0 {
			continue
		}
		if k := slices.IndexFunc(all, func(o choice) bool { return o.cell == c.cell }); k >= 0 {
			all[k].mm += c.mm
		} else {
			all = append(all, c)
		}
	}
	for _, c := range all {
		if best.cell < 0 || p.better(c, best) {
			best = c
		}
	}
	return best
}

func (p *Proposal) better(a, b choice) bool {
	nobody := func(c choice) int {
		if p.pool.ranger(c.cell) == "" {
			return 1
		}
		return 0
	}
	switch {
	case a.mm != b.mm:
		return a.mm > b.mm
	case nobody(a) != nobody(b):
		return nobody(a) < nobody(b)
	}
	return cmp.Or(cmp.Compare(p.pool.load(a.cell), p.pool.load(b.cell)), cmp.Compare(p.pool.cell(a.cell).ID, p.pool.cell(b.cell).ID)) < 0
}

// groups joins the gaps that nobody took along their common borders; each group is a new cell. Residue alone makes none.
func (p *Proposal) groups(chosen []choice) []freshCell {
	var out []freshCell
	seen := make([]bool, len(chosen))
	taken := map[string]bool{}
	p.pool.each(func(c int32) { taken[p.pool.cell(c).ID] = true })
	number := 0
	for i, c := range chosen {
		if c.cell >= 0 || seen[i] {
			continue
		}
		seen[i] = true
		f, gap := freshCell{gaps: []int{i}}, false
		for k := 0; k < len(f.gaps); k++ {
			gap = gap || !p.gaps.residue[f.gaps[k]]
			for _, b := range p.gaps.beside[f.gaps[k]] {
				if b.gap >= 0 && !seen[b.gap] {
					seen[b.gap] = true
					f.gaps = append(f.gaps, b.gap)
				}
			}
		}
		if !gap {
			continue
		}
		for f.id == "" || taken[f.id] {
			number++
			f.id = fmt.Sprintf("new-%d", number)
		}
		slices.Sort(f.gaps)
		out = append(out, f)
	}
	return out
}
