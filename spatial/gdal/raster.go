package gdal

import (
	"fmt"
	"strings"

	"github.com/lukeroth/gdal"

	"github.com/qingshan-gis/qingshan/spatial/raster"
)

// RasterInfo describes a raster file.
type RasterInfo struct {
	Path, Driver   string
	Grid           raster.Grid // north up, west left: files that are stored from the south or the east are read the other way round
	Placed         bool        // a geotransform or a world file says where the pixels lie; without one Grid is that of pixel numbers
	ControlPoints  int         // ground control points, which place no pixel exactly
	CRS            CRS
	HasCRS         bool
	Bands          int
	DataType       string // GDAL's name of the pixel type; Int8 for signed bytes whatever GDAL calls them
	Nodata         float64
	HasNodata      bool     // some stored value is nodata
	Overruled      *float64 // the file's nodata value, where NaN or an infinity is declared instead, which hides no finite value
	StrayNodata    float64  // a nodata value of the file that no pixel of its type can have, so that it hides nothing; else 0
	Scale, Offset  float64
	Scaled         bool   // the file itself states a scale or an offset
	Unit           string // of physical values, as the file states it; "" for none
	BlockW, BlockH int
	Files          []string // all that GDAL reads for it: a world file, a mask, statistics beside it, a VRT's sources
	BandNames      []string // what the file calls its bands, "" where it does not
	Palette        bool     // the band has a colour table or names of categories: its values are classes
}

// RasterOptions say which band to read and what is no observation in it.
type RasterOptions struct {
	Band               int      // from 1; 0 is the first
	ValidMin, ValidMax *float64 // stored values outside are no observation
	Nodata             *float64 // instead of the file's
	Quality            *Quality
	CRS                CRS    // instead of the file's, for a quality band in another one; none leaves the file's
	Name               string // what messages call the file; default its path
}

// Raster is one band of an open file; it implements [raster.Integers]. One goroutine at a time.
type Raster struct {
	info        RasterInfo
	options     RasterOptions
	name        string
	ds          gdal.Dataset
	band        gdal.RasterBand
	mask        gdal.RasterBand
	masked      bool
	signed      bool // GDAL gives signed bytes as 0 to 255
	south, east bool // the file's first row is the southernmost, its first column the easternmost
	observation observation
	quality     *flags // nil without a quality band
	bits        []uint8
	seen        []bool
	raw         []int16
	unsigned    []uint16
	floats      []float64
}

// InspectRaster describes a file's band. Errors are those of [OpenRaster].
func InspectRaster(path string, o RasterOptions) (RasterInfo, error) {
	r, err := OpenRaster(path, o)
	if err != nil {
		return RasterInfo{}, err
	}
	defer r.Close()
	return r.info, nil
}

// OpenRaster opens a band for reading. Errors name the file, and what of the options contradicts it.
func OpenRaster(path string, o RasterOptions) (*Raster, error) {
	if err := present(path); err != nil {
		return nil, err
	}
	r := &Raster{options: o, name: path}
	if o.Name != "" {
		r.name = o.Name
	}
	err := onThread(func() error {
		ds, err := openDataset(path, gdal.OFRaster, nil)
		if err != nil {
			return failure(r.name, "it is no raster that GDAL can read")
		}
		r.ds = ds
		n := max(1, o.Band)
		if n > ds.RasterCount() {
			ds.Close()
			return fmt.Errorf("%s: no band %d; it has %d", r.name, n, ds.RasterCount())
		}
		r.band = ds.RasterBand(n)
		if err := r.describe(path, n); err != nil {
			ds.Close()
			return err
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if o.Quality != nil {
		if r.quality, err = openFlags(r, path, o.Quality); err != nil {
			r.Close()
			return nil, err
		}
	}
	return r, nil
}

func (r *Raster) describe(path string, n int) error {
	ds, b := r.ds, r.band
	i := RasterInfo{Path: path, Driver: ds.Driver().ShortName(), Bands: ds.RasterCount(), DataType: b.RasterDataType().Name(), Scale: 1}
	if strings.HasPrefix(i.DataType, "C") { // CInt16, CFloat32, …
		return fmt.Errorf("%s, band %d: it holds complex numbers (%s); deliver the amplitude, or whatever part is meant, as real numbers", r.name, n, i.DataType)
	}
	if i.DataType == "Byte" && signedBytes(ds, n) {
		i.DataType, r.signed = "Int8", true
	}
	i.Grid = raster.Grid{Width: ds.RasterXSize(), Height: ds.RasterYSize()}
	i.Grid.Affine, i.Placed = geotransform(ds)
	i.ControlPoints = ds.GDALGetGCPCount()
	i.Grid, r.south, r.east = northUp(i.Grid)
	i.BlockW, i.BlockH = b.BlockSize()
	if i.Files = files(ds); i.Files == nil {
		return failure(r.name, "which files it is made of cannot be told")
	}
	i.BandNames, i.Palette = bandNames(ds), palette(ds, n)
	if err := r.findNodata(&i, n); err != nil {
		return err
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
			return fmt.Errorf("%s: %w", r.name, err)
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

// northUp turns the grid of a file that is stored from the south or the east round: pixels are read in the order of the grid
// returned. Rotated grids stay as they are.
func northUp(g raster.Grid) (out raster.Grid, south, east bool) {
	a := &g.Affine
	if a[2] != 0 || a[4] != 0 {
		return g, false, false
	}
	if a[5] > 0 {
		a[3], a[5], south = a[3]+float64(g.Height)*a[5], -a[5], true
	}
	if a[1] < 0 {
		a[0], a[1], east = a[0]+float64(g.Width)*a[1], -a[1], true
	}
	return g, south, east
}

// Info describes the file and band.
func (r *Raster) Info() RasterInfo { return r.info }

// Grid is the pixel lattice.
func (r *Raster) Grid() raster.Grid { return r.info.Grid }

// BlockSize is the file's.
func (r *Raster) BlockSize() (w, h int) { return r.info.BlockW, r.info.BlockH }

// Close frees the file. An error is of no consequence for what was read.
func (r *Raster) Close() error {
	if r.quality != nil {
		r.quality.close()
	}
	return onThread(func() error {
		r.ds.Close()
		return nil
	})
}
