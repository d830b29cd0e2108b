package paper

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/data/certificate"
	"github.com/qingshan-gis/qingshan/data/coverage"
	"github.com/qingshan-gis/qingshan/data/rules"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/crsapprox"
)

// plane is a county of n×n square villages with gaps in its middle, without cells: drawn, not computed.
func plane(t testing.TB, n int, name string, spots int) *snapshot.Snapshot {
	t.Helper()
	const side = 1000.0
	box := spatial.Box{MinX: -1e5, MinY: -1e5, MaxX: 1e5, MaxY: 1e5}
	scale := func(f float64) crsapprox.Func {
		return func(xs, ys []float64) error {
			for i := range xs {
				xs[i], ys[i] = xs[i]*f, ys[i]*f
			}
			return nil
		}
	}
	to, err := crsapprox.Fit(scale(1e-5), box, 1e-9)
	if err != nil {
		t.Fatal(err)
	}
	from, err := crsapprox.Fit(scale(1e5), spatial.Box{MinX: -1, MinY: -1, MaxX: 1, MaxY: 1}, 1e-4)
	if err != nil {
		t.Fatal(err)
	}
	s := snapshot.NewTables(snapshot.Manifest{ID: "20261001-drawn", Name: "虚构县", On: 20000, Rules: rules.DefaultRules(), ToLonLat: to, FromLonLat: from,
		CRS: snapshot.CRSInfo{Name: "EPSG:4549", Extent: box}})
	var zones, gaps, none spatial.Builder
	add := func(code, name string, level snapshot.Level, parent int32, mp *geom.MultiPolygon) {
		z := s.Zones
		z.Code, z.Name, z.Level, z.Parent = append(z.Code, code), append(z.Name, name), append(z.Level, level), append(z.Parent, parent)
		zones.Add(mp)
	}
	add("990001", name, snapshot.County, -1, wavy(rand.New(rand.NewPCG(1, 1)), side*float64(n), 4000))
	for i := range n * n {
		x, y := float64(i%n)*side, float64(i/n)*side
		add(fmt.Sprintf("990001%03d", i+1), fmt.Sprintf("%s%d村", name, i+1), snapshot.Village, 0, square(x, y, side))
	}
	s.Zones.Shapes = zones.Build()
	empty := none.Build()
	s.Cells.Shapes, s.Parcels.Shapes, s.Accepted.Shapes, s.Facts.Faces, s.Contested.Shapes, s.CellPairs.Shapes = empty, empty, empty, empty, empty, empty
	s.Found = &snapshot.Findings{Overlaps: snapshot.FindingTable{Shapes: empty}, Residue: snapshot.FindingTable{Shapes: empty}}
	g := &s.Found.Gaps
	for i := range spots {
		z := i*n*n/spots + 1
		x, y := float64((z-1)%n)*side, float64((z-1)/n)*side
		size := 400 / float64(1+i)
		g.ID, g.Zone, g.Set = append(g.ID, fmt.Sprint("g", i)), append(g.Zone, int32(z)), append(g.Set, -1)
		g.Ellipsoidal, g.Planar = append(g.Ellipsoidal, size*size), append(g.Planar, size*size)
		gaps.Add(square(x+300, y+300, size))
	}
	g.Shapes = gaps.Build()
	s.Zones.BuildIndexes()
	s.Registry.BuildIndexes()
	return s.Derived()
}

func square(x, y, side float64) *geom.MultiPolygon {
	return geom.NewMultiPolygonFlat(geom.XY, []float64{x, y, x + side, y, x + side, y + side, x, y + side, x, y}, [][]int{{10}})
}

// wavy is a square whose border wiggles at n vertices.
func wavy(rng *rand.Rand, side float64, n int) *geom.MultiPolygon {
	var xy []float64
	for k := range n {
		t := 4 * float64(k) / float64(n)
		f, w := t-math.Floor(t), 20*rng.Float64()
		p := [][2]float64{{f * side, w}, {side - w, f * side}, {(1 - f) * side, side - w}, {w, (1 - f) * side}}[int(t)]
		xy = append(xy, p[0], p[1])
	}
	xy = append(xy, xy[0], xy[1])
	return geom.NewMultiPolygonFlat(geom.XY, xy, [][]int{{len(xy)}})
}

func certify(t testing.TB, s *snapshot.Snapshot, zone string) *certificate.Certificate {
	t.Helper()
	c, err := certificate.New(coverage.New(s, nil)).Certify(context.Background(), coverage.Query{Zone: zone}, certificate.Issue{On: 20001, Tool: "test"})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func printed(t testing.TB, s *snapshot.Snapshot, zone string) string {
	t.Helper()
	var out bytes.Buffer
	if err := HTML(&out, certify(t, s, zone), s); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// TestPageStandsAlone: no script, no other file, every name escaped, both languages, small.
func TestPageStandsAlone(t *testing.T) {
	s := plane(t, 18, `<b>&"'乡`, 300)
	for _, zone := range []string{"990001", "990001007"} {
		page := printed(t, s, zone)
		if len(page) > 300_000 {
			t.Errorf("zone %s: %d bytes", zone, len(page))
		}
		for _, bad := range []string{"<script", "http:", "https:", "src=", "@import", "url(h", "<b>&", "<no value>", "ZgotmplZ"} {
			if strings.Contains(page, bad) {
				t.Errorf("zone %s: the page has %q", zone, bad)
			}
		}
		for _, want := range []string{"存在责任盲区", "Blind spots", "签字", "盖章", "无人任职 nobody", "<svg", "北 N", "km<", "covered + gap + accepted = demand"} {
			if zone == "990001" && !strings.Contains(page, want) {
				t.Errorf("zone %s: the page lacks %q", zone, want)
			}
		}
	}
	if page := printed(t, s, "990001"); !strings.Contains(page, "另有 ") || !strings.Contains(page, "合计 300 处") {
		t.Error("the tables do not say what they leave out")
	}
}
