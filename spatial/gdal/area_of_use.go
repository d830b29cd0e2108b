package gdal

/*
#include <ogr_srs_api.h>

static int area_of_use(int epsg, double *w, double *s, double *e, double *n) {
	OGRSpatialReferenceH sr = OSRNewSpatialReference(NULL);
	const char *name = NULL;
	int ok = OSRImportFromEPSG(sr, epsg) == OGRERR_NONE && OSRGetAreaOfUse(sr, w, s, e, n, &name);
	OSRDestroySpatialReference(sr);
	return ok;
}
*/
import "C"

import "github.com/qingshan-gis/qingshan/spatial"

// AreaOfUse is where the EPSG registry says that the CRS is used, in degrees, longitude first. ok is false for a CRS without
// EPSG code, and for areas across the antimeridian.
func (c CRS) AreaOfUse() (degrees spatial.Box, ok bool) {
	if c.epsg == 0 {
		return degrees, false
	}
	_ = onThread(func() error {
		var w, s, e, n C.double
		ok = C.area_of_use(C.int(c.epsg), &w, &s, &e, &n) != 0 && w < e && s < n
		degrees = spatial.Box{MinX: float64(w), MinY: float64(s), MaxX: float64(e), MaxY: float64(n)}
		return nil
	})
	return degrees, ok
}
