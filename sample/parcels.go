package sample

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/area"
	"github.com/qingshan-gis/qingshan/spatial/gdal"
)

// parcelArea is a stand's mean size in m².
const parcelArea = 58000

// Land classes as forestry tables code them (地类).
const (
	classArbor  = "0111" // 乔木林
	classBamboo = "0112" // 竹林
	classShrub  = "0131" // 灌木林
	classCrop   = "0200" // 非林地
)

// writeParcels covers the land by stands on a lattice of their own; valley floors have none.
func writeParcels(w *gdal.VectorWriter, crs gdal.CRS, rng *rand.Rand, place float64, l *land, ellipsoid area.Measure) (int, error) {
	out, err := w.AddLayer(gdal.LayerSpec{Name: "parcels", CRS: crs, Geometry: "MultiPolygon", Fields: []gdal.Field{
		{Name: "pid", Type: gdal.String}, {Name: "DI_LEI", Type: gdal.String}, {Name: "SEN_LIN_LB", Type: gdal.String},
		{Name: "MIAN_JI", Type: gdal.Real}, {Name: "SHU_ZHONG", Type: gdal.String}}})
	if err != nil {
		return 0, err
	}
	box := spatial.EmptyBox()
	for _, h := range l.allHexes() {
		c := l.hexes[h].center
		box = box.Extend(c.x, c.y)
	}
	stands := newLattice(rng, box.Pad(600), parcelArea, -0.54, 3)
	find := newFinder(l)
	n := 0
	for h := range stands.hexes {
		c := stands.hexes[h].center
		wet := smooth(c.x/2600+place, c.y/2600-place)
		if !find.inside(c) || wet < 0.2 { // valley floor
			continue
		}
		class, category, species := stand(rng, c, place, wet)
		shape := multi(polygon{stands.ring(h, nil)})
		n++
		ha := math.Round(ellipsoid.Multi(shape).Hectares()*1e4) / 1e4
		if err := out.Write([]any{fmt.Sprintf("XB-%06d", n), class, category, ha, species}, shape); err != nil {
			return n, err
		}
	}
	return n, nil
}

func stand(rng *rand.Rand, c xy, place, wet float64) (class, category, species string) {
	category = "商品林"
	if smooth(c.x/7000+place, c.y/7000+place) > 0.5 {
		category = "公益林"
	}
	switch u := rng.Float64(); {
	case wet < 0.27:
		return classCrop, "", ""
	case u < 0.22:
		return classBamboo, category, "毛竹"
	case u < 0.30:
		return classShrub, category, "灌木"
	}
	return classArbor, category, []string{"杉木", "马尾松", "阔叶混交", "针阔混交", "木荷"}[rng.IntN(5)]
}

func (l *land) allHexes() []int {
	var out []int
	for _, v := range l.villages {
		out = append(out, v.hexes...)
	}
	return out
}

// finder tells whether a point lies on the land, by the hexagons near it.
type finder struct {
	l       *land
	buckets map[[2]int][]int
}

const bucket = 1000.0

func newFinder(l *land) *finder {
	f := &finder{l, map[[2]int][]int{}}
	for _, h := range l.allHexes() {
		f.buckets[at(l.hexes[h].center)] = append(f.buckets[at(l.hexes[h].center)], h)
	}
	return f
}

func at(p xy) [2]int { return [2]int{int(math.Floor(p.x / bucket)), int(math.Floor(p.y / bucket))} }

func (f *finder) inside(p xy) bool {
	b := at(p)
	for dx := -1; dx <= 1; dx++ {
		for dy := -1; dy <= 1; dy++ {
			for _, h := range f.buckets[[2]int{b[0] + dx, b[1] + dy}] {
				if holds(f.l.ring(h, nil), p) {
					return true
				}
			}
		}
	}
	return false
}
