package lineage

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/spatial"
)

// IdentifyPatches gives the patches of a new snapshot their lasting ids, after all changes are found and before [snapshot.Tables.Build].
// The changes of a rule are taken in the order of their dates, and each patch is compared with what is known of its rule:
//
//  1. A patch keeps the id of the known patch whose ground it holds: first that of the same scene pair in the earlier snapshot,
//     then that of an earlier pair of scenes in this one, then that of an earlier pair in the earlier snapshot. Where several
//     could (a patch was split, or two have grown together), the pair that shares most ground goes first, and every id goes to
//     one patch of a scene pair only.
//  2. Every other patch gets the next number of its rule and later date, which no patch ever had.
//  3. A patch is as old as its id (FirstSeen). One with a new id on ground that was a patch before is as old as the patch that
//     most of that ground was in, and names it in SplitFrom.
//  4. LastSeen is the date of the last later scene of this snapshot that shows it.
//
// earlier is the snapshot published before, nil for none; numbers are the last numbers given by any snapshot of the store. It
// returns an error that names the rule if patches cannot be cut, or ctx's.
func IdentifyPatches(ctx context.Context, s *snapshot.Tables, earlier *snapshot.Snapshot, numbers map[string]int) error {
	s.Manifest.PatchNumbers = map[string]int{}
	for series, n := range numbers {
		s.Manifest.PatchNumbers[series] = n
	}
	if earlier != nil {
		for _, c := range earlier.Changes {
			for _, id := range c.Patches.ID {
				notePatch(s.Manifest.PatchNumbers, id)
			}
		}
	}
	for i, c := range s.Changes {
		known, err := knownPatches(s, earlier, s.Changes[:i], c)
		if err != nil {
			return err
		}
		if err := identifyPatches(ctx, s, c, known); err != nil {
			return fmt.Errorf("patches of rule %s against earlier ones: %w", c.Rule.Name, err)
		}
	}
	last := map[string]snapshot.Date{}
	for _, c := range s.Changes {
		for i, id := range c.Patches.ID {
			last[id] = max(last[id], c.Patches.LastSeen[i])
		}
	}
	for _, c := range s.Changes {
		for i, id := range c.Patches.ID {
			c.Patches.LastSeen[i] = last[id]
		}
	}
	return nil
}

// knownPatch is a patch that a new one may be.
type knownPatch struct {
	id        string
	firstSeen snapshot.Date
	recorded  snapshot.Date
	prefer    int // more goes first
}

// knownPatches lists what is known of a change's rule; shapes run along.
func knownPatches(s *snapshot.Tables, earlier *snapshot.Snapshot, before []*snapshot.Change, c *snapshot.Change) (known struct {
	patches []knownPatch
	shapes  *spatial.Polygons
}, err error) {
	var shapes spatial.Builder
	add := func(o *snapshot.Change, p *spatial.Polygons, prefer int) {
		for i, id := range o.Patches.ID {
			known.patches = append(known.patches, knownPatch{id, o.Patches.FirstSeen[i], o.Patches.Recorded[i], prefer})
			shapes.AddFrom(p, i)
		}
	}
	for _, o := range before {
		if o.Rule.Name == c.Rule.Name {
			add(o, o.Patches.Shapes, 1)
		}
	}
	if earlier != nil {
		for _, o := range earlier.Changes {
			if o.Rule.Name != c.Rule.Name || o.T1.Date > c.T1.Date {
				continue
			}
			mine, err := inPlaneOf(s, earlier, o.Patches.Shapes)
			if err != nil {
				return known, err
			}
			add(o, mine, map[bool]int{true: 2, false: 0}[o.T1.Date == c.T1.Date])
		}
	}
	known.shapes = shapes.Build()
	return known, nil
}

func identifyPatches(ctx context.Context, s *snapshot.Tables, c *snapshot.Change, known struct {
	patches []knownPatch
	shapes  *spatial.Polygons
}) error {
	p := &c.Patches
	n := len(p.Pixels)
	p.ID, p.SplitFrom = make([]string, n), make([]string, n)
	p.FirstSeen, p.LastSeen, p.Recorded = make([]snapshot.Date, n), make([]snapshot.Date, n), make([]snapshot.Date, n)
	pairs, err := CommonGround(ctx, p.Shapes, known.shapes)
	if err != nil {
		return err
	}
	before := mostCommon(pairs)
	kept := oneToOneID(pairs, known.patches)
	for i := range n {
		p.FirstSeen[i], p.LastSeen[i], p.Recorded[i] = c.T1.Date, c.T1.Date, s.Manifest.On
		o, ok := kept[i]
		if ok {
			p.ID[i], p.Recorded[i] = known.patches[o].id, min(known.patches[o].recorded, s.Manifest.On)
		} else {
			s.Manifest.PatchNumbers[snapshot.PatchSeriesOf(c)]++
			p.ID[i] = snapshot.PatchID(snapshot.PatchSeriesOf(c), s.Manifest.PatchNumbers[snapshot.PatchSeriesOf(c)])
			if o, ok = before[i]; ok {
				p.SplitFrom[i] = known.patches[o].id
			}
		}
		if ok {
			p.FirstSeen[i] = min(known.patches[o].firstSeen, c.T1.Date)
		}
	}
	return nil
}

// oneToOneID is [OneToOne] where several features of b may carry one id, which goes to one feature of a only.
func oneToOneID(pairs []Common, known []knownPatch) map[int]int {
	first := map[string]int{} // the place that stands for an id
	for i, k := range known {
		if _, there := first[k.id]; !there {
			first[k.id] = i
		}
	}
	best := map[[2]int]Common{} // by a and id
	for _, p := range pairs {
		at := [2]int{p.A, first[known[p.B].id]}
		old, there := best[at]
		if !there || known[p.B].prefer > known[old.B].prefer || known[p.B].prefer == known[old.B].prefer && p.M2 > old.M2 {
			best[at] = p
		}
	}
	var one []Common
	prefer := map[[2]int]int{}
	for at, p := range best {
		one = append(one, Common{at[0], at[1], p.M2})
		prefer[at] = known[p.B].prefer
	}
	return OneToOne(one, func(p Common) int { return prefer[[2]int{p.A, p.B}] })
}

// notePatch raises a series' last number to that of an id.
func notePatch(numbers map[string]int, id string) {
	at := strings.LastIndex(id, "-")
	if at < 0 {
		return
	}
	if n, err := strconv.Atoi(id[at+1:]); err == nil {
		numbers[id[:at]] = max(numbers[id[:at]], n)
	}
}
