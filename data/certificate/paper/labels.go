package paper

import (
	"math"

	"github.com/qingshan-gis/qingshan/spatial"
)

// label is a number on the map beside what it names; in units of the drawing.
type label struct {
	n            int
	x, y         float64 // the middle of the number
	fromX, fromY float64 // the place it names
	led          bool    // a line leads to the place
}

// labeller puts numbers and names where they hide nothing that was put before.
type labeller struct{ taken []spatial.Box }

const labelRadius = 1.75 * perMM

// number places a number at a finding: on it where it is large, else beside it.
func (l *labeller) number(n int, x, y, size float64) label {
	out := label{n: n, x: x, y: y, fromX: x, fromY: y}
	if size > 5*labelRadius && l.free(box(x, y, labelRadius, labelRadius)) {
		l.taken = append(l.taken, box(x, y, labelRadius, labelRadius))
		return out
	}
	out.led = true
	for _, far := range []float64{2.2, 3.2, 4.4, 6, 8, 11} {
		for k := range 12 {
			sin, cos := math.Sincos(-math.Pi/4 + float64(k)*math.Pi/6)
			out.x, out.y = x+far*labelRadius*cos, y+far*labelRadius*sin
			if b := box(out.x, out.y, labelRadius, labelRadius); l.free(b) {
				l.taken = append(l.taken, b)
				return out
			}
		}
	}
	out.x, out.y, out.led = x, y, false
	return out
}

// name tells whether a text fits around a place, and takes the room if so.
func (l *labeller) name(x, y, width, height float64) bool {
	b := box(x, y, width/2, height/2)
	if !l.free(b) {
		return false
	}
	l.taken = append(l.taken, b)
	return true
}

func (l *labeller) free(b spatial.Box) bool {
	if b.MinX < 0 || b.MinY < 0 || b.MaxX > mapWidth || b.MaxY > mapHeight {
		return false
	}
	for _, t := range l.taken {
		if t.Intersects(b) {
			return false
		}
	}
	return true
}

func box(x, y, halfW, halfH float64) spatial.Box {
	return spatial.Box{MinX: x - halfW, MinY: y - halfH, MaxX: x + halfW, MaxY: y + halfH}
}
