package spatial

// Covers reports whether the point lies inside feature f or on its border. Orientation tests run in float64: a point
// within rounding (about 1e-9 m) of an edge without lying on it may be taken for either side.
func (p *Polygons) Covers(f int, x, y float64) bool {
	for q := p.Features[f]; q < p.Features[f+1]; q++ {
		inside := false
		for r := p.Parts[q]; r < p.Parts[q+1]; r++ {
			in, on := ringCovers(p.Coords[2*p.Rings[r]:2*p.Rings[r+1]], x, y)
			if on {
				return true
			}
			if in {
				inside = !inside
			}
		}
		if inside {
			return true
		}
	}
	return false
}

// ringCovers tells by the crossing rule whether the point is inside the closed ring, and whether it is on it.
func ringCovers(xy []float64, x, y float64) (inside, on bool) {
	for i := 0; i+3 < len(xy); i += 2 {
		ax, ay, bx, by := xy[i]-x, xy[i+1]-y, xy[i+2]-x, xy[i+3]-y
		side := ax*by - bx*ay
		if side == 0 && ax*bx <= 0 && ay*by <= 0 {
			return false, true
		}
		if (ay > 0) != (by > 0) && (side > 0) == (by > ay) {
			inside = !inside
		}
	}
	return inside, false
}
