package paper_test

import (
	"bytes"
	"context"
	"fmt"

	"github.com/qingshan-gis/qingshan/data/certificate"
	"github.com/qingshan-gis/qingshan/data/certificate/paper"
	"github.com/qingshan-gis/qingshan/data/coverage"
	"github.com/qingshan-gis/qingshan/internal/landscape"
)

func ExampleHTML() {
	s := landscape.ThreeVillages().Snapshot()
	c, err := certificate.New(coverage.New(s, nil)).Certify(context.Background(), coverage.Query{Zone: "990001002"}, certificate.Issue{On: landscape.Day("2026-10-02"), Tool: "example"})
	if err != nil {
		fmt.Println(err)
		return
	}
	var page bytes.Buffer
	err = paper.HTML(&page, c, s)
	fmt.Println(bytes.Contains(page.Bytes(), []byte("孙丙")), bytes.Contains(page.Bytes(), []byte("<svg")), bytes.Contains(page.Bytes(), []byte("<script")), err)
	// Output: true true false <nil>
}
