package strict_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/twpayne/go-geom"
	"pgregory.net/rapid"

	"github.com/qingshan-gis/qingshan/spatial/geos"
	"github.com/qingshan-gis/qingshan/tiles/mvt/strict"
)

// ring makes a ring of x, y, x, y ….
func ring(xy ...int64) []strict.Point {
	var out []strict.Point
	for i := 0; i < len(xy); i += 2 {
		out = append(out, strict.Point{X: xy[i], Y: xy[i+1]})
	}
	return out
}

// square is an outer ring.
func square(x, y, side int64) []strict.Point {
	return ring(x, y, x+side, y, x+side, y+side, x, y+side)
}

// hole is a square hole.
func hole(x, y, side int64) []strict.Point {
	return ring(x, y, x, y+side, x+side, y+side, x+side, y)
}

func polygons(rings ...[]strict.Point) []strict.Layer {
	return []strict.Layer{{Version: 2, Name: "a", Extent: 4096, Features: []strict.Feature{{Type: strict.PolygonType, Parts: rings}}}}
}

func TestValidatePolygons(t *testing.T) {
	for name, c := range map[string]struct {
		rings [][]strict.Point
		want  string // "" for valid
	}{
		"square":                              {[][]strict.Point{square(0, 0, 9)}, ""},
		"anticlockwise on the screen":         {[][]strict.Point{hole(0, 0, 9)}, "begins with a hole"},
		"no area":                             {[][]strict.Point{ring(0, 0, 5, 5, 9, 9)}, "no area"},
		"two corners":                         {[][]strict.Point{ring(0, 0, 5, 5)}, "no area"},
		"a corner twice running":              {[][]strict.Point{ring(0, 0, 9, 0, 9, 0, 9, 9)}, "stands still"},
		"the first corner again":              {[][]strict.Point{ring(0, 0, 9, 0, 9, 9, 0, 0)}, "stands still"},
		"spike":                               {[][]strict.Point{ring(0, 0, 9, 0, 9, 9, 9, 20, 9, 9, 0, 9)}, "turns back"},
		"bow tie":                             {[][]strict.Point{ring(0, 0, 9, 0, 2, 9, 8, 9)}, "meets itself"},
		"touches itself at a corner":          {[][]strict.Point{ring(0, 0, 8, 0, 8, 8, 4, 0, 0, 8)}, "meets itself"},
		"a corner between two others":         {[][]strict.Point{ring(0, 0, 4, 0, 9, 0, 9, 9, 0, 9)}, ""},
		"hole":                                {[][]strict.Point{square(0, 0, 9), hole(3, 3, 3)}, ""},
		"hole outside":                        {[][]strict.Point{square(0, 0, 9), hole(13, 3, 3)}, "not in its outer ring"},
		"hole over the edge":                  {[][]strict.Point{square(0, 0, 9), hole(7, 3, 4)}, "cross"},
		"hole along the edge":                 {[][]strict.Point{square(0, 0, 9), hole(6, 3, 3)}, "share a stretch"},
		"hole with a corner on the edge":      {[][]strict.Point{square(0, 0, 9), ring(9, 4, 5, 3, 5, 5)}, ""},
		"hole outside with a corner on it":    {[][]strict.Point{square(0, 0, 9), ring(9, 4, 12, 6, 12, 3)}, "not in its outer ring"},
		"hole from edge to edge":              {[][]strict.Point{square(0, 0, 9), ring(0, 4, 5, 7, 9, 4)}, "falls apart"},
		"hole in a hole":                      {[][]strict.Point{square(0, 0, 9), hole(1, 1, 7), hole(3, 3, 3)}, "in one another"},
		"hole of the wrong polygon":           {[][]strict.Point{square(0, 0, 9), square(20, 0, 9), hole(3, 3, 3)}, "not in its outer ring"},
		"three holes in a ring of touches":    {[][]strict.Point{square(0, 0, 20), ring(5, 5, 8, 8, 10, 5), ring(10, 5, 11, 9, 12, 7), ring(8, 8, 9, 10, 11, 9)}, "falls apart"},
		"two polygons":                        {[][]strict.Point{square(0, 0, 9), square(20, 0, 9)}, ""},
		"polygons that touch at a corner":     {[][]strict.Point{square(0, 0, 9), square(9, 9, 9)}, ""},
		"polygons along an edge":              {[][]strict.Point{square(0, 0, 9), square(9, 0, 9)}, "share a stretch"},
		"polygons along part of an edge":      {[][]strict.Point{square(0, 0, 9), square(9, 3, 3)}, "share a stretch"},
		"one polygon twice":                   {[][]strict.Point{square(0, 0, 9), square(0, 0, 9)}, "share a stretch"},
		"polygon in a polygon":                {[][]strict.Point{square(0, 0, 9), square(3, 3, 3)}, "overlap"},
		"island in a lake":                    {[][]strict.Point{square(0, 0, 20), hole(3, 3, 10), square(5, 5, 3)}, ""},
		"island before its land":              {[][]strict.Point{square(5, 5, 3), square(0, 0, 20), hole(3, 3, 10)}, ""},
		"island that touches its lake's edge": {[][]strict.Point{square(0, 0, 20), hole(3, 3, 10), ring(3, 5, 6, 4, 6, 6)}, ""},
		"cross at corners only":               {[][]strict.Point{ring(0, 0, 10, 5, 20, 0, 20, 10, 0, 10), ring(8, 0, 10, 5, 12, 0, 10, 20)}, "cross"},
		"cross at a corner on an edge":        {[][]strict.Point{square(0, 0, 9), ring(9, 4, 12, 8, 5, 8)}, "cross"},
		"far away":                            {[][]strict.Point{square(1<<28, 0, 9)}, "beyond"},
	} {
		got := strict.Validate(polygons(c.rings...))
		switch {
		case c.want == "" && len(got) > 0:
			t.Errorf("%s: %v", name, got)
		case c.want != "" && !strings.Contains(fmt.Sprint(got), c.want):
			t.Errorf("%s: %v, want %q", name, got, c.want)
		}
	}
}

