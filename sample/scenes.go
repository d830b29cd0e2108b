package sample

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"path/filepath"

	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/gdal"
	"github.com/qingshan-gis/qingshan/spatial/raster"
)

// Scenes are NDVI × 10,000 at two dates, 10 m pixels.
const (
	pixel    = 10.0
	nodata   = -32768
	strip    = 512
	cloudCut = 0.33 // of the cloud field's range, from its middle
	shareCut = 0.004
)

var (
	texture = field{{400, 1400, 3.1}, {110, 900, 7.7}, {36, 600, 1.9}, {9, 300, 5.3}}
	drift   = field{{600, 360, 11.3}, {60, 160, 13.9}}
	clouds  = [2]field{{{420, 1, 21.1}, {90, 0.35, 23.7}}, {{420, 1, 31.3}, {90, 0.35, 37.1}}}
)

// writeScenes writes both scenes by strips and records the clear-cuts between them.
func writeScenes(ctx context.Context, dir string, crs gdal.CRS, seed int64, l *land, truth *Truth) error {
	box := spatial.EmptyBox()
	for _, h := range l.allHexes() {
		c := l.hexes[h].center
		box = box.Extend(c.x, c.y)
	}
	box = box.Pad(900)
	x0, y1 := math.Floor(box.MinX/100)*100, math.Ceil(box.MaxY/100)*100
	g := raster.Grid{Width: int(math.Ceil((box.MaxX - x0) / pixel)), Height: int(math.Ceil((y1 - box.MinY) / pixel)),
		Affine: [6]float64{x0, pixel, 0, y1, 0, -pixel}}
	cuts := plantCuts(rand.New(rand.NewPCG(uint64(seed), 4)), l, g)
	var out [2]*gdal.RasterWriter
	for k := range out {
		empty := float64(nodata)
		w, err := gdal.CreateGeoTIFF(filepath.Join(dir, fmt.Sprintf("ndvi_t%d.tif", k)), gdal.RasterSpec{Grid: g, CRS: crs, DataType: "Int16", Nodata: &empty})
		if err != nil {
			return err
		}
		defer func() {
			if out[k] != nil {
				out[k].Close()
			}
		}()
		out[k] = w
	}
	for y := 0; y < g.Height; y += strip {
		if err := ctx.Err(); err != nil {
			return err
		}
		win := raster.Window{Y: y, W: g.Width, H: min(strip, g.Height-y)}
		pictures := paint(seed, win, cuts)
		for k := range out {
			if err := out[k].Write(win, pictures[k]); err != nil {
				return err
			}
		}
	}
	truth.ClearCuts, truth.PixelWidth = cuts.list, pixel
	for k := range out {
		w := out[k]
		out[k] = nil
		if err := w.Close(); err != nil {
			return err
		}
	}
	return nil
}

// paint makes one strip of both scenes and counts the clear-cuts' pixels.
func paint(seed int64, win raster.Window, cuts *cutMap) [2][]float64 {
	rng := rand.New(rand.NewPCG(uint64(seed), 1000+uint64(win.Y)))
	place := placeOf(seed)
	var out [2][]float64
	for k := range out {
		out[k] = make([]float64, win.W*win.H)
	}
	base, late := make([]float64, win.W), make([]float64, win.W)
	sky := [2][]float64{make([]float64, win.W), make([]float64, win.W)}
	for r := range win.H {
		y := win.Y + r
		texture.row(base, y, place)
		drift.row(late, y, place)
		clouds[0].row(sky[0], y, place)
		clouds[1].row(sky[1], y, place)
		for x := range win.W {
			v0 := 7000 + base[x] + 120*gauss(rng)
			v1 := 7000 + base[x] + late[x] + 140*gauss(rng)
			if rng.Float64() < 1e-4 && !cuts.near(x, y) { // speckle, single pixels: below any minimum area
				v1 -= 3000
			}
			cut, isCut := cuts.at[[2]int{x, y}]
			if isCut {
				v1 = 2100 + 200*gauss(rng)
				cuts.list[cut].Pixels++
			}
			hidden := false
			for k, v := range [2]float64{v0, v1} {
				if sky[k][x] > cloudCut {
					v, hidden = nodata, true
				} else {
					v = math.Round(math.Max(-2000, math.Min(10000, v)))
				}
				out[k][r*win.W+x] = v
			}
			if isCut {
				cuts.list[cut].AreaM2 += pixel * pixel
				if hidden {
					cuts.list[cut].Clouded++
				}
			}
		}
	}
	return out
}

// placeOf is where in the noise a seed's pictures lie.
func placeOf(seed int64) float64 { return float64(seed%100003) * 0.7310 }

// gauss is a normal number, held within three deviations so that noise alone never looks like a clear-cut.
func gauss(rng *rand.Rand) float64 { return math.Max(-3, math.Min(3, rng.NormFloat64())) }

// cutMap knows which pixels were cut. Clear-cuts never touch each other.
type cutMap struct {
	list []ClearCut
	at   map[[2]int]int
}

// near tells whether a pixel lies within two pixels of a clear-cut.
func (m *cutMap) near(x, y int) bool {
	for dx := -2; dx <= 2; dx++ {
		for dy := -2; dy <= 2; dy++ {
			if _, ok := m.at[[2]int{x + dx, y + dy}]; ok {
				return true
			}
		}
	}
	return false
}

func plantCuts(rng *rand.Rand, l *land, g raster.Grid) *cutMap {
	m := &cutMap{at: map[[2]int]int{}}
	hexes := l.allHexes()
	budget := shareCut * float64(len(hexes)) * cellArea
	for tries := 0; budget > 0 && tries < 40*len(hexes); tries++ {
		c := l.hexes[hexes[rng.IntN(len(hexes))]].center.plus(xy{rng.Float64() - 0.5, rng.Float64() - 0.5}, 500)
		size := math.Max(300, math.Min(120000, 5000*math.Exp(0.9*rng.NormFloat64())))
		ring := star(rng, c, math.Sqrt(size/2.1), 16)
		if n := m.plant(ring, g); n > 0 {
			budget -= float64(n) * pixel * pixel
		}
	}
	return m
}

// plant claims the pixels whose centres lie in the ring, unless one of them or of their neighbours is claimed already.
func (m *cutMap) plant(ring []xy, g raster.Grid) int {
	box := spatial.BoxOf(flat(ring))
	c0, r0 := g.ToPixel(box.MinX, box.MaxY)
	c1, r1 := g.ToPixel(box.MaxX, box.MinY)
	var mine [][2]int
	for r := int(r0); r <= int(r1); r++ {
		for c := int(c0); c <= int(c1); c++ {
			x, y := g.ToWorld(float64(c)+0.5, float64(r)+0.5)
			if !holds(ring, xy{x, y}) {
				continue
			}
			if c < 1 || r < 1 || c >= g.Width-1 || r >= g.Height-1 {
				return 0
			}
			if m.near(c, r) {
				return 0
			}
			mine = append(mine, [2]int{c, r})
		}
	}
	if len(mine) == 0 {
		return 0
	}
	for _, p := range mine {
		m.at[p] = len(m.list)
	}
	x, y := box.Center()
	m.list = append(m.list, ClearCut{ID: fmt.Sprintf("cut-%d", len(m.list)+1), Center: [2]float64{x, y}, Ring: pairs(ring)})
	return len(mine)
}
