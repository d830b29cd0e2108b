package change

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/data/coverage"
	"github.com/qingshan-gis/qingshan/data/lineage"
	"github.com/qingshan-gis/qingshan/data/rules"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/internal/landscape"
	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/area"
)

// muM2 is one 亩 in m².
const muM2 = area.SquareMetresPerMu

// strip is a rectangle 10 m high of so many 亩, from (x, y).
func strip(x, y, mu float64) *geom.MultiPolygon { return landscape.Rectangle(x, y, x+mu*muM2/10, y+10) }

func triaged(p *landscape.Plane) map[string]PatchPart {
	landscape.Must(lineage.IdentifyPatches(context.Background(), p.Tables, nil, nil))
	c, err := New(coverage.New(p.Snapshot(), nil)).Patches(context.Background(), PatchesQuery{})
	landscape.Must(err)
	out := map[string]PatchPart{}
	for _, r := range c.Rows {
		out[r.Patch] = r
	}
	return out
}

// TestTriageByHand: thresholds are met by what the judicial interpretation names, alone, together and in proportion.
func TestTriageByHand(t *testing.T) {
	p := landscape.Forest()
	at := func(k int) float64 { return float64(100 + 120*k) } // rows 120 m apart, so that nothing is near
	c := p.Changed("cut", "2026-08-01", "2026-09-25", []int32{0, 0, 1, 1, 2, 0, 0, -1},
		strip(0, at(0), 5),       // 1: exactly the limit of protective forest
		strip(0, at(1), 4.99),    // 2: just below it
		strip(0, 1000+at(0), 10), // 3: exactly that of commercial
		strip(0, 1000+at(1), 6),  // 4: below
		strip(0, 2000+at(0), 50), // 5: much, but no forest land
		strip(0, at(2), 3),       // 6 and 7: 50 m apart, 6 亩 together
		strip(250, at(2), 3),
		strip(0, 3000+at(0), 50)) // 8: in no parcel
	_ = c
	// 3 亩 are 200 m long: from 0 to 200 and from 250 on.
	rows := triaged(p)
	for i, want := range []struct {
		severity rules.Severity
		flags    string
		patches  int
	}{
		{rules.Severe, "protective/patch 5.00", 1}, {rules.Ordinary, "", 1}, {rules.Severe, "commercial/patch 10.00", 1}, {rules.Ordinary, "", 1}, {rules.Ordinary, "", 1},
		{rules.High, "protective/cluster 6.00", 2}, {rules.High, "protective/cluster 6.00", 2}, {rules.Ordinary, "", 1},
	} {
		r := rows[fmt.Sprintf("cut-20260925-%d", i+1)]
		flags := ""
		for _, f := range r.Flags {
			flags += fmt.Sprintf("%s/%s %.2f", f.Flag, f.Scope, f.Terms[0].AreaMu)
			if f.Source != "法释〔2023〕8号" {
				t.Errorf("source %q", f.Source)
			}
		}
		due := map[rules.Severity]string{rules.Severe: "2026-10-08", rules.High: "2026-10-16", rules.Ordinary: "2026-10-31"}[want.severity]
		if r.Severity != want.severity || flags != want.flags || r.ClusterPatches != want.patches || r.Due.String() != due {
			t.Errorf("patch %d: %s %q, %d patches, due %s; want %+v, %s", i+1, r.Severity, flags, r.ClusterPatches, r.Due, want, due)
		}
	}
	if r := rows["cut-20260925-7"]; math.Abs(r.ClusterM2-6*muM2) > 1e-6 || r.Cluster != "cut-20260925-6" {
		t.Errorf("cluster %s of %.3f m²", r.Cluster, r.ClusterM2)
	}
}

// TestCombinedThreshold: 3 亩 of protective and 4 亩 of commercial forest land are 3/5 + 4/10 of the limits, exactly 1.
func TestCombinedThreshold(t *testing.T) {
	p := landscape.Forest()
	p.Changed("cut", "2026-08-01", "2026-09-25", []int32{0, 1}, strip(0, 990, 3), strip(0, 1000, 4))
	for id, r := range triaged(p) {
		if len(r.Flags) != 1 || r.Flags[0].Flag != "combined" || r.Flags[0].Scope != "cluster" || math.Abs(r.Flags[0].Ratio-1) > 1e-9 || len(r.Flags[0].Terms) != 2 {
			t.Errorf("%s: %+v", id, r.Flags)
		}
	}
}

// TestClusterDistance: the distance itself still counts, a hair more does not; a chain of near patches is one cluster.
func TestClusterDistance(t *testing.T) {
	p := landscape.Forest()
	p.Changed("cut", "2026-08-01", "2026-09-25", []int32{0, 0, 0, 0}, landscape.Rectangle(0, 0, 10, 10), landscape.Rectangle(60, 0, 70, 10), landscape.Rectangle(120, 0, 130, 10), landscape.Rectangle(180.001, 0, 190, 10))
	rows := triaged(p)
	for i, want := range []int{3, 3, 3, 1} {
		if r := rows[fmt.Sprintf("cut-20260925-%d", i+1)]; r.ClusterPatches != want {
			t.Errorf("patch %d is one of %d, want %d", i+1, r.ClusterPatches, want)
		}
	}
}

