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

// overlayFacts cuts zones, cells, exceptions and parcels of t against each other, and adds the facts and the contested ground. What is
// known of earlier is taken over.
func overlayFacts(ctx context.Context, e environment, t *snapshot.Tables, stickOut []int32, earlier *reuse.Matched) error {
	nesting := nestingOf(t, stickOut)
	e.progress.Start("unassigned ground", t.Zones.Len())
	var skip func(zone int32) bool
	if nesting.Nested() { // else disputed ground is looked for in all
		skip = func(zone int32) bool { return earlier.Knows(int(zone)) }
	}
	grounds, err := nesting.Grounds(ctx, skip, overlayOptions(e.progress, zoneName(t)))
	if err != nil {
		return err
	}
	e.progress.Done()
	if err := cutGrounds(ctx, e, t, grounds, earlier); err != nil {
		return fmt.Errorf("overlay of zones, cells and parcels: %w", err)
	}
	if err := contestedGround(ctx, e, t, nesting, grounds, earlier); err != nil {
		return fmt.Errorf("contested ground: %w", err)
	}
	if err := overlappingCells(ctx, e, t, earlier); err != nil {
		return fmt.Errorf("overlapping cells: %w", err)
	}
	return nil
}

// cutGrounds cuts the zones' grounds by cells, exceptions and parcels into facts.
func cutGrounds(ctx context.Context, e environment, t *snapshot.Tables, grounds *spatial.Polygons, earlier *reuse.Matched) error {
	var covers spatial.Builder
	for i := range t.Cells.Len() {
		covers.AddFrom(t.Cells.Shapes, i)
	}
	for i := range t.Accepted.Len() {
		covers.AddFrom(t.Accepted.Shapes, i)
	}
	e.progress.Start("overlay", t.Zones.Len())
	a, err := overlay.Arrange(ctx, overlay.Layers{
		Grounds: grounds, Covers: covers.Build(), Parcels: t.Parcels.Shapes,
		Measures: []area.Measure{t.Manifest.Ellipsoid, area.Planar()},
		Known: func(zone int) (overlay.Arrangement, bool) {
			if !earlier.Knows(zone) {
				return overlay.Arrangement{}, false
			}
			return earlier.Ground(zone), true
		},
	}, overlayOptions(e.progress, zoneName(t)))
	if err != nil {
		return err
	}
	e.progress.Done()
	t.Facts = snapshot.PackFacts(a, nil)
	return nil
}

// contestedGround adds the ground that several zones have or account for.
func contestedGround(ctx context.Context, e environment, t *snapshot.Tables, nesting *coverage.Nesting, grounds *spatial.Polygons, earlier *reuse.Matched) error {
	e.progress.Start("contested ground", t.Zones.Len())
	siblings := func(a, b int) bool { return t.Zones.Parent[a] == t.Zones.Parent[b] }
	earlier.Note(e.report)
	pairs, err := overlay.Pairs(ctx, t.Zones.Shapes, siblings, earlier.ZoneGround(t.Zones), overlayOptions(e.progress, zoneName(t)))
	if err != nil {
		return err
	}
	disputed, err := nesting.Disputed(ctx, grounds, overlay.Options{Workers: runtime.NumCPU(), Name: zoneName(t)})
	if err != nil {
		return err
	}
	pairs = append(pairs, disputed...)
	slices.SortFunc(pairs, func(x, y overlay.Pair) int { return cmp.Or(cmp.Compare(x.A, y.A), cmp.Compare(x.B, y.B)) })
	t.Contested = snapshot.PackPairs(pairs, t.Manifest.Ellipsoid)
	e.progress.Done()
	return nil
}

// overlappingCells adds the ground that several cells have.
func overlappingCells(ctx context.Context, e environment, t *snapshot.Tables, earlier *reuse.Matched) error {
	e.progress.Start("overlapping cells", t.Cells.Len())
	pairs, err := overlay.Pairs(ctx, t.Cells.Shapes, nil, earlier.CellGround(), overlayOptions(e.progress, func(i int) string { return "cell " + t.Cells.ID[i] }))
	if err != nil {
		return err
	}
	t.CellPairs = snapshot.PackPairs(pairs, t.Manifest.Ellipsoid)
	e.progress.Done()
	return nil
}

func zoneName(t *snapshot.Tables) func(zone int) string {
	return func(zone int) string { return "zone " + t.Zones.Code[zone] }
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
