package mvt

import (
	"testing"

	"github.com/qingshan-gis/qingshan/tiles/mvt/strict"
	"github.com/qingshan-gis/qingshan/tiles/topology"
)

// TestEncoderIsStrict: points, lines and polygons with values of all types are what a strict decoder of other code reads, an encoder can
// be used again, and a value that features share stands in a layer once.
func TestEncoderIsStrict(t *testing.T) {
	values := []any{"竹林", 12.0, 0.25, float32(0.5), int64(-3), true, nil, ""}
	columns := []*Column{NewColumn(len(values), func(i int) any { return values[i] }), NewUniqueColumn(func(i int) any { return "same" }), NewEmpty()}
	for i, name := range []string{"value", "name", "none"} {
		columns[i].Name = name
	}
	paths := [][]topology.Point{{{X: 0, Y: 0}, {X: 8, Y: 0}, {X: 8, Y: 8}}}
	var e Encoder
	for range 2 {
		e.Reset()
		e.Begin(columns)
		for i := range values {
			e.Feature(uint64(100+i), int32(i), TypePolygon, AppendRings(nil, paths, topology.Point{}, 0))
		}
		e.Feature(200, 0, TypeLine, AppendLines(nil, paths, topology.Point{}, 0))
		e.Feature(201, 0, TypePoint, AppendPoint(nil, 5, 6))
		e.End("layer", 4096)
		e.Begin(columns)
		e.End("empty", 4096) // is left out
		layers, err := strict.Decode(e.Tile())
		if err != nil || len(layers) != 1 {
			t.Fatalf("%d layers: %v", len(layers), err)
		}
		for _, why := range strict.Validate(layers) {
			t.Error(why)
		}
		want := []any{"竹林", uint64(12), 0.25, float32(0.5), int64(-3), true, nil, nil, "竹林", "竹林"}
		for i := range layers[0].Features {
			f := &layers[0].Features[i]
			if got := layers[0].Attributes(f)["value"]; got != want[i] {
				t.Errorf("feature %d has %v, want %v", f.ID, got, want[i])
			}
		}
		if n := len(layers[0].Values); n != 6+10 { // the names are not shared, since their column has no dictionary
			t.Errorf("%d values", n)
		}
	}
}

// TestColumnsExtended: clusters stand behind a column's own features.
func TestColumnsExtended(t *testing.T) {
	c := NewColumn(3, func(i int) any { return []any{"a", "b", "a"}[i] })
	like, more := c.ExtendedLike([]int32{1}), c.Extended(3, func(k int) []byte { return EncodeValue(int64(k)) })
	for i, want := range []string{"a", "b", "a", "b"} {
		if got := string(like.dictionary[like.ids[i]]); got != string(EncodeValue(want)) {
			t.Errorf("%d: %q, want that of %q", i, got, want)
		}
	}
	if string(more.each(2)) != string(EncodeValue("a")) || string(more.each(4)) != string(EncodeValue(int64(1))) {
		t.Error("values behind the column's own")
	}
}
