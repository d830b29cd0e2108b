package source

import (
	"fmt"
	"math"

	"github.com/qingshan-gis/qingshan/ingest/project"
	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/gdal"
)

// plausible refuses coordinates that contradict the CRS.
func plausible(s project.Source, info gdal.LayerInfo, crs gdal.CRS) error {
	at := fmt.Sprintf("%s, layer %s", s.Path, info.Name)
	if !crs.Earthly() {
		return notOfTheEarth(at, crs)
	}
	e := info.Extent
	if e.Empty() {
		return nil
	}
	degrees := e.MinX >= -180 && e.MaxX <= 180 && e.MinY >= -90 && e.MaxY <= 90
	switch {
	case crs.Geographic() && e.MinX >= 0 && e.MaxX <= 90 && e.MinY >= 70 && e.MaxY <= 180:
		return fmt.Errorf("%s: latitude and longitude are swapped (first coordinates run from %.4g to %.4g, second from %.4g to %.4g); deliver longitude first", at, e.MinX, e.MaxX, e.MinY, e.MaxY)
	case crs.Geographic() && e.MinX >= 0 && e.MinX < 180 && e.MaxX > 180 && e.MaxX <= 360 && e.MinY >= -90 && e.MaxY <= 90:
		return AcrossMeridian180(at)
	case crs.Geographic() && e.MinX >= 180 && e.MaxX > 180 && e.MaxX <= 360 && e.MinY >= -90 && e.MaxY <= 90:
		return fmt.Errorf("%s: longitudes run from %.7g to %.7g; count them from -180 to 180", at, e.MinX, e.MaxX)
	case crs.Geographic() && !degrees:
		return fmt.Errorf("%s: coordinates run from %.7g, %.7g to %.7g, %.7g, but its CRS %s is in degrees; declare the right one with `crs:`", at, e.MinX, e.MinY, e.MaxX, e.MaxY, crs)
	case crs.Geographic() && e.Width() > 180:
		return AcrossMeridian180(at)
	case crs.Projected() && degrees:
		return fmt.Errorf("%s: coordinates look like degrees (%.4g to %.4g), but its CRS %s is in metres; declare `crs: EPSG:4490`", at, e.MinX, e.MaxX, crs)
	case crs.TransverseMercator():
		return plausibleZone(at, e, crs)
	}
	return nil
}

// notOfTheEarth refuses a CRS of the Moon or a planet.
func notOfTheEarth(at string, crs gdal.CRS) error {
	return fmt.Errorf("%s: its CRS %s is one of another body than the Earth (of %.0f km radius); declare the one that the coordinates are in with `crs:`", at, crs, crs.SemiMajor()/1000)
}

// AcrossMeridian180 refuses ground on both sides of the meridian at which longitudes jump.
func AcrossMeridian180(at string) error {
	return fmt.Errorf("%s: ground on both sides of the 180th meridian cannot be in one project; cut the layers at it, and make a project of either side", at)
}

// Zone numbers of the Gauss–Krüger systems in China stand before the easting: 13 to 23 in those of 6 degrees, 25 to 45 in those of 3.
const (
	firstWide, lastWide     = 13, 23
	firstNarrow, lastNarrow = 25, 45
	mercatorEdge            = 20037508.35 // of Web Mercator, at 180° E
)

// plausibleZone refuses eastings that contradict a transverse Mercator projection.
func plausibleZone(at string, e spatial.Box, crs gdal.CRS) error {
	switch first, last := zoneNumber(e.MinX), zoneNumber(e.MaxX); {
	case crs.FalseEasting() == 500_000 && e.MinX > 1.2e6 && e.MinX < 1e7 && e.MaxY < 1e6,
		prefixed(crs) && e.MinX < 1e7 && e.MinY > 1e7:
		return fmt.Errorf("%s: northing and easting are swapped (first coordinates run from %.0f to %.0f, second from %.0f to %.0f); deliver easting first", at, e.MinX, e.MaxX, e.MinY, e.MaxY)
	case e.MinX > 1e7 && first != last:
		return fmt.Errorf("%s: eastings run from %.0f to %.0f, which would be zones %d to %d; deliver each zone in a layer of its own", at, e.MinX, e.MaxX, first, last)
	case e.MinX > 1e7 && !prefixed(crs) && e.MaxX <= mercatorEdge:
		return fmt.Errorf("%s: eastings such as %.0f do not fit its CRS %s; if they are of Web Mercator (it would lie at %.2f° E), declare EPSG:3857 with `crs:`, and if they carry the number of a 6-degree zone, EPSG:%d",
			at, e.MinX, crs, e.MinX/mercatorEdge*180, prefixedCode(first))
	case e.MinX > 1e7 && !prefixed(crs) && prefixedCode(first) > 0:
		return fmt.Errorf("%s: eastings such as %.0f carry a zone number, but its CRS %s does not; declare the prefixed one (EPSG:4513 to 4533) with `crs:`, here EPSG:%d if it is CGCS2000", at, e.MinX, crs, prefixedCode(first))
	case e.MaxX < 1e7 && prefixed(crs):
		return fmt.Errorf("%s: eastings such as %.0f carry no zone number, but its CRS %s does; declare the plain one (EPSG:4534 to 4554) with `crs:`", at, e.MinX, crs)
	}
	if x, _ := e.Center(); math.Abs(x-crs.FalseEasting())*crs.Metre() > maxFromMeridian {
		return fmt.Errorf("%s: eastings such as %.0f lie %.0f km from the central meridian of its CRS %s; declare the right one with `crs:`", at, e.MinX, math.Abs(x-crs.FalseEasting())*crs.Metre()/1000, crs)
	}
	return nil
}

