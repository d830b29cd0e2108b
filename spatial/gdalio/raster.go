package gdalio

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/lukeroth/gdal"

	"github.com/qingshan-gis/qingshan/spatial/raster"
)

// RasterInfo describes a raster file.
type RasterInfo struct {
	Path, Driver   string
	Grid           raster.Grid
	CRS            CRS
	HasCRS         bool
	Bands          int
	DataType       string
	Nodata         float64
	HasNodata      bool
	Scale, Offset  float64
	Scaled         bool   // the file itself states a scale or an offset
	Unit           string // of physical values, as the file states it; "" for none
	BlockW, BlockH int
	Files          []string // all that GDAL reads for it: a world file, a mask, statistics beside it, a VRT's sources
}

// RasterOptions say which band to read and what is no observation in it.
type RasterOptions struct {
	Band               int      // from 1; 0 is the first
	ValidMin, ValidMax *float64 // stored values outside are no observation
	Nodata             *float64 // instead of the file's
	Quality            *Quality
}

// Quality is a band of bit fields that says which pixels are observations, such as MODIS's QA or Sentinel-2's SCL: those
// whose value & Mask is one of Good.
type Quality struct {
	Path string // "" is the raster's own file
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

// Raster is one band of an open file; it implements [raster.Band].
type Raster struct {
	info     RasterInfo
	options  RasterOptions
	ds       gdal.Dataset
	band     gdal.RasterBand
	mask     gdal.RasterBand
	masked   bool
	bits     []uint8
	quality  *Raster // nil without a quality band
	flags    []float64
	flagged  []bool
	seen     []bool
	raw      []int16
	unsigned []uint16
}

// InspectRaster describes a file's band.
func InspectRaster(path string, o RasterOptions) (RasterInfo, error) {
	r, err := OpenRaster(path, o)
	if err != nil {
		return RasterInfo{}, err
	}
	defer r.Close()
	return r.info, nil
}

// OpenRaster opens a band for reading.
func OpenRaster(path string, o RasterOptions) (*Raster, error) {
	if err := present(path); err != nil {
		return nil, err
	}
	r := &Raster{options: o}
	err := onThread(func() error {
		ds, err := openDataset(path, gdal.OFRaster, nil)
		if err != nil {
			return failure(path, "it is no raster that GDAL can read")
		}
		r.ds = ds
		n := max(1, o.Band)
		if n > ds.RasterCount() {
			ds.Close()
			return fmt.Errorf("%s: no band %d; it has %d", path, n, ds.RasterCount())
		}
		r.band = ds.RasterBand(n)
		if err := r.describe(path); err != nil {
			ds.Close()
			return err
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if q := o.Quality; q != nil {
		if err := r.openQuality(path, q); err != nil {
			r.Close()
			return nil, err
		}
	}
	return r, nil
}

func (r *Raster) openQuality(path string, q *Quality) (err error) {
	if q.Path != "" {
		path = q.Path
	}
	if r.quality, err = OpenRaster(path, RasterOptions{Band: q.Band}); err != nil {
		return err
	}
	a, b := r.info.Grid, r.quality.info.Grid
	if a != b {
		return fmt.Errorf("%s, band %d: the quality band lies on another grid than %s", path, q.Band, r.info.Path)
	}
	return nil
}

func (r *Raster) describe(path string) error {
	ds, b := r.ds, r.band
	i := RasterInfo{Path: path, Driver: ds.Driver().ShortName(), Bands: ds.RasterCount(), DataType: b.RasterDataType().Name(), Scale: 1}
	i.Grid = raster.Grid{Width: ds.RasterXSize(), Height: ds.RasterYSize(), Affine: ds.GeoTransform()}
	i.BlockW, i.BlockH = b.BlockSize()
	i.Files = ds.FileList()
	i.Nodata, i.HasNodata = b.NoDataValue()
	if r.options.Nodata != nil {
		i.Nodata, i.HasNodata = *r.options.Nodata, true
		if i.DataType == "Float32" { // the file holds the nearest float32; -9999.9 would never be met
			i.Nodata = float64(float32(i.Nodata))
		}
	}
	if v, ok := b.GetScale(); ok {
		i.Scale = v
	}
	if v, ok := b.GetOffset(); ok {
		i.Offset = v
	}
	i.Scaled = i.Scale != 1 || i.Offset != 0
	i.Unit = strings.TrimSpace(b.GetUnitType())
	if wkt := ds.Projection(); wkt != "" {
		sr := gdal.CreateSpatialReference(wkt)
		defer sr.Release()
		crs, err := describe(sr)
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		i.CRS, i.HasCRS = crs, true
	}
	const allValid, nodata = 1, 8 // GMF_ALL_VALID, GMF_NODATA: told by the values themselves
	if flags := b.GetMaskFlags(); flags&(allValid|nodata) == 0 {
		r.mask, r.masked = b.GetMaskBand(), true
	}
	r.info = i
	return nil
}

// Info describes the file and band.
func (r *Raster) Info() RasterInfo { return r.info }

// Grid is the pixel lattice.
func (r *Raster) Grid() raster.Grid { return r.info.Grid }

// BlockSize is the file's.
func (r *Raster) BlockSize() (w, h int) { return r.info.BlockW, r.info.BlockH }

// Read fills stored values and whether each is an observation.
func (r *Raster) Read(w raster.Window, values []float64, valid []bool) error {
	if n := w.W * w.H; len(values) < n || len(valid) < n {
		return fmt.Errorf("%s: %d values and %d flags for a window of %d pixels", r.info.Path, len(values), len(valid), n)
	}
	if err := r.readPixels(w, values, len(values)); err != nil {
		return err
	}
	lo, hi := math.Inf(-1), math.Inf(1)
	if r.options.ValidMin != nil {
		lo = *r.options.ValidMin
	}
	if r.options.ValidMax != nil {
		hi = *r.options.ValidMax
	}
	for i, v := range values {
		valid[i] = v >= lo && v <= hi && !(r.info.HasNodata && v == r.info.Nodata) && (!r.masked || r.bits[i] != 0)
	}
	return r.readQuality(w, valid)
}

// readPixels fills a slice of n numbers of some type, and the mask's bits where the band has one.
func (r *Raster) readPixels(w raster.Window, values any, n int) error {
	return onThread(func() error {
		if err := r.band.IO(gdal.Read, w.X, w.Y, w.W, w.H, values, w.W, w.H, 0, 0); err != nil {
			return failure(r.info.Path, fmt.Sprintf("pixels %d,%d to %d,%d cannot be read; the file is damaged or cut off, deliver it again", w.X, w.Y, w.X+w.W, w.Y+w.H))
		}
		if !r.masked {
			return nil
		}
		r.bits = resized(r.bits, n)
		if err := r.mask.IO(gdal.Read, w.X, w.Y, w.W, w.H, r.bits, w.W, w.H, 0, 0); err != nil {
			return failure(r.info.Path, "its mask cannot be read")
		}
		return nil
	})
}

// resized is a slice of n elements, of the same memory where that suffices.
func resized[E any](s []E, n int) []E {
	if cap(s) < n {
		return make([]E, n)
	}
	return s[:n]
}

// Whole tells whether the band is of 8 or 16 bits, whose values ReadIntegers gives.
func (r *Raster) Whole() bool {
	switch r.info.DataType {
	case "Byte", "Int8", "Int16", "UInt16":
		return true
	}
	return false
}

// ReadIntegers fills stored values; what is no observation is [raster.Missing].
func (r *Raster) ReadIntegers(w raster.Window, values []int32) error {
	if n := w.W * w.H; len(values) < n {
		return fmt.Errorf("%s: %d values for a window of %d pixels", r.info.Path, len(values), n)
	}
	var err error
	switch r.info.DataType {
	case "Int16":
		r.raw = resized(r.raw, len(values))
		if err = r.readPixels(w, r.raw, len(values)); err == nil {
			widen(r, r.raw, values)
		}
	case "UInt16":
		r.unsigned = resized(r.unsigned, len(values))
		if err = r.readPixels(w, r.unsigned, len(values)); err == nil {
			widen(r, r.unsigned, values)
		}
	default:
		if err = r.readPixels(w, values, len(values)); err == nil {
			widen(r, values, values)
		}
	}
	if err != nil {
		return err
	}
	if r.masked {
		for i, bit := range r.bits[:len(values)] {
			if bit == 0 {
				values[i] = raster.Missing
			}
		}
	}
	if r.quality == nil {
		return nil
	}
	r.seen = resized(r.seen, len(values))
	for i := range r.seen {
		r.seen[i] = true
	}
	if err := r.readQuality(w, r.seen); err != nil {
		return err
	}
	for i, ok := range r.seen {
		if !ok {
			values[i] = raster.Missing
		}
	}
	return nil
}

// widen turns stored values into integers of which those that are no observation are missing.
func widen[T int16 | uint16 | int32](r *Raster, from []T, to []int32) {
	lo, hi, nodata := r.wholeLimits()
	to = to[:len(from)]
	for i, v := range from {
		v := int32(v)
		if v == nodata || v < lo || v > hi {
			v = raster.Missing
		}
		to[i] = v
	}
}

// Skim decodes a window in the file's own type and drops it: what decoding alone costs, the floor of every measurement.
func (r *Raster) Skim(w raster.Window) error {
	n := w.W * w.H
	switch r.info.DataType {
	case "Byte", "Int8":
		r.bits = resized(r.bits, n)
		return r.readPixels(w, r.bits, n)
	case "Int16":
		r.raw = resized(r.raw, n)
		return r.readPixels(w, r.raw, n)
	case "UInt16":
		r.unsigned = resized(r.unsigned, n)
		return r.readPixels(w, r.unsigned, n)
	}
	r.flags = resized(r.flags, n)
	return r.readPixels(w, r.flags, n)
}

// wholeLimits are the options' bounds and the nodata value among whole numbers; a nodata value that is none is never met.
func (r *Raster) wholeLimits() (lo, hi, nodata int32) {
	const most = 1 << 20 // beyond every 16-bit value
	lo, hi, nodata = -most, most, raster.Missing
	if v := r.options.ValidMin; v != nil {
		lo = int32(math.Ceil(math.Max(-most, math.Min(most, *v))))
	}
	if v := r.options.ValidMax; v != nil {
		hi = int32(math.Floor(math.Max(-most, math.Min(most, *v))))
	}
	if v := r.info.Nodata; r.info.HasNodata && v == math.Trunc(v) && math.Abs(v) <= most {
		nodata = int32(v)
	}
	return lo, hi, nodata
}

func (r *Raster) readQuality(w raster.Window, valid []bool) error {
	if r.quality == nil {
		return nil
	}
	n := w.W * w.H
	if len(r.flags) < n {
		r.flags, r.flagged = make([]float64, n), make([]bool, n)
	}
	if err := r.quality.Read(w, r.flags[:n], r.flagged[:n]); err != nil {
		return err
	}
	for i, v := range r.flags[:n] {
		valid[i] = valid[i] && r.flagged[i] && r.options.Quality.good(v)
	}
	return nil
}

// Close frees the file.
func (r *Raster) Close() error {
	if r.quality != nil {
		r.quality.Close()
	}
	return onThread(func() error {
		r.ds.Close()
		return nil
	})
}

// RasterSpec describes a GeoTIFF to write: tiled, DEFLATE with horizontal differencing.
type RasterSpec struct {
	Grid      raster.Grid
	CRS       CRS
	DataType  string // Byte, Int16, UInt16, Float32, Float64
	Nodata    *float64
	BlockSize int // 0 is 512
}

// RasterWriter writes a GeoTIFF of one band. One goroutine at a time.
type RasterWriter struct {
	path string
	ds   gdal.Dataset
	band gdal.RasterBand
}

// CreateGeoTIFF starts a file.
func CreateGeoTIFF(path string, s RasterSpec) (*RasterWriter, error) {
	types := map[string]gdal.DataType{"Byte": gdal.Byte, "Int16": gdal.Int16, "UInt16": gdal.UInt16, "Float32": gdal.Float32, "Float64": gdal.Float64}
	t, ok := types[s.DataType]
	if !ok {
		return nil, fmt.Errorf("%s: data type %q", path, s.DataType)
	}
	size, predictor := s.BlockSize, 2
	if size == 0 {
		size = 512
	}
	if strings.HasPrefix(s.DataType, "Float") {
		predictor = 3
	}
	w := &RasterWriter{path: path}
	err := onThread(func() error {
		d, err := driver("GTiff")
		if err != nil {
			return err
		}
		w.ds = d.Create(path, s.Grid.Width, s.Grid.Height, 1, t, []string{"TILED=YES", fmt.Sprintf("BLOCKXSIZE=%d", size), fmt.Sprintf("BLOCKYSIZE=%d", size),
			"COMPRESS=DEFLATE", fmt.Sprintf("PREDICTOR=%d", predictor), "BIGTIFF=IF_SAFER"})
		if w.ds.IsNull() {
			return failure(path, "it cannot be created")
		}
		w.band = w.ds.RasterBand(1)
		if err := w.ds.SetGeoTransform(s.Grid.Affine); err != nil {
			return failure(path, "geotransform")
		}
		if !s.CRS.None() {
			if err := w.ds.SetProjection(s.CRS.WKT()); err != nil {
				return failure(path, "CRS")
			}
		}
		if s.Nodata != nil {
			return w.band.SetNoDataValue(*s.Nodata)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return w, nil
}

// Write stores a window of values, rounded by GDAL to the file's type.
func (w *RasterWriter) Write(win raster.Window, values []float64) error {
	if n := win.W * win.H; len(values) < n {
		return fmt.Errorf("%s: %d values for a window of %d pixels", w.path, len(values), n)
	}
	return onThread(func() error {
		if err := w.band.IO(gdal.Write, win.X, win.Y, win.W, win.H, values, win.W, win.H, 0, 0); err != nil {
			return failure(w.path, "pixels cannot be written")
		}
		return nil
	})
}

// Close completes the file.
func (w *RasterWriter) Close() error {
	return onThread(func() error {
		w.ds.Close()
		return lastError()
	})
}
