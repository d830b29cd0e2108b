package overlay_test

import (
	"context"
	"fmt"

	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/area"
	"github.com/qingshan-gis/qingshan/spatial/arrange"
	"github.com/qingshan-gis/qingshan/spatial/overlay"
)

// strip is ground from x0 to x1, 10 m high.
func strip(x0, x1 float64) *geom.MultiPolygon {
	return geom.NewMultiPolygonFlat(geom.XY, []float64{x0, 0, x1, 0, x1, 10, x0, 10, x0, 0}, [][]int{{10}})
}

// layerOf packs shapes.
func layerOf(shapes ...*geom.MultiPolygon) *spatial.Polygons {
	var b spatial.Builder
	for _, s := range shapes {
		b.Add(s)
	}
	return b.Build()
}

// A zone of 100 m with two cells that overlap and a parcel: each fact is the ground in one set of cells and one parcel or none.
func ExampleArrange() {
	layers := overlay.Layers{
		Grounds:  layerOf(strip(0, 100)),
		Covers:   layerOf(strip(0, 60), strip(50, 80)),
		Parcels:  layerOf(strip(70, 90)),
		Measures: []area.Measure{area.Planar()},
	}
	a, err := overlay.Arrange(context.Background(), layers, overlay.Options{Workers: 2})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, f := range a.Facts {
		fmt.Println("cells", a.Faces[f.Face].Covers, "parcel", f.Parcel, f.Areas[0], "m²")
	}
	// Output:
	// cells [] parcel -1 100 m²
	// cells [] parcel 0 100 m²
	// cells [0] parcel -1 500 m²
	// cells [0 1] parcel -1 100 m²
	// cells [1] parcel -1 100 m²
	// cells [1] parcel 0 100 m²
}

// Covers answers less than Arrange, and many times quicker: where nothing covers the ground, and where two or more features do.
func ExampleCovers() {
	ctx, o := context.Background(), overlay.Options{Workers: 1}
	mesh, err := arrange.NewMesh(ctx, layerOf(strip(0, 60), strip(50, 80)), nil, 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	covers, err := overlay.Covers(ctx, layerOf(strip(0, 100)), mesh, []area.Measure{area.Planar()}, o)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("gap", covers[0].GapAreas, "overlap", covers[0].OverlapAreas)
	// Output: gap [200] overlap [100]
}

func ExamplePairs() {
	pairs, err := overlay.Pairs(context.Background(), layerOf(strip(0, 60), strip(50, 80), strip(80, 90)), nil, nil, overlay.Options{Workers: 1})
	for _, p := range pairs {
		fmt.Println(p.A, p.B, spatial.PlanarArea(p.Shape), "m²")
	}
	fmt.Println(err)
	// Output:
	// 0 1 100 m²
	// <nil>
}

// A patch of change is cut by cells and parcels; -1 is ground in none.
func ExampleSplit() {
	cells, parcels := layerOf(strip(0, 60), strip(60, 80)), layerOf(strip(70, 90))
	parts, err := overlay.Split(&arrange.Arrangement{}, layerOf(strip(55, 75)), 0, overlay.NewIndexed(cells), overlay.NewIndexed(parcels))
	for _, p := range parts {
		fmt.Println(p.In, spatial.PlanarArea(p.Shape), "m²")
	}
	fmt.Println(err)
	// Output:
	// [0 -1] 50 m²
	// [1 -1] 100 m²
	// [1 0] 50 m²
	// <nil>
}

func ExampleDissolve() {
	union, err := overlay.Dissolve(&arrange.Arrangement{}, layerOf(strip(0, 60), strip(50, 80)), []int{0, 1})
	fmt.Println(union.NumPolygons(), spatial.PlanarArea(union), err)
	// Output: 1 800 <nil>
}
