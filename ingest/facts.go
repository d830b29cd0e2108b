package ingest

import (
	"cmp"
	"context"
	"fmt"
	"runtime"
	"slices"

	"github.com/qingshan-gis/qingshan/data/coverage"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/ingest/progress"
	"github.com/qingshan-gis/qingshan/ingest/reuse"
	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/area"
	"github.com/qingshan-gis/qingshan/spatial/overlay"
)

// overlayFacts cuts zones, cells, exceptions and parcels of s against each other, and adds the facts and the contested ground. What is
// known of earlier is taken over.
func overlayFacts(ctx context.Context, e environment, s *snapshot.Tables, stickOut []int32, earlier *reuse.Matched) error {
	e.progress.Start("unassigned ground", s.Zones.Len())
	known := earlier.Knows
	zone := func(i int) string { return "zone " + s.Zones.Code[i] }
	nesting := nestingOf(s, stickOut)
	var skip func(zone int32) bool
	if nesting.Nested() { // else disputed ground is looked for in all
		skip = func(zone int32) bool { return known(int(zone)) }
	}
	grounds, err := nesting.Grounds(ctx, skip, overlayOptions(e.progress, zone))
	if err != nil {
		return err
	}
	e.progress.Done()
	var covers spatial.Builder
	for i := range s.Cells.Len() {
		covers.AddFrom(s.Cells.Shapes, i)
	}
	for i := range s.Accepted.Len() {
		covers.AddFrom(s.Accepted.Shapes, i)
	}
	e.progress.Start("overlay", s.Zones.Len())
	a, err := overlay.Arrange(ctx, overlay.Layers{
		Grounds: grounds, Covers: covers.Build(), Parcels: s.Parcels.Shapes,
		Measures: []area.Measure{s.Manifest.Ellipsoid, area.Planar()},
		Known: func(zone int) (overlay.Arrangement, bool) {
			if !known(zone) {
				return overlay.Arrangement{}, false
			}
			return earlier.Ground(zone), true
		},
	}, overlayOptions(e.progress, zone))
	if err != nil {
		return fmt.Errorf("overlay of zones, cells and parcels: %w", err)
	}
	e.progress.Done()
	s.Facts = snapshot.PackFacts(a, nil)

	e.progress.Start("contested ground", s.Zones.Len())
	siblings := func(a, b int) bool { return s.Zones.Parent[a] == s.Zones.Parent[b] }
	earlier.Note(e.report)
	pairs, err := overlay.Pairs(ctx, s.Zones.Shapes, siblings, earlier.ZoneGround(s.Zones), overlayOptions(e.progress, zone))
	if err != nil {
		return fmt.Errorf("contested ground: %w", err)
	}
	disputed, err := nesting.Disputed(ctx, grounds, overlay.Options{Workers: runtime.NumCPU(), Name: zone})
	if err != nil {
		return fmt.Errorf("contested ground: %w", err)
	}
	pairs = append(pairs, disputed...)
	slices.SortFunc(pairs, func(x, y overlay.Pair) int { return cmp.Or(cmp.Compare(x.A, y.A), cmp.Compare(x.B, y.B)) })
	s.Contested = snapshot.PackPairs(pairs, s.Manifest.Ellipsoid)
	e.progress.Done()
	e.progress.Start("overlapping cells", s.Cells.Len())
	if pairs, err = overlay.Pairs(ctx, s.Cells.Shapes, nil, earlier.CellGround(), overlayOptions(e.progress, func(i int) string { return "cell " + s.Cells.ID[i] })); err != nil {
		return fmt.Errorf("overlapping cells: %w", err)
	}
	s.CellPairs = snapshot.PackPairs(pairs, s.Manifest.Ellipsoid)
	e.progress.Done()
	return nil
}

// overlayOptions are the options of an overlay whose pieces have names.
func overlayOptions(bars progress.Progress, name func(piece int) string) overlay.Options {
	return overlay.Options{Workers: runtime.NumCPU(), Progress: bars.Step, Name: name}
}

// nestingOf tells what each zone accounts for, and names the zones that stick out in the manifest.
func nestingOf(s *snapshot.Tables, stickOut []int32) *coverage.Nesting {
	s.Manifest.StickOut = nil
	for _, z := range stickOut {
		s.Manifest.StickOut = append(s.Manifest.StickOut, s.Zones.Code[z])
	}
	return coverage.NewNesting(s.Zones, stickOut)
}
