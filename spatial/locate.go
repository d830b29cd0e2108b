package spatial

import (
	"math"
	"slices"
)

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

// InnerPoint returns a point inside feature f: the middle of the widest stretch of ground on the horizontal line through
// the middle of its largest part's box. The zero point for a feature without parts.
func (p *Polygons) InnerPoint(f int) (x, y float64) {
	var box Box
	best, part := -1.0, int32(-1)
	for q := p.Features[f]; q < p.Features[f+1]; q++ {
		outer := p.Coords[2*p.Rings[p.Parts[q]] : 2*p.Rings[p.Parts[q]+1]]
		if a := math.Abs(RingArea(outer)); a > best {
			best, part, box = a, q, BoxOf(outer)
		}
	}
	if part < 0 {
		return 0, 0
	}
	x, y = box.Center()
	var cuts []float64
	for r := p.Parts[part]; r < p.Parts[part+1]; r++ {
		xy := p.Coords[2*p.Rings[r] : 2*p.Rings[r+1]]
		for i := 0; i+3 < len(xy); i += 2 {
			if (xy[i+1] > y) != (xy[i+3] > y) {
				cuts = append(cuts, xy[i]+(y-xy[i+1])/(xy[i+3]-xy[i+1])*(xy[i+2]-xy[i]))
			}
		}
	}
	slices.Sort(cuts)
	width := 0.0
	for i := 0; i+1 < len(cuts); i += 2 {
		if w := cuts[i+1] - cuts[i]; w > width {
			width, x = w, (cuts[i]+cuts[i+1])/2
		}
	}
	return x, y
}
