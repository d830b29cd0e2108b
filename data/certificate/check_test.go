package certificate_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/data/certificate"
	"github.com/qingshan-gis/qingshan/data/certificate/recount"
	"github.com/qingshan-gis/qingshan/data/coverage"
	"github.com/qingshan-gis/qingshan/data/rules"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/internal/landscape"
	"github.com/qingshan-gis/qingshan/spatial"
)

// check reads a certificate as a file and checks it.
func check(t testing.TB, s *snapshot.Snapshot, content any) *certificate.CertificateCheck {
	t.Helper()
	b, err := json.Marshal(content)
	if err != nil {
		t.Fatal(err)
	}
	f, err := certificate.ParseCertificate(b)
	if err != nil {
		t.Fatal(err)
	}
	out, err := certificate.New(coverage.New(s, nil)).Check(context.Background(), f, "test", recount.ByOverlay)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestCertificatesAreConfirmed(t *testing.T) {
	s := landscape.ThreeVillages().Snapshot()
	for _, q := range []coverage.Query{{}, {On: landscape.Day("2027-01-01")}, {InPost: true}, {Demand: rules.DemandForest}, {Demand: rules.DemandForest, InPost: true, On: landscape.Day("2025-01-01")}} {
		for _, zone := range s.Zones.Code {
			q.Zone = zone
			if got := check(t, s, certificate.MustCertify(t, s, q)); !got.Confirmed || got.Recounted < 10 || got.Compared < 50 {
				t.Errorf("%+v: %+v", q, got)
			}
		}
	}
}

// leaves calls yield for all plain values in a JSON document, with the way to them.
func leaves(v any, path []any, yield func(path []any, v any)) {
	switch v := v.(type) {
	case map[string]any:
		for k, e := range v {
			leaves(e, append(slices.Clone(path), k), yield)
		}
	case []any:
		for i, e := range v {
			leaves(e, append(slices.Clone(path), i), yield)
		}
	default:
		yield(path, v)
	}
}

// replace puts a value at the end of a way.
func replace(v any, path []any, to any) {
	for len(path) > 1 {
		if key, ok := path[0].(string); ok {
			v = v.(map[string]any)[key]
		} else {
			v = v.([]any)[path[0].(int)]
		}
		path = path[1:]
	}
	if key, ok := path[0].(string); ok {
		v.(map[string]any)[key] = to
	} else {
		v.([]any)[path[0].(int)] = to
	}
}

// another is a value near v.
func another(v any) any {
	switch v := v.(type) {
	case float64:
		if v == math.Trunc(v) {
			return v + 1
		}
		return v + math.Max(1e-5, math.Abs(v)*1e-8)
	case string:
		if d, err := snapshot.ParseDate(v); err == nil && d != snapshot.NoDate {
			return (d - 2).String()
		}
		return v + "1"
	case bool:
		return !v
	}
	return "something"
}

// TestEveryEditIsRefuted changes each value of a certificate in turn: as it is, and with the hash made to fit.
//
//testrun:plain
func TestEveryEditIsRefuted(t *testing.T) {
	s := landscape.ThreeVillages().Snapshot()
	b, err := json.Marshal(certificate.MustCertify(t, s, coverage.Query{Zone: "990001"}))
	if err != nil {
		t.Fatal(err)
	}
	fresh := func() (doc map[string]any) {
		if err := json.Unmarshal(b, &doc); err != nil {
			t.Fatal(err)
		}
		return doc
	}
	refuted := func(doc map[string]any) bool {
		text, err := json.Marshal(doc)
		if err != nil {
			t.Fatal(err)
		}
		f, err := certificate.ParseCertificate(text)
		if err != nil {
			return true // refused as a whole
		}
		got, err := certificate.New(coverage.New(s, nil)).Check(context.Background(), f, "test", recount.ByOverlay)
		return err != nil || !got.Confirmed
	}
	edits, figures := 0, 0
	leaves(fresh()["statement"], nil, func(path []any, v any) {
		name, doc := fmt.Sprint(path), fresh()
		replace(doc["statement"], path, another(v))
		if _, ok := v.(float64); ok {
			figures++
		}
		edits++
		if !refuted(doc) {
			t.Errorf("%s: %v in place of %v was confirmed", name, another(v), v)
		}
		if doc["statement_sha256"], err = certificate.CanonicalHash(doc["statement"]); err != nil {
			t.Fatal(err)
		}
		if name != "[tool]" && name != "[issued]" && !refuted(doc) { // by what and when it was issued only the hash guards
			t.Errorf("%s: %v in place of %v was confirmed, with the hash made to fit", name, another(v), v)
		}
	})
	if edits < 100 || figures < 60 {
		t.Errorf("%d edits, %d of figures", edits, figures)
	}
	early := fresh()
	early["statement"].(map[string]any)["issued"] = "2026-09-29"
	if early["statement_sha256"], err = certificate.CanonicalHash(early["statement"]); err != nil || !refuted(early) {
		t.Error("a certificate issued before its snapshot was made was confirmed", err)
	}
	doc := fresh()
	st := doc["statement"].(map[string]any)
	st["gaps"], st["note"] = []any{}, "nothing to see"
	if got := check(t, s, doc); got.Confirmed || len(got.Deviations) != 3 {
		t.Errorf("a removed gap and an added name: %v", got.Deviations)
	}
}

// TestOtherWordsAreNoDeviation: a later version may say it in other words, not with other figures.
func TestOtherWordsAreNoDeviation(t *testing.T) {
	s := landscape.ThreeVillages().Snapshot()
	c := certificate.MustCertify(t, s, coverage.Query{Zone: "990001001"})
	c.Statement.Tool, c.Statement.Rule.EN = "an earlier version", "as it was said then"
	c.SHA256, _ = certificate.CanonicalHash(c.Statement)
	if got := check(t, s, c); !got.Confirmed {
		t.Errorf("other words: %v", got.Deviations)
	}
	c.Statement.Chiefs[0].CoveredM2--
	c.SHA256, _ = certificate.CanonicalHash(c.Statement)
	if got := check(t, s, c); got.Confirmed {
		t.Error("another figure was confirmed")
	}
}

// TestForgedSnapshots: facts or polygons are changed behind the certificate. What was issued before is refuted; what is
// issued from forged facts is refuted by the recount alone.
func TestForgedSnapshots(t *testing.T) {
	q := coverage.Query{Zone: "990001002"}
	honest := certificate.MustCertify(t, landscape.ThreeVillages().Snapshot(), q)
	for _, c := range []struct {
		what       string
		how        func(s *snapshot.Tables)
		consistent bool // the forged snapshot holds together: only what was issued before tells
	}{
		{"a gap given to a cell", func(s *snapshot.Tables) {
			for i, set := range s.Facts.Sets {
				if len(set) == 0 {
					s.Facts.Sets[i] = []int32{1}
				}
			}
		}, false},
		{"an area", func(s *snapshot.Tables) {
			for row, face := range s.Facts.Face {
				if s.Facts.FaceZone[face] == 2 {
					s.Facts.Ellipsoidal[row] -= 5
				}
			}
		}, false},
		{"a cell's polygon", func(s *snapshot.Tables) {
			for i, x := range s.Cells.Shapes.Coords {
				if x == 400 {
					s.Cells.Shapes.Coords[i] = 450
				}
			}
		}, false},
		{"a cell's end", func(s *snapshot.Tables) { s.Cells.ValidTo[2] = landscape.Day("2026-01-01") }, true},
		{"a chief", func(s *snapshot.Tables) { s.Registry.Assignments = s.Registry.Assignments[:2] }, true},
	} {
		p := landscape.ThreeVillages()
		c.how(p.Tables)
		p.Find()
		forged := p.Snapshot()
		before, after := check(t, forged, honest), check(t, forged, certificate.MustCertify(t, forged, q))
		if before.Confirmed {
			t.Errorf("%s was forged; the honest certificate is still confirmed", c.what)
		}
		if after.Confirmed != c.consistent {
			t.Errorf("%s was forged; a certificate from it: %v", c.what, after.Deviations)
		}
		for _, d := range after.Deviations {
			if d.By != "recount" {
				t.Errorf("%s: %v", c.what, d)
			}
		}
	}
}

// TestRecountAgreesWithFacts on random landscapes: two ways to the same numbers.
//
//testrun:plain
func TestRecountAgreesWithFacts(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 26))
	blob := func(size float64) *geom.MultiPolygon {
		cx, cy, n := rng.Float64()*1200, rng.Float64()*900, 3+rng.IntN(6)
		var xy []float64
		for k := range n {
			sin, cos := math.Sincos(2 * math.Pi * float64(k) / float64(n))
			r := size * (0.4 + rng.Float64())
			xy = append(xy, spatial.SnapToGrid(cx+r*cos), spatial.SnapToGrid(cy+r*sin))
		}
		xy = append(xy, xy[0], xy[1])
		return geom.NewMultiPolygonFlat(geom.XY, xy, [][]int{{len(xy)}})
	}
	pick := func(dates ...string) snapshot.Date { return landscape.Day(dates[rng.IntN(len(dates))]) }
	for round := range 10 {
		p := landscape.NewPlane()
		p.Zone("990001", "虚构县", snapshot.County, -1, "赵甲", landscape.Rectangle(0, 0, 1200, 900))
		for i := range 12 { // some with a strip to nobody, some with contested ground
			x, y := float64(i%4)*300, float64(i/4)*300
			p.Zone(fmt.Sprintf("990001%03d", i+1), "村", snapshot.Village, 0, "钱乙", landscape.Rectangle(x, y, x+300-float64(rng.IntN(3))*0.05, y+300+float64(rng.IntN(2))*2))
		}
		for range 25 {
			p.Cell([]string{"", "r"}[rng.IntN(2)], pick("", "2026-06-30"), blob(180))
		}
		for i := range 4 {
			p.Except(fmt.Sprint("x", i), pick("", "2026-12-31"), blob(80))
		}
		for i := range 30 { // disjoint: ground in two parcels of two classes is drawn as forest, but not counted
			x, y := float64(i%6)*200, float64(i/6)*180
			p.Parcel([]string{"0111", "0200"}[rng.IntN(2)], landscape.Rectangle(x+rng.Float64()*50, y, x+150, y+100+rng.Float64()*80))
		}
		s := p.Build()
		for _, demand := range []rules.Demand{rules.DemandAll, rules.DemandForest} {
			q := coverage.Query{Zone: "990001", Demand: demand, InPost: rng.IntN(2) == 0, On: pick("", "2026-06-01", "2027-06-01")}
			if got := check(t, s, certificate.MustCertify(t, s, q)); !got.Confirmed {
				t.Fatalf("round %d, %+v: %v", round, q, got.Deviations)
			}
		}
	}
}

