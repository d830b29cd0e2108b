package columnfile_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"

	"github.com/qingshan-gis/qingshan/data/snapshot/columnfile"
)

// rain is a table with two columns.
type rain struct {
	station []string
	mm      []float64
}

// columns declares the columns once, for both directions.
func (r *rain) columns(f *columnfile.File) {
	f.Strings("rain.station", &r.station)
	columnfile.Numbers(f, "rain.mm", &r.mm)
}

func ExampleRead() {
	dir, err := os.MkdirTemp("", "columns")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	var file bytes.Buffer
	w := columnfile.Write(&file)
	(&rain{[]string{"north", "south"}, []float64{12.5, 3}}).columns(w)
	if err := w.Close(); err != nil {
		fmt.Println(err)
		return
	}
	path := filepath.Join(dir, "rain")
	if err := os.WriteFile(path, file.Bytes(), 0o644); err != nil {
		fmt.Println(err)
		return
	}

	f, err := columnfile.Read(path, 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer f.Mapping().Unmap()
	var back rain
	back.columns(f)
	fmt.Println(f.Close(), back.station, back.mm)
	// Output: <nil> [north south] [12.5 3]
}
