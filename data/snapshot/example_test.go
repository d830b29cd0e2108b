package snapshot_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/spatial"
)

// tables are those of two villages of a county, without cells.
func tables() *snapshot.Tables {
	t := snapshot.NewTables(snapshot.Manifest{Schema: snapshot.SchemaVersion, ID: "20261001-example"})
	t.Zones.Code, t.Zones.Name = []string{"990001", "990001001", "990001002"}, []string{"虚构县", "甲村", "乙村"}
	t.Zones.Level, t.Zones.Parent = []snapshot.Level{snapshot.County, snapshot.Village, snapshot.Village}, []int32{-1, 0, 0}
	t.Zones.Ellipsoidal, t.Zones.Planar = []float64{200, 100, 100}, []float64{200, 100, 100}
	var b spatial.Builder
	for _, x := range [][2]float64{{0, 20}, {0, 10}, {10, 20}} {
		b.Add(geom.NewMultiPolygonFlat(geom.XY, []float64{x[0], 0, x[1], 0, x[1], 10, x[0], 10, x[0], 0}, [][]int{{10}}))
	}
	t.Zones.Shapes = b.Build()
	t.Registry.People = []snapshot.Person{{ID: "p1", Name: "赵甲"}}
	t.Registry.Assignments = []snapshot.Assignment{{Person: "p1", Role: snapshot.RoleChief, Zone: "990001", ValidTo: mustDate("2026-12-31")}}
	return t
}

func mustDate(s string) snapshot.Date {
	d, err := snapshot.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

// Nobody holds the village; the county has a chief to the end of the year.
func ExampleTables_Build() {
	s, err := tables().Build()
	if err != nil {
		fmt.Println(err)
		return
	}
	village, _ := s.Zones.Find("990001002")
	for _, day := range []string{"2026-10-01", "2027-01-01"} {
		for _, step := range s.ChainOf(village, mustDate(day)) {
			fmt.Printf("%s %s %s %q\n", day, step.Level, step.Name, step.Chief)
		}
	}
	// Output:
	// 2026-10-01 village 乙村 ""
	// 2026-10-01 county 虚构县 "赵甲"
	// 2027-01-01 village 乙村 ""
	// 2027-01-01 county 虚构县 ""
}

// A table whose columns do not fit together makes no snapshot.
func ExampleTables_Validate() {
	t := tables()
	t.Zones.Name = t.Zones.Name[:2]
	fmt.Println(t.Validate())
	// Output: snapshot 20261001-example: the columns of zones do not fit together
}

func ExampleReadPack() {
	dir, err := os.MkdirTemp("", "snapshot")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	t := tables()
	var file bytes.Buffer
	if err := t.WritePack(&file); err != nil {
		fmt.Println(err)
		return
	}
	path := filepath.Join(dir, snapshot.ColumnsName)
	if err := os.WriteFile(path, file.Bytes(), 0o644); err != nil {
		fmt.Println(err)
		return
	}

	s, err := snapshot.ReadPack(path, t.Manifest)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(s.Zones.Name, s.Zones.Shapes.Bounds(2))
	s.Mapping().Unmap() // nothing of s but texts may be looked at afterwards
	// Output: [虚构县 甲村 乙村] {10 0 20 10}
}

// A moment in UTC is a day in China.
func ExampleParseDate() {
	for _, s := range []string{"2026年10月1日", "20261001", "2026-09-30T16:00:00Z", "1 October"} {
		fmt.Println(snapshot.ParseDate(s))
	}
	fmt.Println(snapshot.DateOf(time.Date(2026, 10, 1, 23, 0, 0, 0, time.UTC)).Within(snapshot.NoDate, mustDate("2026-10-01")))
	// Output:
	// 2026-10-01 <nil>
	// 2026-10-01 <nil>
	// 2026-10-01 <nil>
	//  "1 October" is not a date; write it as 2026-10-01
	// true
}
