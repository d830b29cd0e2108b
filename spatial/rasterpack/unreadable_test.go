package rasterpack

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/qingshan-gis/qingshan/spatial/raster"
)

var errGone = errors.New("the disk is gone")

type unreadable struct{ memory }

func (u *unreadable) Read(raster.Window, []float64, []bool) error { return errGone }

type unreadableWhole struct{ wholeMemory }

func (u *unreadableWhole) ReadIntegers(raster.Window, []int32) error { return errGone }

// TestWriteEndsWhereReadingDoes: a band that does not open or cannot be read gives its own error.
func TestWriteEndsWhereReadingDoes(t *testing.T) {
	g := gridOf(600, 600)
	for what, open := range map[string]raster.Opener{
		"does not open":         func() (raster.Band, error) { return nil, errGone },
		"cannot be read":        func() (raster.Band, error) { return &unreadable{memory{grid: g}}, nil },
		"whole, cannot be read": func() (raster.Band, error) { return &unreadableWhole{wholeMemory{memory{grid: g}}}, nil },
	} {
		path := filepath.Join(t.TempDir(), "band")
		if err := Write(context.Background(), path, header(t, g, Int16, false), open, Options{Workers: 2}); !errors.Is(err, errGone) {
			t.Errorf("%s: %v", what, err)
		}
		_ = os.Remove(path)
	}
}
