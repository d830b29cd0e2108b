package clean_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"strings"
	"testing"

	"github.com/qingshan-gis/qingshan/data/coverage"
	"github.com/qingshan-gis/qingshan/data/scenario"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/internal/delivery"
	"github.com/qingshan-gis/qingshan/spatial/gdal"
	"github.com/qingshan-gis/qingshan/spatial/geos"
)

// TestPlanarNeedsEqualArea: planar areas are answered in what shows ground in its size, and refused in what does not, with the error
// and with what would do.
func TestPlanarNeedsEqualArea(t *testing.T) {
	dir := t.TempDir()
	delivery.LayerFile(t, filepath.Join(dir, "z.gpkg"), "EPSG:4549", []string{"code"}, delivery.One(delivery.Ground, "1"))
	delivery.LayerFile(t, filepath.Join(dir, "c.gpkg"), "EPSG:4549", []string{"gid"}, delivery.One(delivery.Ground, "1"))
	s := delivery.Taken(t, dir, "zones: [{path: z.gpkg, level: village, code: code}]\ncells: [{path: c.gpkg, id: gid}]\n").Snapshot
	ctx := context.Background()
	for _, crs := range []string{"EPSG:4549", "EPSG:4528", "EPSG:4548", "EPSG:4550", "EPSG:4509", "EPSG:32650", "EPSG:32651", "+proj=aea +lat_1=25 +lat_2=47 +lat_0=0 +lon_0=105 +ellps=GRS80"} {
		c, err := coverage.New(s, gdal.Planes{}).Coverage(ctx, coverage.Query{Planar: crs})
		if err != nil || math.Abs(c.Total.DemandM2/delivery.GroundM2-1) > 0.01 {
			t.Errorf("%s: %v", crs, err)
		}
	}
	for crs, words := range map[string]string{
		"EPSG:3857": "+33", "ESRI:102100": "+33", "EPSG:3395": "+33", "EPSG:4087": "+15", "+proj=cea +ellps=GRS80 +units=us-ft": "+9", "EPSG:4479": "not a projected",
		"+proj=lcc +lat_1=25 +lat_2=47 +lat_0=0 +lon_0=105 +ellps=GRS80": "-", "EPSG:4490": "EPSG:4549", "+proj=utm +zone=48 +ellps=GRS80": "+",
	} {
		_, err := coverage.New(s, gdal.Planes{}).Coverage(ctx, coverage.Query{Planar: crs})
		var asked *snapshot.QueryError
		if !errors.As(err, &asked) || !strings.Contains(err.Error(), words) || !strings.Contains(err.Error(), "EPSG:4549") {
			t.Errorf("%s: %v", crs, err)
		}
	}
	// Changes, gaps and proposals ask the same.
	if _, err := scenario.New(coverage.New(s, gdal.Planes{}), geos.Reasons).Propose(ctx, nil, coverage.Query{Planar: "EPSG:3857"}, scenario.EditLimits{}); err == nil {
		t.Error("a proposal in Web Mercator")
	}
}

// TestWorkingCRSShowsGroundInItsSize: what all layers share is no working CRS where widths and lengths would be wrong in it.
func TestWorkingCRSShowsGroundInItsSize(t *testing.T) {
	lonlat := delivery.DenseThrough(t, "EPSG:4549", "EPSG:4490", delivery.Ground)
	for crs, ring := range map[string][]float64{
		"EPSG:3857": delivery.Mercator(lonlat), "EPSG:3395": delivery.Through(t, "EPSG:4490", "EPSG:3395", lonlat),
		"+proj=tmerc +lon_0=120 +x_0=500000 +ellps=GRS80 +towgs84=0,0,0 +units=us-ft": delivery.Through(t, "EPSG:4490", "+proj=tmerc +lon_0=120 +x_0=500000 +ellps=GRS80 +towgs84=0,0,0 +units=us-ft", lonlat),
	} {
		dir := t.TempDir()
		delivery.LayerFile(t, filepath.Join(dir, "z.gpkg"), crs, []string{"code"}, delivery.One(ring, "1"))
		delivery.LayerFile(t, filepath.Join(dir, "c.gpkg"), crs, []string{"gid"}, delivery.One(ring, "1"))
		project := "zones: [{path: z.gpkg, level: village, code: code}]\ncells: [{path: c.gpkg, id: gid}]\n"
		s := delivery.Taken(t, dir, project).Snapshot
		if !strings.Contains(s.Manifest.CRS.Name, "Lambert azimuthal equal-area") || math.Abs(s.Zones.Planar[0]/s.Zones.Ellipsoidal[0]-1) > 1e-6 {
			t.Errorf("%s: working CRS %s, %.1f m² of %.1f", crs, s.Manifest.CRS.Name, s.Zones.Planar[0], s.Zones.Ellipsoidal[0])
		}
		delivery.Refused(t, dir, project+fmt.Sprintf("crs: %q\n", crs), crs, "%", "EPSG:4534 to 4554", "crs: auto")
	}
}
