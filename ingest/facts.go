package ingest

import (
	"cmp"
	"context"
	"fmt"
	"runtime"
	"slices"

	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/data"
	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/area"
	"github.com/qingshan-gis/qingshan/spatial/overlay"
)

// overlayFacts cuts zones, cells, exceptions and parcels against each other.
func (in *intake) overlayFacts(ctx context.Context, s *data.Tables) error {
	in.progress.Start("unassigned ground", s.Zones.Len())
	known := func(zone int) bool { return in.earlier != nil && in.earlier.known[zone] }
	zone := func(i int) string { return "zone " + s.Zones.Code[i] }
	nesting := in.nesting(s)
	var skip func(zone int32) bool
	if nesting.Nested() { // else disputed ground is looked for in all
		skip = func(zone int32) bool { return known(int(zone)) }
	}
	grounds, err := nesting.Grounds(ctx, skip, in.parallel(zone))
	if err != nil {
		return err
	}
	in.progress.Done()
	var covers spatial.Builder
	for i := range s.Cells.Len() {
		covers.AddFrom(s.Cells.Shapes, i)
	}
	for i := range s.Accepted.Len() {
		covers.AddFrom(s.Accepted.Shapes, i)
	}
	in.progress.Start("overlay", s.Zones.Len())
	a, err := overlay.Arrange(ctx, overlay.Layers{
		Grounds: grounds, Covers: covers.Build(), Parcels: s.Parcels.Shapes,
		Measures: []area.Measure{in.ellipsoid, area.Planar()},
		Known: func(zone int) (overlay.Arrangement, bool) {
			if !known(zone) {
				return overlay.Arrangement{}, false
			}
			return in.earlier.ground(zone), true
		},
	}, in.parallel(zone))
	if err != nil {
		return fmt.Errorf("overlay of zones, cells and parcels: %w", err)
	}
	in.progress.Done()
	s.Facts = data.PackFacts(a, nil)

	in.progress.Start("contested ground", s.Zones.Len())
	siblings := func(a, b int) bool { return s.Zones.Parent[a] == s.Zones.Parent[b] }
	var knownZones, knownCells func(a, b int) (*geom.MultiPolygon, bool)
	if e := in.earlier; e != nil {
		knownZones, knownCells = knownGround(e.zones, e.contested, &e.old.Contested), knownGround(e.cells, e.pairs, &e.old.CellPairs)
		if !slices.Equal(parentCodes(s.Zones), parentCodes(e.old.Zones)) {
			knownZones = nil // other zones are siblings now
		}
		e.note(in.report)
	}
	pairs, err := overlay.Pairs(ctx, s.Zones.Shapes, siblings, knownZones, in.parallel(zone))
	if err != nil {
		return fmt.Errorf("contested ground: %w", err)
	}
	disputed, err := nesting.Disputed(ctx, grounds, overlay.Options{Workers: runtime.NumCPU(), Name: zone})
	if err != nil {
		return fmt.Errorf("contested ground: %w", err)
	}
	pairs = append(pairs, disputed...)
	slices.SortFunc(pairs, func(x, y overlay.Pair) int { return cmp.Or(cmp.Compare(x.A, y.A), cmp.Compare(x.B, y.B)) })
	s.Contested = data.PackPairs(pairs, in.ellipsoid)
	in.progress.Done()
	in.progress.Start("overlapping cells", s.Cells.Len())
	if pairs, err = overlay.Pairs(ctx, s.Cells.Shapes, nil, knownCells, in.parallel(func(i int) string { return "cell " + s.Cells.ID[i] })); err != nil {
		return fmt.Errorf("overlapping cells: %w", err)
	}
	s.CellPairs = data.PackPairs(pairs, in.ellipsoid)
	in.progress.Done()
	return nil
}

// parallel are the options of an overlay whose pieces have names.
func (in *intake) parallel(name func(piece int) string) overlay.Options {
	return overlay.Options{Workers: runtime.NumCPU(), Progress: in.progress.Step, Name: name}
}

// parentCodes lists each zone's code and its parent's.
func parentCodes(z *data.Zones) []string {
	out := make([]string, 0, 2*z.Len())
	for i, p := range z.Parent {
		up := ""
		if p >= 0 {
			up = z.Code[p]
		}
		out = append(out, z.Code[i], up)
	}
	return out
}

// nesting tells what each zone accounts for, and names the zones that stick out in the manifest.
func (in *intake) nesting(s *data.Tables) *data.Nesting {
	s.Manifest.StickOut = nil
	for _, z := range in.stickOut {
		s.Manifest.StickOut = append(s.Manifest.StickOut, s.Zones.Code[z])
	}
	return data.NewNesting(s.Zones, in.stickOut)
}
