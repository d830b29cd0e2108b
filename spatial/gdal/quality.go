package gdal

import (
	"fmt"
	"math"
	"slices"

	"github.com/qingshan-gis/qingshan/spatial/raster"
)

// Quality is a band of bit fields that says which pixels are observations, such as MODIS's QA or Sentinel-2's SCL: those
// whose value & Mask is one of Good. It may have pixels of another size, or another CRS: the pixel that holds the middle of the
// raster's pixel decides; where there is none, nothing was observed.
type Quality struct {
	Path string // "" is the raster's own file
	Name string // what messages call the file; default its path
	Band int
	Mask uint32 // 0 is all bits
	Good []uint32
}

func (q *Quality) good(v float64) bool {
	mask := q.Mask
	if mask == 0 {
		mask = math.MaxUint32
	}
	return v >= 0 && v <= math.MaxUint32 && slices.Contains(q.Good, uint32(v)&mask)
}

// Contradiction is why some of Good can never be met, "" where all can be.
func (q *Quality) Contradiction() string {
	for _, g := range q.Good {
		if q.Mask != 0 && g&^q.Mask != 0 {
			return fmt.Sprintf("good: %d has bits that mask: %d (0x%X) leaves out, so that no pixel can be good by it; correct one of them", g, q.Mask, q.Mask)
		}
	}
	return ""
}

// flags is a raster's quality band.
type flags struct {
	rule   *Quality
	band   *Raster
	grid   raster.Grid  // the raster's
	to     *Transformer // from the raster's CRS to the band's; nil where they share one
	onGrid bool         // both have the same pixels

	values []float64
	valid  []bool
	xs, ys []float64
}

// sameGround is how far in pixels a quality band may be off and still have the raster's pixels: it was written with fewer digits.
const sameGround = 0.01

// openFlags opens the quality band of a raster in the file at path.
func openFlags(r *Raster, path string, q *Quality) (*flags, error) {
	name := r.name
	if q.Path != "" {
		path, name = q.Path, q.Path
	}
	if q.Name != "" {
		name = q.Name
	}
	band, err := OpenRaster(path, RasterOptions{Band: q.Band, Name: name})
	if err != nil {
		return nil, err
	}
	f := &flags{rule: q, band: band, grid: r.info.Grid}
	if err := f.check(name); err != nil {
		band.Close()
		return nil, err
	}
	// What the project calls good is an observation, though the band's nodata value be the same.
	if fill := &band.observation.fill; fill.has && fill.value >= 0 && fill.value <= math.MaxUint32 && slices.Contains(q.Good, uint32(fill.value)) {
		fill.has = false
	}
	crs := r.options.CRS
	if crs.None() {
		crs = r.info.CRS
	}
	if other := band.info.CRS; !crs.None() && !other.None() && !crs.Same(other) {
		if f.to, err = NewTransformer(crs, other); err != nil {
			band.Close()
			return nil, err
		}
	}
	f.onGrid = f.to == nil && samePixels(f.grid, band.info.Grid)
	return f, nil
}

// check refuses values of good that the band's type cannot hold.
func (f *flags) check(name string) error {
	if why := f.rule.Contradiction(); why != "" {
		return fmt.Errorf("%s, band %d: quality: %s", name, f.rule.Band, why)
	}
	limits, whole := wholeTypes[f.band.info.DataType]
	for _, g := range f.rule.Good {
		if whole && float64(g) > limits[1] {
			return fmt.Errorf("%s, band %d: quality: no pixel can have the value good: %d, since %s holds at most %.0f; correct `good:`", name, f.rule.Band, g, f.band.info.DataType, limits[1])
		}
	}
	return nil
}

// samePixels tells whether two grids of one CRS have the same pixels but for digits.
func samePixels(a, b raster.Grid) bool {
	if a.Width != b.Width || a.Height != b.Height {
		return false
	}
	w, h := float64(a.Width), float64(a.Height)
	for _, c := range [][2]float64{{0, 0}, {w, 0}, {0, h}, {w, h}} {
		x, y := b.ToWorld(c[0], c[1])
		if col, row := a.ToPixel(x, y); !(math.Abs(col-c[0]) <= sameGround && math.Abs(row-c[1]) <= sameGround) {
			return false
		}
	}
	return true
}

// judge takes from valid the pixels of a window that are not good.
func (f *flags) judge(w raster.Window, valid []bool) error {
	n := w.W * w.H
	if f.onGrid {
		f.values, f.valid = resized(f.values, n), resized(f.valid, n)
		if err := f.band.Read(w, f.values, f.valid); err != nil {
			return err
		}
		for i, v := range f.values {
			valid[i] = valid[i] && f.valid[i] && f.rule.good(v)
		}
		return nil
	}
	for y := range w.H { // by pieces of a row, since the band may be much finer
		for x := 0; x < w.W; x += pieceWidth {
			piece := raster.Window{X: w.X + x, Y: w.Y + y, W: min(pieceWidth, w.W-x), H: 1}
			if err := f.judgePiece(piece, valid[y*w.W+x:y*w.W+x+piece.W]); err != nil {
				return err
			}
		}
	}
	return nil
}

const pieceWidth = 256

// judgePiece judges pixels of one row by the band's pixels that hold their middles.
func (f *flags) judgePiece(w raster.Window, valid []bool) error {
	f.xs, f.ys = resized(f.xs, w.W), resized(f.ys, w.W)
	for i := range f.xs {
		f.xs[i], f.ys[i] = f.grid.ToWorld(float64(w.X+i)+0.5, float64(w.Y)+0.5)
	}
	if f.to != nil {
		if err := f.to.Transform(f.xs, f.ys); err != nil {
			return fmt.Errorf("%s: quality band in %s: %w", f.band.name, f.band.info.CRS, err)
		}
	}
	g := f.band.info.Grid
	box := raster.Window{X: g.Width, Y: g.Height, W: -1, H: -1} // W and H are the last column and row, for now
	for i := range f.xs {
		col, row := g.ToPixel(f.xs[i], f.ys[i])
		f.xs[i], f.ys[i] = math.Floor(col), math.Floor(row)
		if valid[i] = valid[i] && f.xs[i] >= 0 && f.ys[i] >= 0 && f.xs[i] < float64(g.Width) && f.ys[i] < float64(g.Height); valid[i] {
			c, r := int(f.xs[i]), int(f.ys[i])
			box = raster.Window{X: min(box.X, c), Y: min(box.Y, r), W: max(box.W, c), H: max(box.H, r)}
		}
	}
	if box.W < 0 {
		return nil
	}
	box.W, box.H = box.W-box.X+1, box.H-box.Y+1
	f.values, f.valid = resized(f.values, box.W*box.H), resized(f.valid, box.W*box.H)
	if err := f.band.Read(box, f.values, f.valid); err != nil {
		return err
	}
	for i, ok := range valid {
		if ok {
			at := (int(f.ys[i])-box.Y)*box.W + int(f.xs[i]) - box.X
			valid[i] = f.valid[at] && f.rule.good(f.values[at])
		}
	}
	return nil
}

func (f *flags) close() {
	f.band.Close()
	if f.to != nil {
		f.to.Close()
	}
}
