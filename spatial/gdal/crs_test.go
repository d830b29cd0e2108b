package gdal_test

import (
	"strings"
	"testing"

	"github.com/qingshan-gis/qingshan/spatial/gdal"
)

func crs(t *testing.T, def string) gdal.CRS {
	t.Helper()
	c, err := gdal.ParseCRS(def)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestCRSDescribesItself(t *testing.T) {
	c := crs(t, "EPSG:4528")
	if c.String() != "EPSG:4528" || !c.Projected() || c.Geographic() || c.FalseEasting() != 40500000 {
		t.Errorf("%s, false easting %v", c, c.FalseEasting())
	}
	if !c.Same(crs(t, c.WKT())) || c.Same(crs(t, "EPSG:4549")) {
		t.Error("Same is wrong")
	}
	if _, err := gdal.ParseCRS("EPSG:99999999"); err == nil || !strings.Contains(err.Error(), "EPSG:4549") {
		t.Errorf("an unknown code: %v", err)
	}
}
