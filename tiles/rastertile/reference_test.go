package rastertile

import (
	"context"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/internal/shared"
	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/crsapprox"
	"github.com/qingshan-gis/qingshan/spatial/gdal"
	"github.com/qingshan-gis/qingshan/spatial/raster"
	"github.com/qingshan-gis/qingshan/spatial/rasterpack"
	"github.com/qingshan-gis/qingshan/tiles/tilematrix"
)

// source is a raster file with its pixels in memory, and the scene that is drawn from it.
type source struct {
	path   string
	info   gdal.RasterInfo
	values []float64 // NaN is no observation
	scene  *Scene
	levels [][]float64 // made so far
}

// load packs a raster as ingest does. The way from degrees to pixels is fitted here anew.
func load(t *testing.T, path string, class bool, scale float64) *source {
	t.Helper()
	r, err := gdal.OpenRaster(path, gdal.RasterOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	s := &source{path: path, info: r.Info()}
	g := s.info.Grid
	s.values = make([]float64, g.Width*g.Height)
	valid := make([]bool, len(s.values))
	if err := r.Read(raster.Window{W: g.Width, H: g.Height}, s.values, valid); err != nil {
		t.Fatal(err)
	}
	for i, ok := range valid {
		if !ok {
			s.values[i] = math.NaN()
		}
	}
	lonlat, err := gdal.ParseCRS("EPSG:4490")
	if err != nil {
		t.Fatal(err)
	}
	var xs, ys []float64
	for i := range 101 {
		a := float64(i) / 100
		for _, p := range [][2]float64{{a, 0}, {a, 1}, {0, a}, {1, a}} {
			x, y := g.ToWorld(p[0]*float64(g.Width), p[1]*float64(g.Height))
			xs, ys = append(xs, x), append(ys, y)
		}
	}
	if err := gdal.Transform(s.info.CRS, lonlat, xs, ys); err != nil {
		t.Fatal(err)
	}
	box := boxOf(xs, ys)
	h := rasterpack.Header{Grid: g, CRS: s.info.CRS.String(), Type: typeOf(s.info.DataType), Class: class, Scale: scale}
	if h.ToPixel, err = crsapprox.Fit(func(xs, ys []float64) error {
		if err := gdal.Transform(lonlat, s.info.CRS, xs, ys); err != nil {
			return err
		}
		for i := range xs {
			xs[i], ys[i] = g.ToPixel(xs[i], ys[i])
		}
		return nil
	}, box.Pad(1e-3*box.Width()), 0.02); err != nil {
		t.Fatal(err)
	}
	packed := filepath.Join(t.TempDir(), "scene"+snapshot.RasterExt)
	open := func() (raster.Band, error) { return gdal.OpenRaster(path, gdal.RasterOptions{}) }
	if err := rasterpack.Write(context.Background(), packed, h, open, rasterpack.Options{Workers: 2}); err != nil {
		t.Fatal(err)
	}
	f, err := rasterpack.Open(packed)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	s.scene = &Scene{ID: filepath.Base(path), Quantity: "q", file: f}
	return s
}

func typeOf(dataType string) rasterpack.Type {
	return map[string]rasterpack.Type{"Byte": rasterpack.Uint8, "Int16": rasterpack.Int16, "UInt16": rasterpack.Uint16, "Float32": rasterpack.Float32, "Float64": rasterpack.Float32}[dataType]
}

// planted is a scene of 900 × 700 pixels of 10 m in a 3-degree zone: a slope, a checkerboard, nodata in a disc, and single pixels
// that stand out.
func planted(t *testing.T, dir string) string {
	t.Helper()
	crs, err := gdal.ParseCRS("EPSG:4549")
	if err != nil {
		t.Fatal(err)
	}
	nodata := -32768.0
	g := raster.Grid{Width: 900, Height: 700, Affine: [6]float64{499000, 10, 0, 3330000, 0, -10}}
	path := filepath.Join(dir, "planted.tif")
	w, err := gdal.CreateGeoTIFF(path, gdal.RasterSpec{Grid: g, CRS: crs, DataType: "Int16", Nodata: &nodata})
	if err != nil {
		t.Fatal(err)
	}
	values := make([]float64, g.Width*g.Height)
	for i := range values {
		x, y := i%g.Width, i/g.Width
		v := float64(5*x + 3*y)
		if x > 500 && y > 300 && (x/20+y/20)%2 == 0 {
			v -= 3000
		}
		if math.Hypot(float64(x-300), float64(y-200)) < 90 {
			v = nodata
		}
		if x == 123 && y == 456 {
			v = 9999
		}
		values[i] = v
	}
	if err := w.Write(raster.Window{W: g.Width, H: g.Height}, values); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

type subject struct {
	name  string
	src   *source
	class bool
}

func subjects(t *testing.T) []subject {
	dir := t.TempDir()
	out := []subject{{"planted", load(t, planted(t, dir), false, 1), false}, {"planted as classes", load(t, planted(t, dir), true, 1), true}}
	if _, err := os.Stat(filepath.Join("..", "..", "..", "shared")); err != nil && os.Getenv("QINGSHAN_SHARED") == "" {
		t.Log("the shared data is not here; set QINGSHAN_SHARED to test real scenes")
		return out
	}
	for _, c := range []struct {
		name  string
		class bool
		path  string
	}{
		{"UTM south", false, "cube_20LKP_EVI2_2019-07-01.tif"}, {"sinusoidal", false, "mod13q1_sinop/TERRA_MODIS_012010_NDVI_2013-09-14.jp2"},
		{"sinusoidal classes", true, "mt_landcover_2001_2016/MT_2001.tif"}, {"degrees, classes", true, "PRODES_AMZ_rondonia_30m_d2007_d2021.tif"},
	} {
		out = append(out, subject{c.name, load(t, shared.Path(t, "data", "brazil_rasters", c.path), c.class, 1), c.class})
	}
	return out
}

// level is the whole of an overview, made pixel by pixel from the whole of the one below.
func (s *source) level(level int, class bool) (values []float64, w, h int) {
	w, h = s.info.Grid.Width, s.info.Grid.Height
	if s.levels == nil {
		s.levels = [][]float64{s.values}
	}
	for l := range level {
		w2, h2 := (w+1)/2, (h+1)/2
		if len(s.levels) > l+1 {
			w, h = w2, h2
			continue
		}
		values := s.levels[l]
		next := make([]float64, w2*h2)
		for i := range next {
			var list []float64
			for k := range 4 {
				if x, y := i%w2*2+k%2, i/w2*2+k/2; x < w && y < h && !math.IsNaN(values[y*w+x]) {
					list = append(list, values[y*w+x])
				}
			}
			next[i] = together(list, class, typeOf(s.info.DataType) != rasterpack.Float32)
		}
		s.levels, w, h = append(s.levels, next), w2, h2
	}
	return s.levels[level], w, h
}

func together(list []float64, class, whole bool) float64 {
	if len(list) == 0 {
		return math.NaN()
	}
	if class {
		best, most := 0.0, 0
		for _, v := range list {
			n := 0
			for _, o := range list {
				if o == v {
					n++
				}
			}
			if n > most {
				best, most = v, n
			}
		}
		return best
	}
	sum := 0.0
	for _, v := range list {
		sum += v
	}
	if mean := sum / float64(len(list)); whole {
		return math.RoundToEven(mean)
	} else {
		return float64(float32(mean))
	}
}

// planeOf is the CRS of a matrix set and where a tile lies in it: left, bottom, right, top.
func planeOf(m *tilematrix.TileMatrixSet, z int, x, y uint32) (crs string, extent [4]float64) {
	n := float64(m.Width(z))
	if m.ID == "WebMercatorQuad" {
		const half = math.Pi * 6378137
		size := 2 * half / n
		return "EPSG:3857", [4]float64{-half + float64(x)*size, half - float64(y+1)*size, -half + float64(x+1)*size, half - float64(y)*size}
	}
	size := 360 / n
	return "EPSG:4490", [4]float64{-180 + float64(x)*size, 90 - float64(y+1)*size, -180 + float64(x+1)*size, 90 - float64(y)*size}
}

// coordinates are where GDAL says the middles of a tile's pixels lie in the scene, pixel by pixel.
func (s *source) coordinates(t *testing.T, m *tilematrix.TileMatrixSet, z int, x, y uint32, size int) (us, vs []float64) {
	t.Helper()
	name, e := planeOf(m, z, x, y)
	crs, err := gdal.ParseCRS(name)
	if err != nil {
		t.Fatal(err)
	}
	for j := range size {
		for i := range size {
			us = append(us, e[0]+(e[2]-e[0])*(float64(i)+0.5)/float64(size))
			vs = append(vs, e[3]-(e[3]-e[1])*(float64(j)+0.5)/float64(size))
		}
	}
	if err := gdal.Transform(crs, s.info.CRS, us, vs); err != nil {
		t.Skip(err)
	}
	for i := range us {
		us[i], vs[i] = s.info.Grid.ToPixel(us[i], vs[i])
	}
	return us, vs
}

// zooms are tiles in the middle of a scene from far above to a few times enlarged.
func zooms(s *Scene, m *tilematrix.TileMatrixSet) [][3]uint32 {
	native := Subject{Scene: s}.MaxZoom(m)
	b := s.Bounds()
	var out [][3]uint32
	for z := max(m.MinZoom+4, native-6); z <= min(native+2, m.MaxZoom()); z++ {
		for _, at := range [][2]float64{{0.5, 0.5}, {0.31, 0.72}, {0.01, 0.4}} {
			x, y := m.TileAt(z, b[0]+(b[2]-b[0])*at[0], b[1]+(b[3]-b[1])*at[1])
			out = append(out, [3]uint32{uint32(z), x, y})
		}
	}
	return out
}

// TestTilesMeetGDAL: every pixel of tiles shows what GDAL's own transformation finds in overviews made by brute force. Pixels are
// left out whose place is so near the border of two that a tenth of a tile pixel decides; interpolated values may differ by what
// a tenth of a tile pixel makes.
//
//testrun:plain
func TestTilesMeetGDAL(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long")
	}
	for _, c := range subjects(t) {
		t.Run(c.name, func(t *testing.T) {
			compared := 0
			for _, m := range tilematrix.All() {
				for i, at := range zooms(c.src.scene, m) {
					size := 256 + 256*(i%4/3)
					compared += c.meet(t, m, int(at[0]), at[1], at[2], size)
				}
			}
			t.Log(compared, "pixels compared")
			if compared < 500_000 {
				t.Errorf("only %d pixels were compared", compared)
			}
		})
	}
}

// stray is what a place may be off, in tile pixels: less than DESIGN's tenth.
const stray = 0.07

func (c *subject) meet(t *testing.T, m *tilematrix.TileMatrixSet, z int, x, y uint32, size int) (compared int) {
	t.Helper()
	f := &frame{tileMatrixSet: m, z: z, x: x, y: y, size: size}
	got, err := c.src.scene.sample(f)
	if err != nil {
		t.Fatal(err)
	}
	us, vs := c.src.coordinates(t, m, z, x, y, size)
	scale := math.Min(math.Hypot(us[1]-us[0], vs[1]-vs[0]), math.Hypot(us[size]-us[0], vs[size]-vs[0]))
	level := 0
	for float64(int(2)<<level) <= scale && level < c.src.scene.file.Header().Levels()-1 {
		level++
	}
	if math.Abs(math.Log2(scale)-math.Round(math.Log2(scale))) < 0.01 {
		return 0 // which overview is the right one hangs on rounding
	}
	values, w, h := c.src.level(level, c.class)
	l := float64(int(1) << level)
	off := stray*scale/l + 0.02/l
	W, H := float64(c.src.info.Grid.Width)/l, float64(c.src.info.Grid.Height)/l
	for i := range us {
		u, v := us[i]/l, vs[i]/l
		near := func(a, end float64) bool {
			return math.Abs(a-math.Round(a)) < off || math.Abs(a-end) < off
		}
		if near(u, W) || near(v, H) {
			continue
		}
		compared++
		value := math.NaN()
		if got != nil {
			value = float64(got[i])
		}
		inside := u >= 0 && v >= 0 && u < W && v < H
		want := math.NaN()
		if inside {
			want = values[int(v)*w+int(u)]
		}
		switch {
		case math.IsNaN(want) != math.IsNaN(value):
			t.Fatalf("%s %d/%d/%d, pixel %d,%d at %.2f,%.2f of level %d: %v, want %v", m.ID, z, x, y, i%size, i/size, u, v, level, value, want)
		case math.IsNaN(want) || c.class && value == want:
		case c.class:
			t.Fatalf("%s %d/%d/%d, pixel %d,%d at %.2f,%.2f of level %d: class %v, want %v", m.ID, z, x, y, i%size, i/size, u, v, level, value, want)
		default:
			lo, hi := between(values, w, h, u, v, off)
			if slack := 1e-5 * (1 + math.Abs(value)); value < lo-slack || value > hi+slack {
				t.Fatalf("%s %d/%d/%d, pixel %d,%d at %.2f,%.2f of level %d: %v, want %v to %v", m.ID, z, x, y, i%size, i/size, u, v, level, value, lo, hi)
			}
		}
	}
	return compared
}

// between are the least and the greatest interpolated value about a place. Bilinear interpolation has its extremes over a small
// square at its corners, or where it crosses the middle of a pixel.
func between(values []float64, w, h int, u, v, off float64) (lo, hi float64) {
	lo, hi = math.Inf(1), math.Inf(-1)
	cuts := func(a float64) []float64 {
		out := []float64{a - off, a + off}
		if m := math.Round(a-0.5) + 0.5; math.Abs(m-a) < off {
			out = append(out, m-1e-9, m+1e-9)
		}
		return out
	}
	for _, a := range cuts(u) {
		for _, b := range cuts(v) {
			value := interpolated(values, w, h, a, b)
			lo, hi = math.Min(lo, value), math.Max(hi, value)
		}
	}
	return lo, hi
}

func interpolated(values []float64, w, h int, u, v float64) float64 {
	sum, weight := 0.0, 0.0
	for _, dy := range []float64{0, 1} {
		for _, dx := range []float64{0, 1} {
			x, y := math.Floor(u-0.5)+dx, math.Floor(v-0.5)+dy
			k := (1 - math.Abs(u-0.5-x)) * (1 - math.Abs(v-0.5-y))
			if x < 0 || y < 0 || x >= float64(w) || y >= float64(h) || math.IsNaN(values[int(y)*w+int(x)]) {
				continue
			}
			sum, weight = sum+k*values[int(y)*w+int(x)], weight+k
		}
	}
	return sum / weight
}

// TestNearestMeetsGdalwarp: class tiles at and below the scene's own scale are, pixel for pixel, what the gdalwarp program makes,
// but for pixels on the border of two.
//
//testrun:plain
func TestNearestMeetsGdalwarp(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long")
	}
	if _, err := exec.LookPath("gdalwarp"); err != nil {
		t.Skip("gdalwarp is not installed (Debian: gdal-bin)")
	}
	for _, c := range subjects(t) {
		if !c.class {
			continue
		}
		t.Run(c.name, func(t *testing.T) {
			for _, m := range tilematrix.All()[:2] {
				native := Subject{Scene: c.src.scene}.MaxZoom(m)
				b := c.src.scene.Bounds()
				for z := native; z <= native+2; z++ {
					x, y := m.TileAt(z, b[0]+(b[2]-b[0])*0.53, b[1]+(b[3]-b[1])*0.52)
					c.meetGdalwarp(t, m, z, x, y)
				}
			}
		})
	}
}

