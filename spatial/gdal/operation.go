package gdal

/*
#include <stdlib.h>
#include "projcalls.h"
*/
import "C"

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unsafe"

	"github.com/qingshan-gis/qingshan/spatial"
)

// Operation is how coordinates of a CRS become degrees of CGCS2000.
type Operation struct {
	Name      string
	AccuracyM float64 // as EPSG's registry states it; negative where nobody does
	Ballpark  bool    // PROJ knows no operation here: the degrees are taken over as they are
	hub       string  // WKT of the degrees that are taken for those of CGCS2000; "" leaves the way to PROJ
}

// Operation returns what brings data that lie in a box of c's own coordinates to CGCS2000: what the CRS itself says, or what PROJ
// takes there, to CGCS2000 or, as the two are taken as equal, to WGS 84. An error holds PROJ's message.
func (c CRS) Operation(over spatial.Box) (Operation, error) {
	if op, ok := c.stated(); ok {
		return op, nil
	}
	base, lon, lat, err := c.samples(over)
	if err != nil {
		return Operation{}, err
	}
	for _, to := range []string{"EPSG:4490", "EPSG:4326"} {
		hub, err := ParseCRS(to)
		if err != nil {
			return Operation{}, err
		}
		if op, ok := takenAt(base, hub, lon, lat); ok {
			if to == "EPSG:4326" { // else PROJ takes it by itself
				op.hub = hub.wkt
			}
			return op, nil
		}
	}
	op := Operation{Name: fmt.Sprintf("none: degrees of %s are taken for degrees of CGCS2000", c.DatumName()), AccuracyM: -1, Ballpark: true}
	if base.datum.greenwich == 0 { // else PROJ's own, which turns the meridians
		op.hub = base.wkt
	}
	return op, nil
}

// stated is the operation that needs no look into PROJ's registry.
func (c CRS) stated() (Operation, bool) {
	if c.shift.name != "" {
		return Operation{Name: c.shift.name, AccuracyM: -1}, true
	}
	if m := protoGrids.FindStringSubmatch(c.wkt); m != nil && m[1] != "@null" {
		return Operation{Name: "grid " + m[1][strings.LastIndexByte(m[1], '/')+1:], AccuracyM: -1}, true
	}
	if m := towgs84.FindStringSubmatch(c.wkt); m != nil && (strings.Trim(m[1], "0,. -") != "" || c.datum.onModernEllipsoid() && !oldDatum(c.datum)) {
		return Operation{Name: "seven parameters " + m[1] + " (position vector)", AccuracyM: -1}, true
	}
	switch {
	case c.datum.modern() && strings.Contains(c.datum.plainName(), "2000"):
		return Operation{Name: "none needed: CGCS2000"}, true
	case c.datum.modern():
		return Operation{Name: "none: WGS 84 is taken as CGCS2000", AccuracyM: 1}, true
	case c.datum.nameless() && c.datum.onModernEllipsoid():
		return Operation{Name: "none: its datum has no name, and its ellipsoid is that of CGCS2000", AccuracyM: -1}, true
	case c.datum.sphere():
		return Operation{Name: "none: the degrees of the sphere are taken for degrees of CGCS2000", AccuracyM: -1}, true
	}
	return Operation{}, false
}

// oldDatum tells China's datums before CGCS2000: their parameters are never zero.
func oldDatum(d datum) bool {
	return strings.Contains(d.plainName(), "xian") || strings.Contains(d.plainName(), "beijing")
}

// Modern tells whether the CRS is on CGCS2000 or WGS 84, which are taken as equal.
func (c CRS) Modern() bool { return c.datum.modern() }

// DatumName is the datum's name as its registry writes it.
func (c CRS) DatumName() string {
	if c.datum.name == "" {
		return "an unnamed datum"
	}
	return strings.ReplaceAll(strings.TrimPrefix(c.datum.name, "D_"), "_", " ")
}

// samplesPerSide: an operation's area of use is a box of degrees, far wider than the steps of a county.
const samplesPerSide = 5

// samples are places of a box in degrees of the CRS's own datum.
func (c CRS) samples(over spatial.Box) (base CRS, lon, lat []float64, err error) {
	base, err = c.base()
	if err != nil || over.Empty() {
		return base, nil, nil, err
	}
	for i := range samplesPerSide * samplesPerSide {
		u, v := float64(i%samplesPerSide)/(samplesPerSide-1), float64(i/samplesPerSide)/(samplesPerSide-1)
		lon, lat = append(lon, over.MinX+u*over.Width()), append(lat, over.MinY+v*over.Height())
	}
	plain := c
	plain.shift = shift{}
	return base, lon, lat, Transform(plain, base, lon, lat)
}

// takenAt is the operation that PROJ takes at the places; ok is false where at one of them it has none that is made for it.
// Where it takes several, all are named, and the worst accuracy is told.
func takenAt(from, to CRS, lon, lat []float64) (op Operation, ok bool) {
	if len(lon) == 0 || projReady() != nil {
		return op, false
	}
	found := make([]C.taken, len(lon))
	a, b := C.CString(from.projName()), C.CString(to.projName())
	defer C.free(unsafe.Pointer(a))
	defer C.free(unsafe.Pointer(b))
	err := onThread(func() error {
		if C.taken_at(a, b, C.int(len(lon)), (*C.double)(&lon[0]), (*C.double)(&lat[0]), &found[0]) == 0 {
			return fmt.Errorf("no way")
		}
		return nil
	})
	if err != nil {
		return op, false
	}
	var names []string
	for _, f := range found {
		if f.found == 0 || f.ballpark != 0 || f.elsewhere != 0 {
			return op, false
		}
		if name := strings.ReplaceAll(strings.ReplaceAll(C.GoString(&f.name[0]), "axis order change (2D) + ", ""), " + axis order change (2D)", ""); !slices.Contains(names, name) {
			names = append(names, name)
		}
		if accuracy := float64(f.accuracy); op.AccuracyM >= 0 && (accuracy < 0 || accuracy > op.AccuracyM) {
			op.AccuracyM = accuracy
		}
	}
	op.Name = strings.Join(names, " or ")
	return op, true
}

// projName is what PROJ finds the CRS by.
func (c CRS) projName() string {
	if c.epsg != 0 {
		return "EPSG:" + strconv.Itoa(c.epsg)
	}
	return c.wkt
}
