package paper

import (
	"bytes"
	"context"
	"encoding/xml"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"regexp"
	"strconv"
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

// TestMapIsWellFormedAndTrue: the drawing is XML; what its outline encloses is the zone's area to scale.
func TestMapIsWellFormedAndTrue(t *testing.T) {
	s := plane(t, 10, "乡", 12)
	c := certify(t, s, "990001")
	numbers := map[string]int{}
	for i, g := range c.Statement.Gaps[:8] {
		numbers[g.ID] = i + 1
	}
	drawn, _ := svg(c, s, numbers)
	if len(drawn) > maxMap {
		t.Errorf("%d bytes", len(drawn))
	}
	d, texts := xml.NewDecoder(bytes.NewReader(drawn)), 0
	areas := map[string]float64{}
	for {
		token, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		e, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		class, path := "", ""
		for _, a := range e.Attr {
			switch a.Name.Local {
			case "class":
				class = a.Value
			case "d":
				path = a.Value
			}
		}
		if e.Name.Local == "text" && class == "number" {
			texts++
		}
		areas[class] += pathArea(t, path)
	}
	f := frameOf(s.Zones.Shapes.Bounds(0))
	if want := 1e8 * f.scale * f.scale; math.Abs(areas["outline"]-want) > 0.01*want {
		t.Errorf("the outline encloses %.0f units², the zone has %.0f", areas["outline"], want)
	}
	if texts != 8 {
		t.Errorf("%d numbers on the map, 8 in the table", texts)
	}
	if areas["gap"] <= 0 {
		t.Error("no gap is drawn as a polygon")
	}
}

var numberPattern = regexp.MustCompile(`-?\d+`)

// pathArea reads the paths that appendRing writes, by itself.
func pathArea(t *testing.T, path string) (sum float64) {
	t.Helper()
	for _, ring := range strings.Split(path, "M")[min(1, len(path)):] {
		if !strings.HasSuffix(ring, "z") || !strings.Contains(ring, "l") {
			continue
		}
		var v []float64
		for _, m := range numberPattern.FindAllString(ring, -1) {
			n, err := strconv.ParseFloat(m, 64)
			if err != nil {
				t.Fatal(err)
			}
			v = append(v, n)
		}
		x, y, twice := v[0], v[1], 0.0
		for i := 2; i+1 < len(v); i += 2 {
			twice += x*(y+v[i+1]) - (x+v[i])*y
			x, y = x+v[i], y+v[i+1]
		}
		twice += x*v[1] - v[0]*y
		sum += math.Abs(twice) / 2
	}
	return sum
}

func TestSimplifyStaysNear(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 3))
	for range 50 {
		ring := wavy(rng, 500, 40+rng.IntN(400)).FlatCoords()
		tolerance := rng.Float64() * 8
		out := simplify(ring, tolerance)
		if len(out) < 8 || out[0] != out[len(out)-2] || out[1] != out[len(out)-1] {
			t.Fatalf("not a closed ring: %v", out)
		}
		for i := 0; i+1 < len(ring); i += 2 {
			best := math.Inf(1)
			for k := 0; k+3 < len(out); k += 2 {
				best = math.Min(best, fromSegment([]float64{out[k], out[k+1], ring[i], ring[i+1], out[k+2], out[k+3]}, 1, 0, 2))
			}
			if best > tolerance+1e-9 {
				t.Fatalf("a vertex is %g away, tolerance %g", best, tolerance)
			}
		}
	}
	if simplify([]float64{0, 0, 1, 0, 0, 0}, 0) != nil || simplify([]float64{0, 0, .1, 0, .1, .1, 0, 0}, 5) != nil {
		t.Error("what has no area was kept")
	}
}

func TestLabelsDoNotCollide(t *testing.T) {
	rng := rand.New(rand.NewPCG(9, 9))
	var l labeller
	var put []label
	for n := range 20 {
		put = append(put, l.number(n+1, rng.Float64()*mapWidth, rng.Float64()*mapHeight, rng.Float64()*400))
	}
	for i, a := range put {
		for _, b := range put[:i] {
			if math.Hypot(a.x-b.x, a.y-b.y) < labelRadius {
				t.Errorf("numbers %d and %d lie on each other", a.n, b.n)
			}
		}
	}
}

func TestScaleBarIsRound(t *testing.T) {
	for _, width := range []float64{30, 700, 4321, 98765, 1e6} {
		f := frameOf(spatial.Box{MaxX: width, MaxY: width})
		m, units := f.scaleBar()
		lead := m / math.Pow(10, math.Floor(math.Log10(m)+1e-9))
		if units > mapWidth/4 || units < mapWidth/12 || math.Abs(units-m*f.scale) > 1e-9 || lead != 1 && lead != 2 && lead != 5 {
			t.Errorf("%g m wide: a bar of %g m, %g units", width, m, units)
		}
	}
}

func TestTablesFitThePage(t *testing.T) {
	st := &certificate.Statement{Chiefs: make([]certificate.ChiefLine, 5), Accepted: make([]coverage.ExceptionOf, 9), Gaps: make([]certificate.GapLine, 400), Children: make([]certificate.ChiefLine, 40)}
	r := shareOut(st)
	if r.class != "dense" || r.accepted != maxAccepted || r.gaps == 0 || r.children == 0 || r.gaps+r.children > 2*linesOnDensePage {
		t.Errorf("everything long: %+v", r)
	}
	st = &certificate.Statement{Chiefs: make([]certificate.ChiefLine, 3), Gaps: make([]certificate.GapLine, 7)}
	if r := shareOut(st); r.class == "dense" || r.gaps != 7 {
		t.Errorf("a village with seven gaps: %+v", r)
	}
	l := cut([]float64{5, 4, 0, 3}, 2, func(v float64) float64 { return v })
	if l.More != 2 || l.MoreBad != 1 || l.MoreM2 != 3 || l.SumM2 != 12 || len(l.Columns()) != 2 {
		t.Errorf("%+v", l)
	}
}
