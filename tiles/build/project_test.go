package build

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/qingshan-gis/qingshan/tiles/pyramid"
	"github.com/qingshan-gis/qingshan/tiles/tilematrix"
	"github.com/qingshan-gis/qingshan/tiles/topology"
)

// curved is a projection of the working CRS in which straight edges of kilometres are bent in a tile, about 120° E, 30° N.
func curved(x, y float64) (lon, lat float64) {
	lat = 30 + y/111_000
	return 120 + x/(111_000*math.Cos(lat*math.Pi/180)), lat
}

// TestBothSidesGetTheSameCorners: a border that two features run along in opposite directions gets the same corners in both, in the same
// order, so that nothing opens between them; a closed path's ring does not repeat its first corner.
func TestBothSidesGetTheSameCorners(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := projector{to: curved, plane: rapid.SampledFrom([]tilematrix.Plane{tilematrix.Mercator, tilematrix.Geographic}).Draw(t, "plane")}
		var there, back []float64
		for range rapid.IntRange(2, 5).Draw(t, "corners") {
			x, y := rapid.Float64Range(-50_000, 50_000).Draw(t, "x"), rapid.Float64Range(-50_000, 50_000).Draw(t, "y")
			there, back = append(there, x, y), append([]float64{x, y}, back...)
		}
		one, other := p.line(there), p.line(back)
		slices.Reverse(other)
		if !slices.Equal(one, other) {
			t.Fatalf("%d corners there, %d back", len(one), len(other))
		}
		ring := p.rounded(append(slices.Clone(there), there[0], there[1]))
		if n := len(ring); n > 1 && ring[0] == ring[n-1] {
			t.Fatal("the ring is closed")
		}
	})
}

// TestLongEdgesFollowTheirCourse: the projected middle of every part of a long edge lies within a step or so of the corners' chords.
func TestLongEdgesFollowTheirCourse(t *testing.T) {
	p := projector{to: curved, plane: tilematrix.Mercator}
	line := p.line([]float64{-40_000, 0, 40_000, 30_000})
	if len(line) < 100 {
		t.Errorf("%d corners for 85 km", len(line))
	}
	for k := range 1000 {
		share := (float64(k) + 0.5) / 1000
		v := p.vertex(-40_000+80_000*share, 30_000*share)
		if d := fromLine(v.u-pyramid.WorldMiddle, v.v-pyramid.WorldMiddle, line); d > 1 {
			t.Fatalf("%.3f of the way is %.2f steps off", share, d)
		}
	}
}

// fromLine is the distance of a place from a line, both in steps.
func fromLine(x, y float64, line []topology.Point) float64 {
	least := math.Inf(1)
	for i := 1; i < len(line); i++ {
		ax, ay := float64(line[i-1].X), float64(line[i-1].Y)
		dx, dy := float64(line[i].X)-ax, float64(line[i].Y)-ay
		share := math.Max(0, math.Min(1, ((x-ax)*dx+(y-ay)*dy)/(dx*dx+dy*dy)))
		least = math.Min(least, math.Hypot(x-ax-share*dx, y-ay-share*dy))
	}
	return least
}