// maxFromMeridian is where a transverse Mercator projection is no longer used, in metres, and formulas begin to return anything.
const maxFromMeridian = 3e6

func zoneNumber(easting float64) int { return int(math.Floor(easting / 1e6)) }

// prefixedCode is the EPSG code of a CGCS2000 system whose eastings begin with a zone number; 0 where there is none.
func prefixedCode(zone int) int {
	switch {
	case zone >= firstWide && zone <= lastWide:
		return 4491 + zone - firstWide
	case zone >= firstNarrow && zone <= lastNarrow:
		return 4513 + zone - firstNarrow
	}
	return 0
}

// prefixed tells whether eastings of the CRS begin with a zone number: its false easting runs to tens of millions.
func prefixed(crs gdal.CRS) bool { return crs.FalseEasting() > 1e7 }

// besideUse is how many degrees data may lie beside the area that a CRS is made for: a county that spans two 3-degree zones
// is delivered in one of them.
const besideUse = 3.0

// checkAreaOfUse refuses an extent that lies nowhere near the area that its CRS is made for, or has no place on the Earth.
func checkAreaOfUse(at string, e spatial.Box, crs gdal.CRS) error {
	if e.Empty() {
		return nil
	}
	lonlat, err := crs.Degrees()
	if err != nil {
		return err
	}
	x, y := e.Center()
	xs, ys := []float64{x, e.MinX, e.MaxX, e.MinX, e.MaxX}, []float64{y, e.MinY, e.MinY, e.MaxY, e.MaxY}
	area, ok := crs.AreaOfUse()
	if crs.Projected() {
		err := gdal.Transform(crs, lonlat, xs, ys)
		if err != nil && !ok { // corners may lie outside of a projection's world, as those of a sinusoidal one do
			xs, ys = []float64{x}, []float64{y}
			err = gdal.Transform(crs, lonlat, xs, ys)
		}
		if err != nil {
			return fmt.Errorf("%s: its extent (%s) has no place in %s: %w; declare the right CRS with `crs:`", at, BoxText(e), crs, err)
		}
		if err := checkWayBack(at, e, crs, lonlat, xs[0], ys[0]); err != nil {
			return err
		}
	}
	box := spatial.EmptyBox()
	for i := range xs {
		box = box.Extend(xs[i], ys[i])
	}
	switch {
	case box.Width() > 180:
		return AcrossMeridian180(at)
	case !ok || box.Intersects(area.Pad(besideUse)):
		return nil
	}
	return fmt.Errorf("%s: by its CRS %s it would lie at %.2f to %.2f° E, %.2f to %.2f° N, but that CRS is made for %.2f to %.2f° E, %.2f to %.2f° N; declare the right one with `crs:`",
		at, crs, box.MinX, box.MaxX, box.MinY, box.MaxY, area.MinX, area.MaxX, area.MinY, area.MaxY)
}

// checkWayBack refuses an extent whose middle does not come back from degrees to where it was: beyond their world projections
// return some place or other.
func checkWayBack(at string, e spatial.Box, crs, lonlat gdal.CRS, lon, lat float64) error {
	x, y := e.Center()
	xs, ys := []float64{lon}, []float64{lat}
	err := gdal.Transform(lonlat, crs, xs, ys)
	if err == nil && math.Hypot(xs[0]-x, ys[0]-y)*crs.Metre() <= wayBack {
		return nil
	}
	return fmt.Errorf("%s: its extent (%s) lies outside of what %s can show; declare the right CRS with `crs:`", at, BoxText(e), crs)
}

// wayBack is in metres: some projections' inverses are iterations that end early.
const wayBack = 10.0
