package difference

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"runtime"

	"github.com/qingshan-gis/qingshan/data/coverage"
	"github.com/qingshan-gis/qingshan/data/rules"
	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/area"
	"github.com/qingshan-gis/qingshan/spatial/overlay"
)

// comparison walks from one snapshot to another by replacing one input after the other. Step 0 is the earlier snapshot
// (at[0]), step p+1 is step p with the input of [DiffPart] p taken from the later one (at[1]); the last step is the later
// snapshot. Of every step each zone's gap area is known: from the facts of a snapshot that has the same ground, or from an
// overlay of the mixed inputs, which is needed only where two or more layers of a zone were edited.
type comparison struct {
	at      [2]*coverage.Engine
	demand  [2]rules.Demand
	inPost  bool
	zones   *edits
	cells   *edits
	accept  *edits
	parcels *edits
	facts   [2]map[string]ground
	mixed   map[mixedKey]ground
	judges  [diffParts + 1]judge
	several map[string]bool // zones with ground in several parcels, where the snapshots judge it by different rules
}

// ground is all ground of a zone in pieces, with the snapshots (0 or 1) whose features the pieces name.
type ground struct {
	cells, accept, parcels int
	pieces                 []piece
}

// piece is the part of a face in the same parcels or none.
type piece struct {
	covers  []int32
	parcels []int32
	m2      float64
}

// mixedKey names the overlay of a zone's later ground with layers of either snapshot.
type mixedKey struct {
	zone                   string
	parcels, cells, accept int
}

func newComparison(from, to *coverage.Engine, q Query) *comparison {
	c := &comparison{at: [2]*coverage.Engine{from, to}, inPost: q.InPost, mixed: map[mixedKey]ground{}, several: map[string]bool{},
		zones:   newEdits(from.Zones.Code, to.Zones.Code, from.Zones.Shapes, to.Zones.Shapes),
		cells:   newEdits(from.Cells.ID, to.Cells.ID, from.Cells.Shapes, to.Cells.Shapes),
		accept:  newEdits(from.Accepted.ID, to.Accepted.ID, from.Accepted.Shapes, to.Accepted.Shapes),
		parcels: newEdits(from.Parcels.ID, to.Parcels.ID, from.Parcels.Shapes, to.Parcels.Shapes),
	}
	for v, s := range c.at {
		c.demand[v] = cmp.Or(q.Demand, s.Manifest.Rules.Coverage.Demand)
		c.facts[v] = map[string]ground{}
		for row, face := range s.Facts.Face {
			if s.Facts.Continues(row) {
				continue
			}
			code := s.Zones.Code[s.Facts.FaceZone[face]]
			in := coverage.JudgedBy(&s.Tables, s.Facts.ParcelsOf(row))
			if len(in) > 1 && from.Manifest.Accounting != to.Manifest.Accounting {
				c.several[code] = true
			}
			g := c.facts[v][code]
			g.cells, g.accept, g.parcels = v, v, v
			g.pieces = append(g.pieces, piece{s.Facts.Sets[s.Facts.FaceSet[face]], in, s.Facts.Ellipsoidal[row]})
			c.facts[v][code] = g
		}
	}
	for step := range c.judges {
		c.judges[step] = c.judge(step)
	}
	return c
}

// version is the snapshot that a part's input comes from at a step.
func version(part DiffPart, step int) int {
	if step > int(part) {
		return 1
	}
	return 0
}

// touched says which layers differ in a zone's box; own is the zone's own ground.
type touched struct{ own, parcels, cells, accept bool }

func (c *comparison) touched(code string) touched {
	box := spatial.EmptyBox()
	for v, s := range c.at {
		if i, ok := s.Zones.Find(code); ok {
			box = box.Union(c.zones.shapes[v].Bounds(int(i)))
		}
	}
	return touched{len(c.zoneEdits(code)) > 0, c.several[code] || c.parcels.in(box, true), c.cells.in(box, false), c.accept.in(box, false)}
}

// explain works out the change of every zone's own ground.
func (c *comparison) explain(ctx context.Context) (map[string]*zoneChange, error) {
	codes := map[string]touched{}
	for _, s := range c.at {
		for _, code := range s.Zones.Code {
			if _, there := codes[code]; !there {
				codes[code] = c.touched(code)
			}
		}
	}
	for step := range c.judges {
		if err := c.mix(ctx, step, codes); err != nil {
			return nil, err
		}
	}
	out := make(map[string]*zoneChange, len(codes))
	for code, t := range codes {
		change, err := c.change(code, t)
		if err != nil {
			return nil, err
		}
		out[code] = change
	}
	return out, nil
}

// source says where a zone's ground at a step is known from: a snapshot's facts, or the overlay of mixed layers.
func (c *comparison) source(code string, t touched, step int) (facts int, mixed *mixedKey) {
	key := mixedKey{zone: code}
	var wanted [2]bool
	for _, l := range []struct {
		touched bool
		part    DiffPart
		in      *int
	}{{t.own, PartZones, nil}, {t.parcels, PartForest, &key.parcels}, {t.cells, PartCells, &key.cells}, {t.accept, PartAccepted, &key.accept}} {
		if v := version(l.part, step); l.touched {
			wanted[v] = true
			if l.in != nil {
				*l.in = v
			}
		}
	}
	switch {
	case !wanted[1]:
		return 0, nil
	case !wanted[0]:
		return 1, nil
	}
	return 1, &key
}

