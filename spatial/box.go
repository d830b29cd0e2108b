package spatial

import "math"

// Box is an axis-parallel rectangle; its borders belong to it. The zero value is the point (0,0); start from [EmptyBox].
type Box struct{ MinX, MinY, MaxX, MaxY float64 }

// EmptyBox returns the box that contains nothing and is the neutral element of [Box.Union].
func EmptyBox() Box {
	return Box{math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)}
}

// BoxOf returns the bounds of interleaved x,y coordinates.
func BoxOf(xy []float64) Box {
	b := EmptyBox()
	for i := 0; i+1 < len(xy); i += 2 {
		b = b.Extend(xy[i], xy[i+1])
	}
	return b
}

// Empty reports whether b contains no point.
func (b Box) Empty() bool { return !(b.MinX <= b.MaxX && b.MinY <= b.MaxY) }

// Extend returns the smallest box that holds b and the point (x, y).
func (b Box) Extend(x, y float64) Box {
	return Box{min(b.MinX, x), min(b.MinY, y), max(b.MaxX, x), max(b.MaxY, y)}
}

// Union returns the smallest box that holds both.
func (b Box) Union(o Box) Box {
	return Box{math.Min(b.MinX, o.MinX), math.Min(b.MinY, o.MinY), math.Max(b.MaxX, o.MaxX), math.Max(b.MaxY, o.MaxY)}
}

// Intersects reports whether the two boxes share a point.
func (b Box) Intersects(o Box) bool {
	return b.MinX <= o.MaxX && o.MinX <= b.MaxX && b.MinY <= o.MaxY && o.MinY <= b.MaxY
}

// Contains reports whether the point lies in b or on its border.
func (b Box) Contains(x, y float64) bool {
	return b.MinX <= x && x <= b.MaxX && b.MinY <= y && y <= b.MaxY
}

// Pad returns b grown by d on each side.
func (b Box) Pad(d float64) Box {
	return Box{b.MinX - d, b.MinY - d, b.MaxX + d, b.MaxY + d}
}

// Width is the extent in x.
func (b Box) Width() float64 { return b.MaxX - b.MinX }

// Height is the extent in y.
func (b Box) Height() float64 { return b.MaxY - b.MinY }

// Center returns the middle of b.
func (b Box) Center() (x, y float64) { return (b.MinX + b.MaxX) / 2, (b.MinY + b.MaxY) / 2 }
