package tables_test

import (
	"fmt"

	"github.com/qingshan-gis/qingshan/ingest/project"
	"github.com/qingshan-gis/qingshan/ingest/source/tables"
)

func ExampleReadCSV() {
	rows, encoding, err := tables.ReadCSV([]byte("id,name\r\n007,赵山\r\n"), project.TableSource{Path: "rangers.csv"})
	fmt.Println(rows, encoding, err)

	_, _, err = tables.ReadCSV([]byte("id,name\n007,\xd5\xd4\xc9\xbd\n"), project.TableSource{Path: "rangers.csv"})
	fmt.Println(err)
	// Output:
	// [[id name] [007 赵山]] UTF-8 <nil>
	// rangers.csv: the text is not UTF-8; add `encoding: GBK` to its entry in the project file
}
