package certificate

import (
	"context"
	"math"
	"strings"
	"testing"

	"github.com/qingshan-gis/qingshan/data/coverage"
	"github.com/qingshan-gis/qingshan/data/rules"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/internal/landscape"
)

func MustCertify(t testing.TB, s *snapshot.Snapshot, q coverage.Query) *Certificate {
	t.Helper()
	c, err := New(coverage.New(s, nil)).Certify(context.Background(), q, Issue{landscape.Day("2026-10-02"), "test"})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestVerdictsByHand(t *testing.T) {
	s := landscape.ThreeVillages().Snapshot()
	type want struct {
		verdict                                                                 Verdict
		demand, covered, gap, accepted, overlap, residue, unassigned, contested float64
		gaps, places, unheld                                                    int
	}
	for _, c := range []struct {
		name string
		q    coverage.Query
		want want // areas in columns of 100 m²: metres of width
	}{
		{"covered", coverage.Query{Zone: "990001001"}, want{NoBlindSpot, 300, 300, 0, 0, 50, 0, 0, 0, 0, 0, 0}},
		{"a strip, a lake and a sliver", coverage.Query{Zone: "990001002"}, want{BlindSpots, 310, 259.95, 30.05, 20, 0, .05, 0, 0, 1, 0, 0}},
		{"the lake's exception has expired", coverage.Query{Zone: "990001002", On: landscape.Day("2027-01-01")}, want{BlindSpots, 310, 259.95, 50.05, 0, 0, .05, 0, 0, 1, 0, 0}},
		{"nobody holds it", coverage.Query{Zone: "990001003"}, want{NobodyHolds, 300, 300, 0, 0, 0, 0, 0, 0, 0, 0, 1}},
		{"before anybody was in post", coverage.Query{Zone: "990001001", On: landscape.Day("2025-12-31")}, want{NobodyHolds, 300, 300, 0, 0, 50, 0, 0, 0, 0, 0, 1}},
		{"without a ranger", coverage.Query{Zone: "990001002", InPost: true}, want{BlindSpots, 310, 209.95, 80.05, 20, 0, 0, 0, 0, 1, 0, 0}},
		{"no forest, nobody", coverage.Query{Zone: "990001003", Demand: rules.DemandForest}, want{NobodyHolds, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}},
		{"forest, the first parcel decides", coverage.Query{Zone: "990001001", Demand: rules.DemandForest}, want{NoBlindSpot, 240, 240, 0, 0, 50, 0, 0, 0, 0, 0, 0}},
		{"county", coverage.Query{Zone: "990001"}, want{BlindSpots, 1010, 959.95, 30.05, 20, 50, .05, 100, 10, 1, 1, 1}},
	} {
		l := MustCertify(t, s, c.q).Statement.Chiefs[0]
		got := want{l.Verdict, l.DemandM2, l.CoveredM2, l.GapM2, l.AcceptedM2, l.OverlapM2, l.ResidueM2, l.UnassignedM2, l.ContestedM2, l.Gaps, l.UnassignedPlaces, l.Unheld}
		for _, v := range []*float64{&got.demand, &got.covered, &got.gap, &got.accepted, &got.overlap, &got.residue, &got.unassigned, &got.contested} {
			*v = math.Round(*v*1e4) / 1e6
		}
		if got != c.want {
			t.Errorf("%s:\n got %+v\nwant %+v", c.name, got, c.want)
		}
		if math.Abs(l.ResidualM2) > 1e-9*l.DemandM2 {
			t.Errorf("%s: residual %g", c.name, l.ResidualM2)
		}
	}
	nobody := MustCertify(t, s, coverage.Query{Zone: "990001003"}).Statement.Chiefs
	if nobody[0].Chief != "" || !strings.Contains(nobody[0].Sentence.ZH, "无人任") || !strings.Contains(nobody[0].Sentence.EN, "nobody holds this zone") {
		t.Errorf("a zone that nobody holds: %+v", nobody[0])
	}
	if len(nobody) != 2 || nobody[1].Chief != "赵甲" || nobody[1].Post != "林长" || nobody[1].Zone != "990001" {
		t.Errorf("the chain above: %+v", nobody[1:])
	}
}

func TestNothingDemanded(t *testing.T) {
	p := landscape.NewPlane()
	p.Zone("990001001", "甲村", snapshot.Village, -1, "钱乙", landscape.Rectangle(0, 0, 300, 100))
	s := p.Build()
	if st := MustCertify(t, s, coverage.Query{Zone: "990001001", Demand: rules.DemandForest}).Statement; st.Verdict != NothingDemanded {
		t.Errorf("a village without forest: %+v", st.Chiefs[0])
	}
	if st := MustCertify(t, s, coverage.Query{Zone: "990001001"}).Statement; st.Verdict != BlindSpots || len(st.Gaps) != 1 || st.Chiefs[0].GapM2 != 30000 {
		t.Errorf("a village without cells: %+v", st.Chiefs[0])
	}
}

func TestExceptionsAddUp(t *testing.T) {
	p := landscape.NewPlane()
	p.Zone("990001001", "甲村", snapshot.Village, -1, "钱乙", landscape.Rectangle(0, 0, 300, 100))
	p.Cell("r1", snapshot.NoDate, landscape.Rectangle(0, 0, 100, 100))
	p.Except("lake", snapshot.NoDate, landscape.Rectangle(90, 0, 200, 100))
	p.Except("road", landscape.Day("2026-12-31"), landscape.Rectangle(190, 0, 230, 100)) // 10 m of it in the lake
	p.Except("old", landscape.Day("2026-01-31"), landscape.Rectangle(230, 0, 300, 100))
	s := p.Build()
	st := MustCertify(t, s, coverage.Query{Zone: "990001001"}).Statement
	sum := 0.0
	for _, x := range st.Accepted {
		sum += x.AreaM2
	}
	if len(st.Accepted) != 2 || st.Accepted[0].ID != "lake" || st.Accepted[1].Expires != landscape.Day("2026-12-31") || st.Accepted[1].Approver == "" ||
		math.Abs(st.Accepted[0].AreaM2-10000) > 1e-6 || math.Abs(sum-st.Chiefs[0].AcceptedM2) > 1e-6 {
		t.Errorf("%+v, accepted %g", st.Accepted, st.Chiefs[0].AcceptedM2)
	}
}

func TestUnknownZone(t *testing.T) {
	if _, err := New(coverage.New(landscape.ThreeVillages().Snapshot(), nil)).Certify(context.Background(), coverage.Query{Zone: "1"}, Issue{}); err == nil {
		t.Error("a zone that is not there was certified")
	}
}

func TestAreasForPeople(t *testing.T) {
	for m2, want := range map[float64]string{0: "0.00", 1: "<0.01", 10000.0 / 15: "1.00", 1e9: "1,500,000.00", 666666.6: "1,000.00", 600000: "900.00"} {
		if got := Mu(m2); got != want {
			t.Errorf("%g m²: %s, want %s", m2, got, want)
		}
	}
	if got := Hectares(12345678.9); got != "1,234.5679" {
		t.Error(got)
	}
}
