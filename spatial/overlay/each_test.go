package overlay_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/area"
	"github.com/qingshan-gis/qingshan/spatial/arrange"
	"github.com/qingshan-gis/qingshan/spatial/overlay"
)

// combs are two polygons of so many teeth each, one lying, one standing: they cross in 4 × teeth² places.
func combs(teeth int) *spatial.Polygons {
	side := float64(teeth)
	var b spatial.Builder
	for _, standing := range []bool{false, true} {
		flat := []float64{-1, 0}
		for k := range teeth {
			at := float64(k)
			flat = append(flat, side, at, side, at+0.5, 0, at+0.5, 0, at+1)
		}
		flat = append(flat, -1, side, -1, 0)
		if standing {
			for i := 0; i < len(flat); i += 2 {
				flat[i], flat[i+1] = flat[i+1], flat[i]
			}
		}
		b.Add(spatial.Normalize(geom.NewMultiPolygonFlat(geom.XY, flat, [][]int{{len(flat)}})))
	}
	return b.Build()
}

// TestBoundOfArrangements: few vertices that cross in very many places are refused, or given up when nobody waits any more.
func TestBoundOfArrangements(t *testing.T) {
	layers := func(teeth int) overlay.Layers {
		p := combs(teeth)
		return overlay.Layers{Grounds: p, Only: []int{0}, Covers: p, Parcels: new(spatial.Builder).Build(), Measures: []area.Measure{area.Planar()}}
	}
	if a, err := overlay.Arrange(context.Background(), layers(50), overlay.Options{Workers: 1, Vertices: 20_000}); err != nil || len(a.Faces) != 2 {
		t.Errorf("fifty teeth: %v", err)
	}
	if _, err := overlay.Arrange(context.Background(), layers(5_000), overlay.Options{Workers: 1, Vertices: 100_000}); !errors.Is(err, arrange.ErrTooFine) {
		t.Errorf("five thousand teeth: %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	time.AfterFunc(20*time.Millisecond, cancel)
	start := time.Now()
	if _, err := overlay.Arrange(ctx, layers(5_000), overlay.Options{Workers: 1}); !errors.Is(err, context.Canceled) {
		t.Errorf("five thousand teeth, left: %v", err)
	}
	if took := time.Since(start); took > 20*time.Second { // the crossings alone take longer than memory lasts
		t.Errorf("left work went on for %v", took)
	}
}
