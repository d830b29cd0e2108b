package tiles

// At returns the degrees of a place of a level that is counted in tiles from the set's upper left corner: (x, y) is a tile's own
// upper left corner, (x+½, y+½) its middle.
func (m *Matrix) At(z int, x, y float64) (lon, lat float64) {
	n := float64(m.Width(z))
	return m.plane.degrees(x/n, y/n)
}

// Place inverts [Matrix.At].
func (m *Matrix) Place(z int, lon, lat float64) (x, y float64) {
	n := float64(m.Width(z))
	x, y = m.plane.share(lon, lat)
	return x * n, y * n
}
