// Package native is what GDAL, PROJ and GEOS add to the engines of package data. Only programs that are linked with them import it.
package native

import (
	"github.com/qingshan-gis/qingshan/data"
	"github.com/qingshan-gis/qingshan/spatial/gdal"
	"github.com/qingshan-gis/qingshan/spatial/geos"
)

// All is all that there is.
func All() data.Native { return data.Native{Planes: gdal.Planes{}, Validity: geos.Reasons} }
