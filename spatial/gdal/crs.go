package gdal

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/lukeroth/gdal"
)

// CRS is a coordinate reference system as a Go value; the zero value is no CRS.
type CRS struct {
	wkt          string
	epsg         int
	name         string
	projected    bool
	geographic   bool
	falseEasting float64
	method       string  // of the projection, as WKT 1 names it
	unit         float64 // metres in a unit of a projected CRS, radians in one of a geographic CRS
	datum        datum
	shift        shift
}

// ParseCRS reads "EPSG:4549", WKT or a PROJ string. It returns an error for a text that PROJ does not know.
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
		c.method, _ = sr.AttrValue("PROJECTION", 0)
		c.unit = numberOf(sr, "PROJCS|UNIT")
	} else {
		c.unit = numberOf(sr, "GEOGCS|UNIT")
	}
	c.datum = datumOf(sr)
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

// Projected reports whether coordinates are lengths in a plane.
func (c CRS) Projected() bool { return c.projected }

// Geographic reports whether coordinates are degrees.
func (c CRS) Geographic() bool { return c.geographic }

// FalseEasting is the projection's, in its units; CGCS2000 zones with a prefix have tens of millions.
func (c CRS) FalseEasting() float64 { return c.falseEasting }

// TransverseMercator tells the family of the Gauss–Krüger zones and of UTM.
func (c CRS) TransverseMercator() bool { return strings.HasPrefix(c.method, "Transverse_Mercator") }

// Metre is how many metres one unit of the CRS is; a degree counts as one of the equator's, the longest there is.
func (c CRS) Metre() float64 {
	switch {
	case c.projected && c.unit > 0:
		return c.unit
	case c.geographic:
		return metresInDegree
	}
	return 1
}

const metresInDegree = 6378137 * math.Pi / 180

// WKT is the definition, without the way to CGCS2000 that [CRS.WithOperation] or a declaration gave it.
func (c CRS) WKT() string { return c.wkt }

// String is "EPSG:4549", or the name.
func (c CRS) String() string {
	if c.epsg != 0 {
		return "EPSG:" + strconv.Itoa(c.epsg)
	}
	return c.name
}

// Same reports whether both describe one system, whatever is known of the way from its datum to others.
func (c CRS) Same(o CRS) bool {
	if c.wkt == o.wkt {
		return true
	}
	same := false
	_ = onThread(func() error {
		a, b := openWKT(unshifted(c.wkt)), openWKT(unshifted(o.wkt))
		defer a.Release()
		defer b.Release()
		same = a.IsSame(b)
		return nil
	})
	return same
}

func (c CRS) open() gdal.SpatialReference {
	return openWKT(c.wkt)
}

func openWKT(wkt string) gdal.SpatialReference {
	sr := gdal.CreateSpatialReference(wkt)
	sr.SetAxisMappingStrategy(gdal.OAMS_TraditionalGisOrder)
	return sr
}
