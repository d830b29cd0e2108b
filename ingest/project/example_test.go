package project_test

import (
	"fmt"

	"github.com/qingshan-gis/qingshan/ingest/project"
)

func ExampleParse() {
	p, err := project.Parse("/county/qingshan.yaml", []byte(`
name: 安吉县
zones: [{path: villages.gpkg, level: village, code: code}]
cells: [{path: cells.gpkg, id: gid}]
`))
	fmt.Println(p.Name, p.Resolve(p.Cells[0].Path), err)

	_, err = project.Parse("qingshan.yaml", []byte("zones: [{path: villages.gpkg, layer: v, level: hamlet, code: code}]\ncells: [{path: cells.gpkg, id: gid}]\n"))
	fmt.Println(err)
	// Output:
	// 安吉县 /county/cells.gpkg <nil>
	// qingshan.yaml: zones[0] (villages.gpkg): level "hamlet"; write one of [province city county township village]
}
