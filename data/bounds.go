package data

import "github.com/qingshan-gis/qingshan/spatial"

// lonLatBounds is the box in degrees that holds a box of the working CRS: its borders bend, so points along them count.
func (s *Snapshot) lonLatBounds(b spatial.Box) [4]float64 {
	if b.Empty() {
		return [4]float64{}
	}
	const steps = 8
	out := spatial.EmptyBox()
	for i := range steps + 1 {
		t := float64(i) / steps
		x, y := b.MinX+t*b.Width(), b.MinY+t*b.Height()
		for _, p := range [][2]float64{{x, b.MinY}, {x, b.MaxY}, {b.MinX, y}, {b.MaxX, y}} {
			out = out.Extend(s.LonLat(p[0], p[1]))
		}
	}
	return [4]float64{round7(out.MinX), round7(out.MinY), round7(out.MaxX), round7(out.MaxY)}
}

// Bounds are the west, south, east and north ends of all zones, in degrees.
func (s *Snapshot) Bounds() [4]float64 { return s.lonLatBounds(s.Zones.Shapes.Extent()) }

// ZoneBounds are those of one zone.
func (s *Snapshot) ZoneBounds(zone int32) [4]float64 {
	return s.lonLatBounds(s.Zones.Shapes.Bounds(int(zone)))
}
