package gdal_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/spatial/gdal"
)

// From degrees of CGCS2000 into the 3-degree zone around 120° E: longitude and easting come first.
func ExampleTransform() {
	degrees, err := gdal.ParseCRS("EPSG:4490")
	if err != nil {
		fmt.Println(err)
		return
	}
	plane, err := gdal.ParseCRS("EPSG:4549")
	if err != nil {
		fmt.Println(err)
		return
	}
	xs, ys := []float64{120}, []float64{30}
	err = gdal.Transform(degrees, plane, xs, ys)
	fmt.Printf("%.3f %.3f %v\n", xs[0], ys[0], err)
	// Output: 500000.000 3320113.398 <nil>
}

func ExampleParseCRS() {
	plane, err := gdal.ParseCRS("EPSG:4549")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(plane, plane.Projected(), plane.Modern(), plane.Metre())
	// Output: EPSG:4549 true true 1
}

// A layer is written and read back row by row.
func ExampleReadLayer() {
	dir, err := os.MkdirTemp("", "vector")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "zones.gpkg")
	if err := writeZone(path); err != nil {
		fmt.Println(err)
		return
	}
	err = gdal.ReadLayer(context.Background(), path, "", gdal.Options{}, func(info gdal.LayerInfo, r gdal.Record) error {
		fmt.Println(info.Name, info.CRS, r.Row, r.Values, r.Kind, r.Geometry.NumPolygons())
		return nil
	})
	fmt.Println(err)
	// Output:
	// zones EPSG:4549 1 [990001] MultiPolygon 1
	// <nil>
}

// writeZone writes a GeoPackage with one zone.
func writeZone(path string) error {
	plane, err := gdal.ParseCRS("EPSG:4549")
	if err != nil {
		return err
	}
	w, err := gdal.CreateVector(path, "GPKG")
	if err != nil {
		return err
	}
	layer, err := w.AddLayer(gdal.LayerSpec{Name: "zones", CRS: plane, Geometry: "MultiPolygon", Fields: []gdal.Field{{Name: "code", Type: gdal.String}}})
	if err == nil {
		err = layer.Write([]any{"990001"}, geom.NewMultiPolygonFlat(geom.XY, []float64{5e5, 3e6, 5.1e5, 3e6, 5.1e5, 3.1e6, 5e5, 3e6}, [][]int{{8}}))
	}
	if closed := w.Close(); err == nil {
		err = closed
	}
	return err
}
