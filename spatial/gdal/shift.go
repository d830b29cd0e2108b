package gdal

import (
	"fmt"
	"math"
	"strings"
)

// shift is a way from a CRS to the degrees of CGCS2000 that is not left to PROJ's choice; the zero value leaves it to PROJ. Comparable.
type shift struct {
	hub      string // WKT of a geographic CRS that the CRS is first brought to
	pipeline string // of PROJ, from degrees of the hub to those of CGCS2000; "" takes the ones for the others
	name     string // of a declared way
}

// Shift is the text of a way to CGCS2000 that the CRS was given, "" where PROJ chooses. Together with [CRS.WKT] it says all that a
// transformation depends on.
func (c CRS) Shift() string { return c.shift.pipeline + c.shift.hub }

// WithOperation is the CRS whose transformations go the way of an operation that [CRS.Operation] gave.
func (c CRS) WithOperation(op Operation) CRS {
	if op.hub != "" {
		c.shift = shift{hub: op.hub}
	}
	return c
}

// Parameters are those of a seven-parameter transformation to CGCS2000: metres, seconds of arc, parts per million.
type Parameters struct {
	DX, DY, DZ, RX, RY, RZ, DS float64
	// CoordinateFrame says that rotations turn the axes (EPSG 9607), as the Bursa–Wolf formula of Chinese surveys does; else
	// they turn the position vector (EPSG 9606).
	CoordinateFrame bool
}

// cgcs2000Ellipsoid is that of GB 22021-2008.
const cgcs2000Ellipsoid = "+a=6378137 +rf=298.257222101"

// WithParameters is the CRS with a way to CGCS2000 by seven parameters. It returns an error if PROJ does not take them.
func (c CRS) WithParameters(p Parameters) (CRS, error) {
	convention, short := "position_vector", "position vector"
	if p.CoordinateFrame {
		convention, short = "coordinate_frame", "coordinate frame"
	}
	steps := fmt.Sprintf("+step +proj=cart +a=%.17g +rf=%.17g +step +proj=helmert +x=%.17g +y=%.17g +z=%.17g +rx=%.17g +ry=%.17g +rz=%.17g +s=%.17g +convention=%s +step +inv +proj=cart %s",
		c.datum.semiMajor, c.datum.inverseFlat, p.DX, p.DY, p.DZ, p.RX, p.RY, p.RZ, p.DS, convention, cgcs2000Ellipsoid)
	return c.shiftedBy(steps, fmt.Sprintf("seven parameters %g,%g,%g,%g,%g,%g,%g (%s)", p.DX, p.DY, p.DZ, p.RX, p.RY, p.RZ, p.DS, short))
}

// WithGrid is the CRS with a way to CGCS2000 by a grid of shifts, a file that PROJ reads (NTv2 .gsb, GeoTIFF). What lies beyond
// the grid has no place. It returns an error if PROJ cannot read the file.
func (c CRS) WithGrid(path string) (CRS, error) {
	if strings.ContainsAny(path, "\",") {
		return c, fmt.Errorf("the path of the grid %s holds a quotation mark or a comma, which PROJ does not read; rename it", path)
	}
	return c.shiftedBy(`+step +proj=hgridshift +grids="`+path+`"`, "grid "+path[strings.LastIndexByte(path, '/')+1:])
}

func (c CRS) shiftedBy(steps, name string) (CRS, error) {
	base, err := c.base()
	if err != nil {
		return c, err
	}
	if c.datum.greenwich != 0 {
		return c, fmt.Errorf("%s counts its degrees from another meridian than Greenwich", c)
	}
	if c.datum.sphere() {
		return c, fmt.Errorf("%s is on a sphere, which has no datum that could be shifted", c)
	}
	c.shift = shift{hub: base.wkt, name: name,
		pipeline: "+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad " + steps + " +step +proj=unitconvert +xy_in=rad +xy_out=deg"}
	p, err := openPipeline(c.shift.pipeline)
	if err != nil {
		return c, fmt.Errorf("%s: PROJ does not take it: %w", name, err)
	}
	p.close()
	return c, nil
}

// Degrees is the geographic CRS of c's own datum where that counts degrees from Greenwich, else CGCS2000. The way there needs no
// search for an operation between datums, which takes PROJ some 20 ms. An error holds PROJ's message.
func (c CRS) Degrees() (CRS, error) {
	base, err := c.base()
	if err != nil || c.datum.greenwich == 0 && base.degree() {
		return base, err
	}
	return ParseCRS("EPSG:4490")
}

// degree tells whether a geographic CRS counts in degrees, not in grads.
func (c CRS) degree() bool { return math.Abs(c.unit-math.Pi/180) < 1e-9 }

// base is the geographic CRS of c's own datum, without any way to others.
func (c CRS) base() (base CRS, err error) {
	err = onThread(func() error {
		sr := openWKT(unshifted(c.wkt))
		defer sr.Release()
		geographic := sr.CloneGeogCS()
		defer geographic.Release()
		base, err = describe(geographic)
		return err
	})
	return base, err
}