func (c *subject) meetGdalwarp(t *testing.T, m *tilematrix.TileMatrixSet, z int, x, y uint32) {
	t.Helper()
	const size = 256
	crs, e := planeOf(m, z, x, y)
	out := filepath.Join(t.TempDir(), "warped.tif")
	args := []string{"-q", "-t_srs", crs, "-r", "near", "-et", "0", "-ovr", "NONE", "-ts", fmt.Sprint(size), fmt.Sprint(size), "-te"}
	for _, v := range e {
		args = append(args, fmt.Sprintf("%.12f", v))
	}
	if msg, err := exec.Command("gdalwarp", append(args, c.src.path, out)...).CombinedOutput(); err != nil {
		t.Fatalf("gdalwarp: %v %s", err, msg)
	}
	r, err := gdal.OpenRaster(out, gdal.RasterOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	want, valid := make([]float64, size*size), make([]bool, size*size)
	if err := r.Read(raster.Window{W: size, H: size}, want, valid); err != nil {
		t.Fatal(err)
	}
	got, err := c.src.scene.sample(&frame{tileMatrixSet: m, z: z, x: x, y: y, size: size})
	if err != nil {
		t.Fatal(err)
	}
	us, vs := c.src.coordinates(t, m, z, x, y, size)
	off := stray*math.Hypot(us[1]-us[0], vs[1]-vs[0]) + 0.02
	same := 0
	for i := range want {
		if got != nil && (valid[i] && float64(got[i]) == want[i] || !valid[i] && got[i] != got[i]) {
			same++
			continue
		}
		if du, dv := math.Abs(us[i]-math.Round(us[i])), math.Abs(vs[i]-math.Round(vs[i])); du > off && dv > off {
			t.Fatalf("%s %d/%d/%d, pixel %d,%d at %.3f,%.3f: %v, gdalwarp has %v (valid: %v)", m.ID, z, x, y, i%size, i/size, us[i], vs[i], got[i], want[i], valid[i])
		}
	}
	if same < size*size*9/10 {
		t.Errorf("%s %d/%d/%d: only %d pixels are the same", m.ID, z, x, y, same)
	}
}

func boxOf(xs, ys []float64) spatial.Box {
	box := spatial.EmptyBox()
	for i := range xs {
		box = box.Extend(xs[i], ys[i])
	}
	return box
}
