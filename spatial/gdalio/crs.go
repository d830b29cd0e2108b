package gdalio

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/lukeroth/gdal"
)

// CRS is a coordinate reference system as a Go value; the zero value is none.
type CRS struct {
	wkt          string
	epsg         int
	name         string
	projected    bool
	geographic   bool
	falseEasting float64
}

// ParseCRS reads "EPSG:4549", WKT or a PROJ string.
func ParseCRS(def string) (crs CRS, err error) {
	err = onThread(func() error {
		sr := gdal.CreateSpatialReference("")
		defer sr.Release()
		if err := sr.SetFromUserInput(strings.TrimSpace(def)); err != nil {
			return fmt.Errorf("%q is no coordinate reference system that PROJ knows; write it as EPSG:4549", short(def))
		}
		crs, err = describe(sr)
		return err
	})
	return crs, err
}

func short(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}

func describe(sr gdal.SpatialReference) (CRS, error) {
	c := CRS{projected: sr.IsProjected(), geographic: sr.IsGeographic()}
	var err error
	if c.wkt, err = sr.ToWKT(); err != nil || c.wkt == "" {
		return c, fmt.Errorf("CRS cannot be written as WKT")
	}
	node := "GEOGCS"
	if c.projected {
		node = "PROJCS"
		c.falseEasting, _ = sr.ProjectionParameter("false_easting", 0)
	}
	c.name, _ = sr.AttrValue(node, 0)
	if sr.AuthorityName(node) == "EPSG" {
		c.epsg, _ = strconv.Atoi(sr.AuthorityCode(node))
	}
	return c, nil
}

// LambertEqualArea is the azimuthal equal-area CRS on CGCS2000 centred on a place in degrees.
func LambertEqualArea(lon, lat float64) CRS {
	wkt := fmt.Sprintf(`PROJCS["CGCS2000 / Lambert azimuthal equal-area %g %g",GEOGCS["China Geodetic Coordinate System 2000",DATUM["China_2000",SPHEROID["CGCS2000",6378137,298.257222101]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433],AUTHORITY["EPSG","4490"]],PROJECTION["Lambert_Azimuthal_Equal_Area"],PARAMETER["latitude_of_center",%g],PARAMETER["longitude_of_center",%g],PARAMETER["false_easting",0],PARAMETER["false_northing",0],UNIT["metre",1]]`,
		lon, lat, lat, lon)
	crs, err := ParseCRS(wkt)
	if err != nil {
		panic(err) // the text above is fixed but for two numbers
	}
	return crs
}

// None reports whether c is no CRS at all.
func (c CRS) None() bool { return c.wkt == "" }

// Projected and Geographic tell the kind: metres in a plane, or degrees.
func (c CRS) Projected() bool  { return c.projected }
func (c CRS) Geographic() bool { return c.geographic }

// FalseEasting is the projection's, in its units; CGCS2000 zones with a prefix have tens of millions.
func (c CRS) FalseEasting() float64 { return c.falseEasting }

// WKT is the definition.
func (c CRS) WKT() string { return c.wkt }

// String is "EPSG:4549", or the name.
func (c CRS) String() string {
	if c.epsg != 0 {
		return "EPSG:" + strconv.Itoa(c.epsg)
	}
	return c.name
}

// Same reports whether both describe one system.
func (c CRS) Same(o CRS) bool {
	if c.wkt == o.wkt {
		return true
	}
	same := false
	_ = onThread(func() error {
		a, b := c.open(), o.open()
		defer a.Release()
		defer b.Release()
		same = a.IsSame(b)
		return nil
	})
	return same
}

func (c CRS) open() gdal.SpatialReference {
	sr := gdal.CreateSpatialReference(c.wkt)
	sr.SetAxisMappingStrategy(gdal.OAMS_TraditionalGisOrder)
	return sr
}

// Transform changes points in place, easting or longitude first whatever the authority says. WGS 84 and CGCS2000 are taken
// as equal. A transformation takes about 20 µs to make, the first one
// of a process longer; see [Transformer] for many calls.
func Transform(from, to CRS, xs, ys []float64) error {
	t, err := NewTransformer(from, to)
	if err != nil {
		return err
	}
	defer t.Close()
	return t.Transform(xs, ys)
}

// Transformer is a transformation made once. One goroutine at a time.
type Transformer struct {
	ct       gdal.CoordinateTransform
	from, to CRS
	zs, in   []float64 // scratch: heights, and the points as they were given
}

// NewTransformer makes a transformation; close it.
func NewTransformer(from, to CRS) (*Transformer, error) {
	t := &Transformer{from: from, to: to}
	err := onThread(func() error {
		a, b := from.open(), to.open()
		defer a.Release()
		defer b.Release()
		t.ct = gdal.CreateCoordinateTransform(a, b)
		if t.ct.IsNull() {
			return failure(from.String(), "no way to "+to.String())
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return t, nil
}

// Transform changes points in place; an error names the first one that has no place, counted from 1, and leaves xs and ys
// unusable.
func (t *Transformer) Transform(xs, ys []float64) error {
	if len(xs) != len(ys) {
		return fmt.Errorf("%d eastings with %d northings", len(xs), len(ys))
	}
	if len(xs) == 0 {
		return nil
	}
	if len(t.zs) < len(xs) {
		t.zs = make([]float64, len(xs))
	}
	clear(t.zs)
	t.in = append(append(t.in[:0], xs...), ys...)
	return onThread(func() error {
		ok := t.ct.Transform(len(xs), xs, ys, t.zs[:len(xs)])
		for i := range xs {
			if math.IsInf(xs[i], 0) || math.IsNaN(xs[i]) || math.IsInf(ys[i], 0) || math.IsNaN(ys[i]) {
				return fmt.Errorf("point %d near (%.7g, %.7g) has no place in %s", i+1, t.in[i], t.in[len(xs)+i], t.to)
			}
		}
		if !ok {
			return failure(t.from.String(), "points near ("+fmt.Sprintf("%.7g, %.7g", t.in[0], t.in[len(xs)])+") do not go to "+t.to.String())
		}
		return nil
	})
}

// TransformEach changes points in place as Transform does, but makes those that have no place in the target NaN instead of
// failing: for points that may lie beyond a projection's reach.
func (t *Transformer) TransformEach(xs, ys []float64) error {
	if len(xs) != len(ys) {
		return fmt.Errorf("%d eastings with %d northings", len(xs), len(ys))
	}
	if len(xs) == 0 {
		return nil
	}
	if len(t.zs) < len(xs) {
		t.zs = make([]float64, len(xs))
	}
	clear(t.zs)
	return onThread(func() error {
		t.ct.Transform(len(xs), xs, ys, t.zs[:len(xs)])
		for i := range xs {
			if finite := xs[i]-xs[i] == 0 && ys[i]-ys[i] == 0; !finite {
				xs[i], ys[i] = math.NaN(), math.NaN()
			}
		}
		forget()
		return nil
	})
}

// Close frees the transformation.
func (t *Transformer) Close() { t.ct.Destroy() }
