package certificate_test

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/qingshan-gis/qingshan/data/certificate"
	"github.com/qingshan-gis/qingshan/data/certificate/recount"
	"github.com/qingshan-gis/qingshan/data/coverage"
	"github.com/qingshan-gis/qingshan/internal/landscape"
)

// What a certificate says of each chief who answers for a village.
func ExampleEngine_Certify() {
	e := certificate.New(coverage.New(landscape.ThreeVillages().Snapshot(), nil))
	c, err := e.Certify(context.Background(), coverage.Query{Zone: "990001002"}, certificate.Issue{On: landscape.Day("2026-10-02"), Tool: "example"})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, chief := range c.Statement.Chiefs {
		fmt.Printf("%s %s: %s, gap %s m²\n", chief.Name, chief.Chief, chief.Verdict, certificate.SquareMetres(chief.GapM2))
	}
	// Output:
	// 乙村 孙丙: blind_spots, gap 3,005.000 m²
	// 虚构县 赵甲: blind_spots, gap 3,005.000 m²
}

// A figure that was changed by hand is found, by the hash and by the snapshot.
func ExampleEngine_Check() {
	ctx := context.Background()
	e := certificate.New(coverage.New(landscape.ThreeVillages().Snapshot(), nil))
	c, err := e.Certify(ctx, coverage.Query{Zone: "990001002"}, certificate.Issue{On: landscape.Day("2026-10-02"), Tool: "example"})
	if err != nil {
		fmt.Println(err)
		return
	}
	c.Statement.Chiefs[0].GapM2 = 0
	b, err := json.Marshal(c)
	if err != nil {
		fmt.Println(err)
		return
	}
	f, err := certificate.ParseCertificate(b)
	if err != nil {
		fmt.Println(err)
		return
	}
	check, err := e.Check(ctx, f, "example", recount.ByOverlay)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("confirmed:", check.Confirmed)
	for _, d := range check.Deviations {
		fmt.Println(d.By, d.Field)
	}
	// Output:
	// confirmed: false
	// hash statement_sha256
	// facts chiefs[990001002].gap_m2
	// recount chiefs[990001002].gap_m2
}

// The hash depends on the content alone, not on the order in which a program writes it.
func ExampleCanonicalHash() {
	a, _ := certificate.CanonicalHash(map[string]any{"zone": "990001", "gap_m2": 0.5})
	b, _ := certificate.CanonicalHash(struct {
		Gap  float64 `json:"gap_m2"`
		Zone string  `json:"zone"`
	}{0.5, "990001"})
	fmt.Println(len(a), a == b)
	// Output: 64 true
}