func TestValidateLayers(t *testing.T) {
	ok := strict.Layer{Version: 2, Name: "a", Extent: 4096, Keys: []string{"k", "l"}, Values: []any{"v"},
		Features: []strict.Feature{{ID: 1, HasID: true, Type: strict.PointType, Tags: []uint32{0, 0, 1, 0}, Parts: [][]strict.Point{ring(1, 1)}}}}
	if p := strict.Validate([]strict.Layer{ok}); p != nil {
		t.Fatal(p)
	}
	for want, spoil := range map[string]func(l *strict.Layer){
		"version 1":        func(l *strict.Layer) { l.Version = 1 },
		"extent of 0":      func(l *strict.Layer) { l.Extent = 0 },
		"empty name":       func(l *strict.Layer) { l.Name = "" },
		"is there twice":   func(l *strict.Layer) { l.Keys = []string{"k", "k"} },
		"tag of key 2":     func(l *strict.Layer) { l.Features[0].Tags = []uint32{2, 0} },
		"tag of value 1":   func(l *strict.Layer) { l.Features[0].Tags = []uint32{0, 1} },
		"tags it twice":    func(l *strict.Layer) { l.Features[0].Tags = []uint32{0, 0, 0, 0} },
		"feature of this":  func(l *strict.Layer) { l.Features = append(l.Features, l.Features[0]) },
		"stands still at":  func(l *strict.Layer) { l.Features[0].Type, l.Features[0].Parts[0] = strict.LineType, ring(1, 1, 1, 1) },
		"coordinate {2684": func(l *strict.Layer) { l.Features[0].Parts[0] = ring(strict.Reach+1, 0) },
	} {
		bad := ok
		bad.Features = []strict.Feature{ok.Features[0]}
		bad.Features[0].Parts = [][]strict.Point{ring(1, 1)}
		spoil(&bad)
		if got := strict.Validate([]strict.Layer{bad}); len(got) != 1 || !strings.Contains(got[0].Text, want) {
			t.Errorf("%v, want %q", got, want)
		}
	}
	if got := strict.Validate([]strict.Layer{ok, ok}); len(got) != 1 || !strings.Contains(got[0].Text, "second layer") {
		t.Error(got)
	}
}

// TestValidateMeetsGEOS: on a narrow lattice, where rings meet in every possible way, a feature is valid exactly where GEOS says
// so. GEOS alone allows corners that repeat, so rings are drawn without.
func TestValidateMeetsGEOS(t *testing.T) {
	worker := geos.NewWorker()
	valid, invalid := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		side := rapid.Int64Range(3, 9).Draw(t, "side")
		var rings [][]strict.Point
		for range rapid.IntRange(1, 4).Draw(t, "rings") {
			r := drawRing(t, side)
			if strict.TwiceArea(r) == 0 || len(rings) == 0 && strict.TwiceArea(r) < 0 {
				t.Skip("no polygon")
			}
			rings = append(rings, r)
		}
		why, err := worker.Invalid(shapeOf(rings))
		if err != nil {
			t.Fatal(err)
		}
		got := strict.Validate(polygons(rings...))
		if (why == "") != (len(got) == 0) {
			t.Fatalf("%v: %v, GEOS says %q", rings, got, why)
		}
		if why == "" {
			valid++
		} else {
			invalid++
		}
	})
	if !testing.Short() && (valid < 5 || invalid < 5) { // a short run draws a few only
		t.Errorf("%d valid and %d invalid shapes drawn", valid, invalid)
	}
}

// drawRing draws a ring, a box as often as a tangle, and the frame of all often enough for holes and islands to lie in it.
func drawRing(t *rapid.T, side int64) []strict.Point {
	c := rapid.Int64Range(0, side)
	var r []strict.Point
	switch rapid.IntRange(0, 3).Draw(t, "form") {
	case 0:
		r = square(-1, -1, side+2)
	case 1, 2:
		x, y, s := c.Draw(t, "x"), c.Draw(t, "y"), rapid.Int64Range(1, 3).Draw(t, "s")
		r = square(x, y, s)
		if rapid.Bool().Draw(t, "diamond") {
			r = ring(x, y-s, x+s, y, x, y+s, x-s, y)
		}
	default:
		for range rapid.IntRange(3, 6).Draw(t, "corners") {
			p := strict.Point{X: c.Draw(t, "x"), Y: c.Draw(t, "y")}
			if n := len(r); n == 0 || r[n-1] != p && r[0] != p {
				r = append(r, p)
			}
		}
		if len(r) < 3 {
			t.Skip("no ring")
		}
	}
	if rapid.Bool().Draw(t, "turn") {
		for i, j := 0, len(r)-1; i < j; i, j = i+1, j-1 {
			r[i], r[j] = r[j], r[i]
		}
	}
	return r
}

func shapeOf(rings [][]strict.Point) *geom.MultiPolygon {
	var flat []float64
	var endss [][]int
	for _, r := range rings {
		for i := range len(r) + 1 {
			p := r[i%len(r)]
			flat = append(flat, float64(p.X), float64(p.Y))
		}
		if strict.TwiceArea(r) > 0 {
			endss = append(endss, nil)
		}
		last := len(endss) - 1
		endss[last] = append(endss[last], len(flat))
	}
	return geom.NewMultiPolygonFlat(geom.XY, flat, endss)
}
