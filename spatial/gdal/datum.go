package gdal

import (
	"math"
	"regexp"
	"strconv"
	"strings"

	"github.com/lukeroth/gdal"
)

// datum is what degrees of a CRS are counted on, as WKT 1 writes it. Comparable.
type datum struct {
	name        string
	semiMajor   float64 // metres
	inverseFlat float64 // 0 for a sphere
	greenwich   float64 // of its prime meridian, degrees east
}

func datumOf(sr gdal.SpatialReference) datum {
	var d datum
	d.name, _ = sr.AttrValue("DATUM", 0)
	d.semiMajor, _ = sr.SemiMajorAxis()
	d.inverseFlat, _ = sr.InverseFlattening()
	d.greenwich = numberOf(sr, "PRIMEM")
	return d
}

// numberOf is the number that follows the name in a node of WKT 1, 0 where there is no such node. The binding's own functions
// for prime meridians and units free what they do not own.
func numberOf(sr gdal.SpatialReference, node string) float64 {
	text, _ := sr.AttrValue(node, 1)
	v, _ := strconv.ParseFloat(text, 64)
	return v
}

var (
	// modernDatum finds the names under which files know CGCS2000 and WGS 84, letters and digits only.
	modernDatum = regexp.MustCompile(`cgcs2000|china2000|chinageodeticcoordinatesystem2000|wgs1984|wgs84|worldgeodeticsystem1984`)
	// namelessDatum finds names that say no more than which ellipsoid was taken.
	namelessDatum = regexp.MustCompile(`basedon|basedupon|unknown|unspecified|notspecified`)
	notInNames    = regexp.MustCompile(`[^a-z0-9]+`)
)

// modern tells whether the datum is CGCS2000 or WGS 84, which are taken as equal. A name that its ellipsoid contradicts
// does not count.
func (d datum) modern() bool {
	return modernDatum.MatchString(d.plainName()) && !d.nameless() && d.onModernEllipsoid()
}

func (d datum) nameless() bool { return d.name == "" || namelessDatum.MatchString(d.plainName()) }

func (d datum) plainName() string { return notInNames.ReplaceAllString(strings.ToLower(d.name), "") }

// onModernEllipsoid: the ellipsoids of CGCS2000, GRS 1980 and WGS 84 differ by 0.1 mm in their smaller axis.
func (d datum) onModernEllipsoid() bool {
	return math.Abs(d.semiMajor-6378137) < 0.5 && math.Abs(d.inverseFlat-298.2572) < 1e-3
}

// sphere: products such as MODIS's are drawn on a sphere, by degrees that are those of WGS 84.
func (d datum) sphere() bool { return d.inverseFlat == 0 || math.IsInf(d.inverseFlat, 0) }

// Earthly tells whether the CRS is one of the Earth: ellipsoids and spheres used for it have semi-major axes of 6,356 to
// 6,379 km, that of Venus, the next in size, has 6,052 km.
func (c CRS) Earthly() bool {
	return c.datum.semiMajor == 0 || math.Abs(c.datum.semiMajor-6_370_000) < 30_000
}

// SemiMajor is the longest radius of the body that the CRS is made for, in metres.
func (c CRS) SemiMajor() float64 { return c.datum.semiMajor }

// towgs84 finds seven parameters in WKT 1 and protoGrids a grid's name.
var (
	towgs84    = regexp.MustCompile(`,TOWGS84\[([^\]]*)\]`)
	protoGrids = regexp.MustCompile(`,EXTENSION\["PROJ4_GRIDS","([^"]*)"\]`)
)

// unshifted is WKT without parameters and grids of a way to another datum.
func unshifted(wkt string) string {
	return protoGrids.ReplaceAllString(towgs84.ReplaceAllString(wkt, ""), "")
}
