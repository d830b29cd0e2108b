package scope

import (
	"context"
	"fmt"
	"runtime"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/overlay"
)

// Cut makes the part of a snapshot that a scope shows a snapshot of its own; the snapshot itself where that is all of it.
//
// The part has the zones of the scope's subtrees, whose tops become roots, and of every other table what has ground in them: features
// and patches are cut at the border by the overlay that the facts are made by, and what only touches it is absent; a feature that lies
// inside keeps its geometry to the last bit. Rows of facts, findings and parts of patches belong to one zone each and are copied, so
// that every figure of a zone is that of the whole. Statistics and series of a feature that was cut are figures of the ground outside,
// too, and are left out (NaN); so are the mean and the extreme of a patch that was cut, which keeps its id and its whole area (BUSINESS
// section 13). Without the group [Work] of a zone rangers are [Masked], and what names other persons or sources is blank. See [Scope]
// for which zones; a code that names no zone shows nothing.
//
// The part aliases columns of the snapshot: its file may be unmapped only after the part is let go. Errors are those of the overlay, or
// ctx's.
func Cut(ctx context.Context, s *snapshot.Snapshot, sc Scope) (*snapshot.Snapshot, error) {
	if sc.Whole() {
		return s, nil
	}
	c := &cutter{s: s, out: snapshot.NewTables(s.Manifest), options: overlay.Options{Workers: runtime.NumCPU()}}
	c.out.Part = true
	c.chooseZones(sc)
	for _, step := range []func(ctx context.Context) error{c.survey, c.cutFeatures, c.copyFacts, c.cutPairs, c.cutChanges} {
		if err := step(ctx); err != nil {
			return nil, fmt.Errorf("the part of snapshot %s within a scope: %w", s.Manifest.ID, err)
		}
	}
	c.copySeries()
	c.copyRegistry()
	c.describe()
	return c.out.Build()
}

// cutter makes a part step by step.
type cutter struct {
	s   *snapshot.Snapshot
	out *snapshot.Tables

	everywhere bool     // all zones, and what lies in none
	groups     []Groups // by zone of the whole: what is shown of it
	zones      rows

	territory                   *overlay.Territory // nil for everywhere
	cells, accepted, parcels    features
	sets                        map[int32]int32 // by set of the whole
	interned                    *snapshot.SetTable
	cellsAtWork, acceptedAtWork []bool // by row of the part: some of its ground lies in a zone of which Work is shown
	options                     overlay.Options
}

// shown tells whether zone i of the whole is in the part.
func (c *cutter) shown(i int32) bool { return c.zones.place(i) >= 0 }

// features are a layer's rows as a part has them.
type features struct {
	rows
	shapes *spatial.Polygons
	cut    []bool // by row of the part: some of its ground lies outside
}

// keepAll is a layer that is not cut.
func keepAll(p *spatial.Polygons) features {
	return features{keeping(p.Len(), every), p, make([]bool, p.Len())}
}

// cutLayer cuts a layer at the border. Features that stay names are kept where rounding leaves nothing of them, without ground.
func (c *cutter) cutLayer(ctx context.Context, p *spatial.Polygons, stay []bool) (features, error) {
	if c.everywhere {
		return keepAll(p), nil
	}
	within, err := c.territory.Cut(ctx, p, c.options)
	if err != nil {
		return features{}, err
	}
	out := features{rows: keeping(p.Len(), func(i int) bool { return within[i].Place != overlay.Outside || stay != nil && stay[i] })}
	out.cut = make([]bool, len(out.which))
	var shapes spatial.Builder
	vertices := 0
	for _, i := range out.which {
		if within[i].Place == overlay.Inside {
			vertices += len(p.Flat(int(i))) / 2
		}
	}
	shapes.Grow(len(out.which), vertices)
	for k, i := range out.which {
		if within[i].Place == overlay.Inside {
			shapes.AddFrom(p, int(i))
			continue
		}
		out.cut[k] = true
		shapes.Add(within[i].Shape)
	}
	out.shapes = shapes.Build()
	return out, nil
}