func TestFilesThatAreNoCertificates(t *testing.T) {
	for text, want := range map[string]string{
		"<!doctype html>": "printed form", "%PDF-1.4": "printed form", "{": "not readable as JSON", `{"form":"x"}`: "its form is", `[]`: "no certificate",
		`{"form":"qingshan-certificate/1","statement":{"on":"someday"}}`: "someday",
	} {
		if _, err := certificate.ParseCertificate([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// TestUnassignedAloneIsABlindSpot: covered by a cell, but in no zone below; slivers of snapping are none.
func TestUnassignedAloneIsABlindSpot(t *testing.T) {
	for _, c := range []struct {
		width float64
		want  certificate.Verdict
	}{{0, certificate.NoBlindSpot}, {0.05, certificate.NoBlindSpot}, {0.2, certificate.BlindSpots}} {
		p := landscape.NewPlane()
		p.Zone("990001", "虚构县", snapshot.County, -1, "赵甲", landscape.Rectangle(0, 0, 300+c.width, 100))
		p.Zone("990001001", "甲村", snapshot.Village, 0, "钱乙", landscape.Rectangle(0, 0, 300, 100))
		p.Cell("r1", snapshot.NoDate, landscape.Rectangle(0, 0, 400, 100))
		s := p.Build()
		cert := certificate.MustCertify(t, s, coverage.Query{Zone: "990001"})
		if cert.Statement.Verdict != c.want || math.Abs(cert.Statement.Chiefs[0].UnassignedM2-100*c.width) > 1e-6 {
			t.Errorf("%g m to nobody: %+v", c.width, cert.Statement.Chiefs[0])
		}
		if got := check(t, s, cert); !got.Confirmed {
			t.Errorf("%g m: %v", c.width, got.Deviations)
		}
	}
}