// TestPermittedByHand: permits count that were valid between the scenes, ground in two of them once.
func TestPermittedByHand(t *testing.T) {
	p := landscape.Forest()
	p.Changed("cut", "2026-08-01", "2026-09-25", []int32{0, 0}, landscape.Rectangle(0, 0, 100, 100), landscape.Rectangle(1000, 0, 1100, 100))
	q := p.Tables.Permitted
	q.ID, q.Permit = []string{"a", "b", "late", "old"}, []string{"林许2026-1", "林许2026-2", "x", "y"}
	q.ValidFrom = []snapshot.Date{landscape.Day("2026-01-01"), snapshot.NoDate, landscape.Day("2026-09-26"), snapshot.NoDate}
	q.ValidTo = []snapshot.Date{landscape.Day("2026-08-01"), snapshot.NoDate, snapshot.NoDate, landscape.Day("2026-07-31")}
	var shapes spatial.Builder
	for _, r := range []*geom.MultiPolygon{landscape.Rectangle(0, 0, 60, 100), landscape.Rectangle(40, 0, 80, 100), landscape.Rectangle(0, 0, 100, 100), landscape.Rectangle(0, 0, 100, 100)} {
		shapes.Add(r)
	}
	q.Shapes = shapes.Build()
	p.Tables.Manifest.Ellipsoid = area.Planar()
	rows := triaged(p)
	r := rows["cut-20260925-1"]
	if math.Abs(r.PermittedShare-0.8) > 1e-9 || len(r.Permitted) != 2 || r.Permitted[0].Permitted != "a" || math.Abs(r.Permitted[0].AreaM2-6000) > 1e-6 || math.Abs(r.Permitted[1].Share-0.4) > 1e-9 {
		t.Errorf("%+v", r.Triage)
	}
	if r := rows["cut-20260925-2"]; r.PermittedShare != 0 || len(r.Permitted) != 0 {
		t.Errorf("%+v", r.Triage)
	}
}

// TestClustersAgainstBruteForce: on random patches the clusters are those of all pairs of distances.
func TestClustersAgainstBruteForce(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 20 {
		p := landscape.Forest()
		var boxes [][4]float64
		var shapes []*geom.MultiPolygon
		for range 60 {
			x, y := math.Round(random.Float64()*3000), math.Round(random.Float64()*900)
			b := [4]float64{x, y, x + math.Round(1+random.Float64()*60), y + math.Round(1+random.Float64()*60)}
			boxes, shapes = append(boxes, b), append(shapes, landscape.Rectangle(b[0], b[1], b[2], b[3]))
		}
		c := p.Changed("cut", "2026-08-01", "2026-09-25", make([]int32, len(shapes)), shapes...)
		triaged(p)
		triage, err := New(coverage.New(p.Snapshot(), nil)).newTriage(context.Background(), c)
		landscape.Must(err)
		group := make([]int, len(boxes))
		for i := range group {
			group[i] = i
		}
		for again := true; again; {
			again = false
			for i, a := range boxes {
				for j, b := range boxes {
					dx, dy := math.Max(0, math.Max(a[0]-b[2], b[0]-a[2])), math.Max(0, math.Max(a[1]-b[3], b[1]-a[3]))
					if math.Hypot(dx, dy) <= 50 && group[i] != group[j] {
						group[i], group[j] = min(group[i], group[j]), min(group[i], group[j])
						again = true
					}
				}
			}
		}
		for i := range boxes {
			for j := range boxes {
				if (group[i] == group[j]) != (triage.cluster[i] == triage.cluster[j]) {
					t.Fatalf("patches %v and %v: together %t, want %t", boxes[i], boxes[j], triage.cluster[i] == triage.cluster[j], group[i] == group[j])
				}
			}
		}
	}
}

// BenchmarkTriage triages 1,000 patches of pixel outlines.
func BenchmarkTriage(b *testing.B) {
	p := landscape.Forest()
	var shapes []*geom.MultiPolygon
	random := rand.New(rand.NewPCG(3, 4))
	for range 1000 {
		x, y := math.Round(random.Float64()*380)*10, math.Round(random.Float64()*380)*10
		shapes = append(shapes, landscape.Rectangle(x, y, x+30, y+50))
	}
	c := p.Changed("cut", "2026-08-01", "2026-09-25", make([]int32, len(shapes)), shapes...)
	landscape.Must(lineage.IdentifyPatches(context.Background(), p.Tables, nil, nil))
	for b.Loop() {
		if _, err := New(coverage.New(p.Snapshot(), nil)).newTriage(context.Background(), c); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(1000*float64(b.N)/b.Elapsed().Seconds(), "patches/s")
}
