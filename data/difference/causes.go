package difference

import (
	"fmt"
	"slices"
	"strings"

	"github.com/qingshan-gis/qingshan/data/snapshot"
)

// causes names the edits behind a part of a zone's change: those of features that hold ground of the zone before or after
// the part's input was replaced.
func (c *comparison) causes(code string, t touched, part DiffPart) []Cause {
	var out []Cause
	note := func(layer, id, edit string) {
		if edit != "" {
			out = append(out, Cause{part.String(), layer, id, edit})
		}
	}
	switch part {
	case PartZones:
		for _, e := range c.zoneEdits(code) {
			note("zones", e[0], e[1])
		}
		return out
	case PartRules:
		from, to := c.at[0].Manifest.Rules.Coverage, c.at[1].Manifest.Rules.Coverage
		if c.demand[0] != c.demand[1] {
			note("project", "rules.coverage.demand", fmt.Sprintf("%s → %s", c.demand[0], c.demand[1]))
		}
		if !slices.Equal(from.ForestClasses, to.ForestClasses) {
			note("project", "rules.coverage.forest_classes", fmt.Sprintf("%s → %s", strings.Join(from.ForestClasses, ","), strings.Join(to.ForestClasses, ",")))
		}
		return out
	}
	for _, step := range []int{int(part), int(part) + 1} {
		g := c.groundAt(code, t, step)
		for _, p := range g.pieces {
			if part == PartForest {
				for _, k := range p.parcels {
					note("parcels", c.parcels.ids[g.parcels][k], c.parcelEdit(g.parcels, int(k)))
				}
			}
			for _, k := range p.covers {
				cells := int32(len(c.cells.ids[g.cells]))
				switch {
				case part == PartCells && k < cells:
					note("cells", c.cells.ids[g.cells][k], c.cells.edit[g.cells][k])
				case part == PartAccepted && k >= cells:
					note("accepted", c.accept.ids[g.accept][k-cells], c.exceptionEdit(g.accept, int(k-cells)))
				case part == PartValidity && k < cells:
					note("cells", c.cells.ids[g.cells][k], flip(c.judges[part].cells[g.cells][k], c.judges[part+1].cells[g.cells][k]))
				case part == PartValidity:
					note("accepted", c.accept.ids[g.accept][k-cells], flip(c.judges[part].accept[g.accept][k-cells], c.judges[part+1].accept[g.accept][k-cells]))
				}
			}
		}
	}
	return sortedCauses(out)
}

func flip(before, after bool) string {
	switch {
	case before && !after:
		return "valid → not valid"
	case !before && after:
		return "not valid → valid"
	}
	return ""
}

// parcelEdit says what happened to a parcel's geometry or class.
func (c *comparison) parcelEdit(v, i int) string {
	if e := c.parcels.edit[v][i]; e != "" {
		return e
	}
	o := c.parcels.place[1-v][c.parcels.ids[v][i]]
	at := [2]int{i, o}
	if v == 1 {
		at = [2]int{o, i}
	}
	if from, to := c.at[0].Parcels.Class[at[0]], c.at[1].Parcels.Class[at[1]]; from != to {
		return fmt.Sprintf("class %s → %s", from, to)
	}
	if at[0] != at[1] && len(c.parcels.ids[0]) == len(c.parcels.ids[1]) {
		return editReordered
	}
	return ""
}

// exceptionEdit says what happened to an exception's geometry or validity.
func (c *comparison) exceptionEdit(v, i int) string {
	if e := c.accept.edit[v][i]; e != "" {
		return e
	}
	from, to := c.at[0].Accepted, c.at[1].Accepted
	a, b := c.accept.place[0][c.accept.ids[v][i]], c.accept.place[1][c.accept.ids[v][i]]
	if from.ValidFrom[a] == to.ValidFrom[b] && from.ValidTo[a] == to.ValidTo[b] {
		return ""
	}
	span := func(x *snapshot.Accepted, i int) string { return fmt.Sprintf("%s–%s", x.ValidFrom[i], x.ValidTo[i]) }
	return fmt.Sprintf("valid %s → %s", span(from, a), span(to, b))
}

// zoneEdits lists what changed a zone's own ground: itself, or a child that it holds the rest beside.
func (c *comparison) zoneEdits(code string) [][2]string {
	var out [][2]string
	var children [2][]string
	for v, s := range c.at {
		i, ok := s.Zones.Find(code)
		if !ok {
			continue
		}
		if e := c.zones.edit[v][i]; e != "" {
			out = append(out, [2]string{code, e})
		}
		for _, child := range s.Zones.Children(i) {
			children[v] = append(children[v], s.Zones.Code[child])
		}
	}
	for v, list := range children {
		for _, child := range list {
			i, _ := c.at[v].Zones.Find(child)
			switch e := c.zones.edit[v][i]; {
			case e != "":
				out = append(out, [2]string{child, e})
			case !slices.Contains(children[1-v], child):
				out = append(out, [2]string{child, "another parent"})
			}
		}
	}
	out = append(out, c.rivalEdits(code)...)
	slices.SortFunc(out, func(a, b [2]string) int { return slices.Compare(a[:], b[:]) })
	return slices.Compact(out)
}

// rivalEdits lists what changed the ground that a parent gives way to zones sticking out of theirs: edits of such zones, of
// their parents and of what is above the parent itself, or other rules of accounting.
func (c *comparison) rivalEdits(code string) [][2]string {
	var out [][2]string
	for v, s := range c.at {
		i, ok := s.Zones.Find(code)
		if !ok || s.Zones.Leaf(i) || len(s.Manifest.StickOut) == 0 {
			continue
		}
		rivals := s.Nesting().Rivals(i)
		if len(rivals) == 0 {
			continue
		}
		near := slices.Clone(s.Zones.Chain(i)[1:])
		for _, r := range rivals {
			near = append(near, r, s.Zones.Parent[r])
			if c.at[0].Manifest.Accounting != c.at[1].Manifest.Accounting {
				out = append(out, [2]string{s.Zones.Code[r], "sticks out: counted once"})
			}
			if o, there := c.at[1-v].Zones.Find(s.Zones.Code[r]); there && c.at[1-v].ZoneCode(c.at[1-v].Zones.Parent[o]) != s.ZoneCode(s.Zones.Parent[r]) {
				out = append(out, [2]string{s.Zones.Code[r], "another parent"})
			}
		}
		for _, z := range near {
			if e := c.zones.edit[v][z]; e != "" {
				out = append(out, [2]string{s.Zones.Code[z], e})
			}
		}
	}
	return out
}
