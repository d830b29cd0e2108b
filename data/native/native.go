// Package native is what GDAL, PROJ and GEOS add to the engines of package data. Only programs that are linked with them import it.
package native

import (
	"github.com/qingshan-gis/qingshan/data"
	"github.com/qingshan-gis/qingshan/spatial/gdalio"
	"github.com/qingshan-gis/qingshan/spatial/mend"
)

// All is all that there is.
func All() data.Native { return data.Native{Planes: gdalio.Planes{}, Validity: mend.Reasons} }
