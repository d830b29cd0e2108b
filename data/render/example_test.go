package render_test

import (
	"context"
	"fmt"
	"os"

	"github.com/qingshan-gis/qingshan/data/coverage"
	"github.com/qingshan-gis/qingshan/data/render"
	"github.com/qingshan-gis/qingshan/internal/landscape"
)

// One answer in two forms: for people, and for spreadsheets.
func ExampleWrite() {
	s := landscape.ThreeVillages().Snapshot()
	a, err := coverage.New(s, nil).Coverage(context.Background(), coverage.Query{Zone: "990001001"})
	if err != nil {
		fmt.Println(err)
		return
	}
	d := render.Coverage(a, s)
	for _, f := range []render.Format{render.Table, render.CSV} {
		if err := render.Write(os.Stdout, f, d, s); err != nil {
			fmt.Println(err)
		}
	}
	fmt.Println(d.FileName(s.Manifest.ID, render.XLSX))
	// Output:
	// zone 责任区  name 名称  level 级别  demand 应覆盖/公顷  covered 已覆盖/公顷  gap 空白/公顷  gap 空白/亩  accepted 认可/亩  overlap 重叠/亩  gaps 处  covered 覆盖率
	//   990001001  甲村       village                 3.0000               3.0000         0.0000         0.00              0.00             7.50        0         100.00%
	// total 合计                                      3.0000               3.0000         0.0000         0.00              0.00             7.50        0         100.00%
	// snapshot 20261001-plane · on 2026-10-01 · demand all · area ellipsoidal CGCS2000
	// zone,name,level,parent,demand_m2,covered_m2,gap_m2,accepted_m2,overlap_m2,residue_m2,unassigned_m2,contested_m2,gaps,covered_share
	// 990001001,甲村,village,990001,30000,30000,0,0,5000,0,0,0,0,1
	// coverage-990001001-20261001-plane.xlsx
}
