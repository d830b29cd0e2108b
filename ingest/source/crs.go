package source

import (
	"fmt"

	"github.com/qingshan-gis/qingshan/ingest/project"
	"github.com/qingshan-gis/qingshan/spatial/gdal"
)

// sourceCRS decides a vector source's CRS: declared, else the file's; never a guess.
func sourceCRS(s project.Source, info gdal.LayerInfo) (crs gdal.CRS, from string, err error) {
	if s.CRS != "" {
		crs, err = gdal.ParseCRS(s.CRS)
		if err != nil {
			return crs, "", project.Invalid("%s: crs %q: %v", s.Path, s.CRS, err)
		}
		from = "declared"
	} else if info.HasCRS {
		crs, from = info.CRS, "file"
	} else {
		return crs, "", fmt.Errorf("%s, layer %s: it has no CRS; add `crs: EPSG:…` to its entry in the project file (CGCS2000 3-degree zones are EPSG:4513 to 4554, degrees EPSG:4490)", s.Path, info.Name)
	}
	if err := plausible(s, info, crs); err != nil {
		return crs, from, err
	}
	return crs, from, checkAreaOfUse(fmt.Sprintf("%s, layer %s", s.Path, info.Name), info.Extent, crs)
}
