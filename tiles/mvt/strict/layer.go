package strict

// GeomType is the kind of a feature's geometry (4.3.4).
type GeomType uint32

// The kinds of geometry.
const (
	Unknown GeomType = iota
	PointType
	LineType
	PolygonType
)

// Layer is one layer of a tile, as written.
type Layer struct {
	Version  uint32
	Name     string
	Extent   uint32
	Features []Feature
	Keys     []string
	Values   []any // string, float32, float64, int64, uint64 or bool
}

// Feature is one feature of a layer.
type Feature struct {
	ID    uint64
	HasID bool
	Type  GeomType
	Tags  []uint32 // pairs of places in Keys and in Values
	// Parts are the points in one part (PointType), the lines or the rings; a ring does not repeat its first point. Nil for
	// Unknown, whose commands have no meaning.
	Parts [][]Point
}

// Point is a place in tile units, y downwards. Coordinates are sums of as many deltas as a feature has, hence the width.
type Point struct{ X, Y int64 }

// Attributes are the feature's attributes by name; tags out of range are left out ([Validate] names them).
func (l *Layer) Attributes(f *Feature) map[string]any {
	out := make(map[string]any, len(f.Tags)/2)
	for i := 0; i+1 < len(f.Tags); i += 2 {
		if k, v := int64(f.Tags[i]), int64(f.Tags[i+1]); k < int64(len(l.Keys)) && v < int64(len(l.Values)) {
			out[l.Keys[k]] = l.Values[v]
		}
	}
	return out
}

// Polygons groups the rings of a polygon feature: a ring of positive area begins a polygon, those of negative area that follow
// are its holes (4.3.4.4). Rings before the first outer one and rings without an area are in none.
func (f *Feature) Polygons() [][][]Point {
	if f.Type != PolygonType {
		return nil
	}
	var out [][][]Point
	for _, r := range f.Parts {
		switch a := TwiceArea(r); {
		case a > 0:
			out = append(out, [][]Point{r})
		case a < 0 && len(out) > 0:
			out[len(out)-1] = append(out[len(out)-1], r)
		}
	}
	return out
}

// TwiceArea is twice the area by the surveyor's formula: positive for an outer ring, which runs clockwise on the screen, as y
// points down. Exact for a simple ring whose coordinates pass [Validate].
func TwiceArea(ring []Point) int64 {
	var sum int64
	for i := 1; i+1 < len(ring); i++ {
		sum += cross(ring[0], ring[i], ring[i+1]) // about the first corner, which keeps the terms small
	}
	return sum
}

// cross is twice the area of the triangle a, b, c: positive where c lies to the right of a→b on the screen.
func cross(a, b, c Point) int64 { return (b.X-a.X)*(c.Y-a.Y) - (b.Y-a.Y)*(c.X-a.X) }
