package gdal

import (
	"fmt"
	"math"
)

// observation is the one rule by which a stored value is an observation: a finite number, within the declared range, that is
// not the band's nodata value. A mask or a quality band may say of a pixel besides that it is none. All that is counted,
// drawn or resampled asks this rule, by way of [Raster.Read] or [Raster.ReadIntegers].
type observation struct {
	lo, hi float64
	fill   fill
}

// of tells whether v is an observation. The largest float64 is none either: it stands for "nothing" wherever it occurs.
func (o *observation) of(v float64) bool {
	return v >= o.lo && v <= o.hi && math.Abs(v) < math.MaxFloat64 && !o.fill.is(v)
}

// fill is a band's nodata value as GDAL's mask bands and QGIS take it. Whole numbers meet it exactly, since it is cut to a
// whole number first. Decimal ones meet it where they differ in the last digits only: files give it as text, with as few as six.
type fill struct {
	has      bool
	value    float64
	distance float64 // how far a value may be from it, as a share of the sum of both
	single   bool    // pixels are float32, in which the sum of both can overflow
	extreme  float64 // how far it may be from a value that stands for nothing else
}

// nearlySame is the distance of GDAL's ARE_REAL_EQUAL: two units in the last place of the sum as a float32, for float64 pixels
// too. A nodata value of 1e30 or more was printed from the largest number of some type; no quantity comes near it, so that six
// digits suffice.
const (
	nearlySame  = 2 * 0x1p-23
	extremeFrom = 1e30
	sixDigits   = 5e-6
)

// is tells whether a stored value is nodata.
func (f *fill) is(v float64) bool {
	if !f.has {
		return false
	}
	apart, sum := math.Abs(v-f.value), v+f.value
	if f.single {
		sum = float64(float32(sum))
	}
	return v == f.value || apart < f.distance*math.Abs(sum) || apart <= f.extreme
}

// wholeTypes are the least and greatest value of GDAL's types of whole numbers up to 32 bits.
var wholeTypes = map[string][2]float64{
	"Byte": {0, math.MaxUint8}, "Int8": {math.MinInt8, math.MaxInt8}, "UInt16": {0, math.MaxUint16}, "Int16": {math.MinInt16, math.MaxInt16},
	"UInt32": {0, math.MaxUint32}, "Int32": {math.MinInt32, math.MaxInt32},
}

// newFill is the nodata value of a band of some type as its file gives it: none where no pixel can have it.
func newFill(value float64, dataType string) fill {
	f := fill{has: true, value: value}
	if limits, whole := wholeTypes[dataType]; whole {
		if !(value >= limits[0] && value <= limits[1]) {
			return fill{}
		}
		f.value = math.Trunc(value)
		return f
	}
	if math.IsInf(value, 0) { // no infinite pixel is an observation anyway
		return f
	}
	f.distance = map[string]float64{"Float64": nearlySame, "Float32": nearlySame, "Float16": nearlySame}[dataType]
	if f.single = dataType == "Float32" || dataType == "Float16"; f.single {
		f.value = float64(float32(value))
		if math.IsInf(f.value, 0) { // beyond float32
			return fill{}
		}
	}
	if math.Abs(value) >= extremeFrom {
		f.extreme = sixDigits * math.Abs(value)
	}
	return f
}

// findNodata works out what is no observation by the options and the file.
func (r *Raster) findNodata(i *RasterInfo, band int) error {
	o := &r.observation
	o.lo, o.hi = math.Inf(-1), math.Inf(1)
	if v := r.options.ValidMin; v != nil {
		o.lo = *v
	}
	if v := r.options.ValidMax; v != nil {
		o.hi = *v
	}
	if v, ok := r.band.NoDataValue(); ok {
		o.fill = newFill(v, i.DataType)
		if !o.fill.has && math.Abs(v) <= math.MaxFloat64 && r.options.Nodata == nil {
			i.StrayNodata = v
		}
	}
	if v := r.options.Nodata; v != nil {
		limits, whole := wholeTypes[i.DataType]
		finite := math.Abs(*v) <= math.MaxFloat64 // .nan and .inf are in no whole-number band, and hide nothing there
		if file := o.fill.value; o.fill.has && !finite && math.Abs(file) <= math.MaxFloat64 {
			i.Overruled = &file
		}
		o.fill = newFill(*v, i.DataType)
		if whole && finite && (!o.fill.has || o.fill.value != *v) {
			return fmt.Errorf("%s, band %d: no pixel can have the declared nodata value %g, since %s holds whole numbers from %.0f to %.0f; correct `nodata:` or take it out",
				r.name, band, *v, i.DataType, limits[0], limits[1])
		}
	}
	i.Nodata, i.HasNodata = o.fill.value, o.fill.has
	return nil
}

// wholeLimits is the rule among whole numbers of 8 and 16 bits: what lies outside lo to hi or is nodata is no observation.
func (o *observation) wholeLimits() (lo, hi, nodata int32) {
	const most = 1 << 20 // beyond every 16-bit value
	lo = int32(math.Ceil(math.Max(-most, math.Min(most, o.lo))))
	hi = int32(math.Floor(math.Max(-most, math.Min(most, o.hi))))
	nodata = math.MinInt32
	if o.fill.has {
		nodata = int32(o.fill.value)
	}
	return lo, hi, nodata
}