// groundAt is a zone's ground at a step; nothing where there is no such zone.
func (c *comparison) groundAt(code string, t touched, step int) ground {
	if _, ok := c.at[version(PartZones, step)].Zones.Find(code); !ok {
		return ground{}
	}
	v, mixed := c.source(code, t, step)
	if mixed != nil {
		return c.mixed[*mixed]
	}
	return c.facts[v][code]
}

// mix overlays the zones whose layers come from both snapshots at a step. The later snapshot's faces are their ground: at
// no such step are the earlier zones in force where zones differ.
func (c *comparison) mix(ctx context.Context, step int, codes map[string]touched) error {
	groups := map[mixedKey][]string{} // by layers
	for code, t := range codes {
		if _, ok := c.at[1].Zones.Find(code); !ok {
			continue
		}
		if _, key := c.source(code, t, step); key != nil {
			if _, known := c.mixed[*key]; !known {
				layers := *key
				layers.zone = ""
				groups[layers] = append(groups[layers], code)
			}
		}
	}
	for layers, zones := range groups {
		if err := c.overlay(ctx, layers, zones); err != nil {
			return err
		}
	}
	return nil
}

func (c *comparison) overlay(ctx context.Context, layers mixedKey, zones []string) error {
	later, wanted := c.at[1], map[int32]bool{}
	for _, code := range zones {
		i, _ := later.Zones.Find(code)
		wanted[i] = true
		key := layers
		key.zone = code
		c.mixed[key] = ground{layers.cells, layers.accept, layers.parcels, nil}
	}
	var faces spatial.Builder
	var boxes []spatial.Box
	var owner []string
	for f, z := range later.Facts.FaceZone {
		if wanted[z] {
			faces.AddFrom(later.Facts.Faces, f)
			boxes = append(boxes, later.Facts.Faces.Bounds(f))
			owner = append(owner, later.Zones.Code[z])
		}
	}
	cells, whichCells := spatial.Meeting(c.cells.shapes[layers.cells], c.cells.index[layers.cells], boxes)
	accept, whichAccept := spatial.Meeting(c.accept.shapes[layers.accept], c.accept.index[layers.accept], boxes)
	parcels, whichParcels := spatial.Meeting(c.parcels.shapes[layers.parcels], c.parcels.index[layers.parcels], boxes)
	a, err := overlay.Arrange(ctx, overlay.Layers{Grounds: faces.Build(), Covers: concat(cells, accept), Parcels: parcels,
		Measures: []area.Measure{later.Manifest.Ellipsoid}}, overlay.Options{Workers: runtime.NumCPU()})
	if err != nil {
		return fmt.Errorf("overlay of snapshots %s and %s: %w", c.at[0].Manifest.ID, later.Manifest.ID, err)
	}
	total := int32(len(c.cells.ids[layers.cells]))
	for _, f := range a.Facts {
		face := a.Faces[f.Face]
		p := piece{m2: f.Areas[0]}
		if f.Parcel >= 0 {
			p.parcels = append(p.parcels, whichParcels[f.Parcel])
			for _, k := range f.Also {
				p.parcels = append(p.parcels, whichParcels[k])
			}
			p.parcels = coverage.JudgedBy(&c.at[layers.parcels].Tables, p.parcels)
		}
		for _, k := range face.Covers {
			if int(k) < len(whichCells) {
				p.covers = append(p.covers, whichCells[k])
			} else {
				p.covers = append(p.covers, total+whichAccept[int(k)-len(whichCells)])
			}
		}
		key := layers
		key.zone = owner[face.Ground]
		g := c.mixed[key]
		g.pieces = append(g.pieces, p)
		c.mixed[key] = g
	}
	return nil
}

// change measures a zone's gap at every step. A difference within rounding is none: it goes to the last summand.
func (c *comparison) change(code string, t touched) (*zoneChange, error) {
	out := &zoneChange{}
	last := c.judges[0].gap(c.groundAt(code, t, 0))
	out.FromM2 = squareOf(last)
	before := out.FromM2
	for i, part := range out.parts() {
		now := c.judges[i+1].gap(c.groundAt(code, t, i+1))
		if coverage.Near(now, last, math.Max(now, last)) {
			continue
		}
		*part, before, last = squareOf(now)-before, squareOf(now), now
		out.causes = append(out.causes, c.causes(code, t, DiffPart(i))...)
	}
	if _, there := c.at[1].Zones.Find(code); there {
		out.ToM2 = squareOf(c.judges[diffParts].gap(c.facts[1][code]))
	}
	out.ChangeM2, out.RoundingM2 = out.ToM2-out.FromM2, out.ToM2-before
	if r := out.RoundingM2.M2(); math.Abs(r) > 1e-3+1e-8*out.ToM2.M2() {
		return nil, fmt.Errorf("zone %s: the change from snapshot %s to %s does not add up: %.6f m² are unexplained", code, c.at[0].Manifest.ID, c.at[1].Manifest.ID, r)
	}
	return out, nil
}

func concat(layers ...*spatial.Polygons) *spatial.Polygons {
	var out spatial.Builder
	for _, p := range layers {
		for i := range p.Len() {
			out.AddFrom(p, i)
		}
	}
	return out.Build()
}
