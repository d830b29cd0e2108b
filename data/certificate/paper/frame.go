package paper

import (
	"math"
	"strconv"

	"github.com/qingshan-gis/qingshan/spatial"
)

// The map's size on paper, and how finely it is drawn.
const (
	mapWidthMM, mapHeightMM = 98.0, 67.0
	perMM                   = 20 // units of the drawing in a millimetre
	mapWidth, mapHeight     = mapWidthMM * perMM, mapHeightMM * perMM
)

// frame places ground of the working CRS on the map, north up but for the grid's convergence.
type frame struct {
	box       spatial.Box // of the whole map
	scale     float64     // units a metre
	tolerance float64     // of simplification, in units
}

// frameOf fits ground into the map with some room around it.
func frameOf(ground spatial.Box) frame {
	w, h := math.Max(ground.Width(), 1), math.Max(ground.Height(), 1)
	scale := math.Min(mapWidth/(1.12*w), mapHeight/(1.12*h))
	x, y := ground.Center()
	halfW, halfH := mapWidth/scale/2, mapHeight/scale/2
	return frame{spatial.Box{MinX: x - halfW, MinY: y - halfH, MaxX: x + halfW, MaxY: y + halfH}, scale, 1}
}

func (f frame) at(x, y float64) (u, v float64) {
	return (x - f.box.MinX) * f.scale, (f.box.MaxY - y) * f.scale
}

// appendPath adds the rings of a feature to an SVG path; ok is false where none is large enough to be seen.
func (f frame) appendPath(dst []byte, p *spatial.Polygons, feature int) (out []byte, ok bool) {
	p.EachRing(feature, func(_, _ int, xy []float64) {
		ring := make([]float64, len(xy))
		for i := 0; i < len(xy); i += 2 {
			ring[i], ring[i+1] = f.at(xy[i], xy[i+1])
		}
		before := len(dst)
		if dst = appendRing(dst, simplify(ring, f.tolerance)); len(dst) > before {
			ok = true
		}
	})
	return dst, ok
}

// appendRing writes a closed ring as whole units, each vertex relative to the one before.
func appendRing(dst []byte, ring []float64) []byte {
	if ring == nil {
		return dst
	}
	start := len(dst)
	x, y := int64(math.Round(ring[0])), int64(math.Round(ring[1]))
	dst = append(dst, 'M')
	dst = strconv.AppendInt(dst, x, 10)
	dst = append(dst, ' ')
	dst = strconv.AppendInt(dst, y, 10)
	dst = append(dst, 'l')
	steps := 0
	for i := 2; i+3 < len(ring); i += 2 {
		u, v := int64(math.Round(ring[i])), int64(math.Round(ring[i+1]))
		if u == x && v == y {
			continue
		}
		if steps > 0 && u >= x {
			dst = append(dst, ' ')
		}
		dst = strconv.AppendInt(dst, u-x, 10)
		if v >= y {
			dst = append(dst, ' ')
		}
		dst = strconv.AppendInt(dst, v-y, 10)
		x, y = u, v
		steps++
	}
	if steps < 2 {
		return dst[:start]
	}
	return append(dst, 'z')
}

// scaleBar is a round length in metres that takes about a quarter of the map's width, and its length in units.
func (f frame) scaleBar() (metres, units float64) {
	room := mapWidth / 4 / f.scale
	step := math.Pow(10, math.Floor(math.Log10(room)))
	for _, m := range []float64{5, 2, 1} {
		if m*step <= room {
			return m * step, m * step * f.scale
		}
	}
	return step, step * f.scale
}
