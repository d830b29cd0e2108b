package source_test

import (
	"fmt"
	"math"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/qingshan-gis/qingshan/ingest/edits"
	"github.com/qingshan-gis/qingshan/ingest/project"
	"github.com/qingshan-gis/qingshan/internal/delivery"
)

// geodeticShift moves degrees on one ellipsoid to another by three metres of translation: closed formulas, latitude by iteration.
func geodeticShift(a, invf, toA, toInvf, lon, lat, dx, dy, dz float64) (float64, float64) {
	const rad = math.Pi / 180
	e2 := (1 / invf) * (2 - 1/invf)
	n := a / math.Sqrt(1-e2*math.Pow(math.Sin(lat*rad), 2))
	x, y, z := n*math.Cos(lat*rad)*math.Cos(lon*rad)+dx, n*math.Cos(lat*rad)*math.Sin(lon*rad)+dy, n*(1-e2)*math.Sin(lat*rad)+dz
	e2 = (1 / toInvf) * (2 - 1/toInvf)
	phi := math.Atan2(z, math.Hypot(x, y)*(1-e2))
	for range 20 {
		n := toA / math.Sqrt(1-e2*math.Pow(math.Sin(phi), 2))
		phi = math.Atan2(z+e2*n*math.Sin(phi), math.Hypot(x, y))
	}
	return math.Atan2(y, x) / rad, phi / rad
}

// TestDeclaredParameters: a county delivered in Xi'an 80 throughout keeps its coordinates, and its place on the Earth is that of
// the declared parameters; what is delivered in CGCS2000 beside it meets it there.
func TestDeclaredParameters(t *testing.T) {
	dir := t.TempDir()
	delivery.LayerFile(t, filepath.Join(dir, "z.gpkg"), "EPSG:2384", []string{"code"}, delivery.One(delivery.Ground, "1"))
	lonlat := delivery.Through(t, "EPSG:2384", "EPSG:4610", denseRing(delivery.Ground, 200))
	for i := 0; i < len(lonlat); i += 2 {
		lonlat[i], lonlat[i+1] = geodeticShift(6378140, 298.257, 6378137, 298.257222101, lonlat[i], lonlat[i+1], -20, 95, 31)
	}
	delivery.LayerFile(t, filepath.Join(dir, "c.geojson"), "EPSG:4490", []string{"gid"}, delivery.One(lonlat, "1"))
	proj := "zones: [{path: z.gpkg, level: village, code: code%s}]\ncells: [{path: c.geojson, id: gid}]\ncrs: EPSG:2384\n"
	r := delivery.Taken(t, dir, fmt.Sprintf(proj, ", datum_shift: {dx: -20, dy: 95, dz: 31, accuracy_m: 0.5}"))
	if m := r.Snapshot.Manifest.Sums; m.GapM2+m.ResidueM2 > 8 || r.Snapshot.Zones.Planar[0] != delivery.GroundM2 { // 1 mm along 8 km
		t.Errorf("gap %.2f m², zone %.3f m²", m.GapM2, r.Snapshot.Zones.Planar[0])
	}
	if from := r.Report.Sources[0]; from.AccuracyM == nil || *from.AccuracyM != 0.5 || !strings.Contains(from.Operation, "seven parameters -20,95,31,0,0,0,0") {
		t.Errorf("%+v", from)
	}
	lon, lat := r.Snapshot.Manifest.ToLonLat.At(delivery.Ground[0], delivery.Ground[1])
	if d := math.Hypot((lon-lonlat[0])*96000, (lat-lonlat[1])*111000); d > 0.001 {
		t.Errorf("the corner lies %.3f m off on the globe", d)
	}
	// Cells as edited come to the same place: the manifest keeps no parameters, the project does.
	p, err := project.Load(filepath.Join(dir, "qingshan.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	edits, _, err := edits.Read(t.Context(), p, r.Snapshot, edits.Options{Path: filepath.Join(dir, "c.geojson")})
	if err != nil || len(edits) != 1 || !slices.Equal(edits[0].Shape.FlatCoords(), r.Snapshot.Cells.Shapes.Flat(0)) {
		t.Errorf("edited cells lie elsewhere: %v", err)
	}
	// Accepted as ballpark, the same cells lie tens of metres beside the zone.
	r = delivery.Taken(t, dir, fmt.Sprintf(proj, ", datum_shift: accept-ballpark"))
	if m := r.Snapshot.Manifest.Sums; m.GapM2 < 50000 {
		t.Errorf("gap %.2f m²", m.GapM2)
	}
}

func denseRing(ring []float64, parts int) []float64 {
	var dense []float64
	for i := 0; i+3 < len(ring); i += 2 {
		for k := range parts {
			f := float64(k) / float64(parts)
			dense = append(dense, ring[i]+f*(ring[i+2]-ring[i]), ring[i+1]+f*(ring[i+3]-ring[i+1]))
		}
	}
	return append(dense, ring[0], ring[1])
}

// TestDeclaredShiftsAreJudged: what a declaration cannot mean is refused in a sentence.
func TestDeclaredShiftsAreJudged(t *testing.T) {
	dir := t.TempDir()
	delivery.LayerFile(t, filepath.Join(dir, "z.gpkg"), "EPSG:2384", []string{"code"}, delivery.One(delivery.Ground, "1"))
	delivery.LayerFile(t, filepath.Join(dir, "c.gpkg"), "EPSG:2384", []string{"gid"}, delivery.One(delivery.Ground, "1"))
	project := "zones: [{path: z.gpkg, level: village, code: code, datum_shift: %s}]\ncells: [{path: c.gpkg, id: gid%s}]\n"
	for _, c := range []struct{ zones, cells, words string }{
		{"accept", "", "accept-ballpark, or seven parameters"},
		{"[1, 2, 3]", "", "accept-ballpark, or seven parameters"},
		{"{dx: 1, dyy: 2}", "", "dyy"},
		{"{dx: eins}", "", "line 2"},
		{"{}", "", "either parameters or a grid"},
		{"{dx: 1, grid: a.gsb}", "", "either parameters or a grid"},
		{"{dx: 1, rz: 2}", "", "convention"},
		{"{dx: 1, rz: 2, convention: bursa}", "", "convention"},
		{"{dx: 1, ds: 1000}", "", "too large"},
		{"{dx: 20037508}", "", "too large"},
		{"{dx: .nan}", "", "no number"},
		{"{grid: missing.gsb}", "", "missing.gsb cannot be read"},
		{"{grid: qingshan.yaml}", "", "PROJ does not take it"},
		{"{dx: 1}", "", "c.gpkg, layer c"},                                         // the cells declare nothing
		{"{dx: 1}", ", datum_shift: {dx: 2}", "c.gpkg: its `datum_shift:` is not"}, // one system has one place
		{"{dx: 1}", ", crs: 'EPSG:4549', datum_shift: {dx: 1}", "take datum_shift out"},
	} {
		delivery.Refused(t, dir, fmt.Sprintf(project, c.zones, c.cells), c.words)
	}
	delivery.Refused(t, dir, "zones: [{path: z.gpkg, level: village, code: code, crs: 'EPSG:4549'}]\ncells: [{path: c.gpkg, id: gid, crs: 'EPSG:4549'}]\ncrs: EPSG:2384\n", "leave `crs:` out")
}

// TestDeclaredShiftsAreWrittenAsRead: a project file with declarations, written out and read again, says the same.
func TestDeclaredShiftsAreWrittenAsRead(t *testing.T) {
	for _, d := range []string{"accept-ballpark", "{dx: 1.5, dy: -2, dz: 3, rx: 0.1, ry: 0.2, rz: -0.3, ds: 4, convention: position_vector, accuracy_m: 0.2}", "{grid: 网格.gsb}"} {
		text := "zones: [{path: z, level: village, code: c, datum_shift: " + d + "}]\ncells: [{path: c, id: i}]\nscenes: [{path: s.tif, quantity: ndvi, date: 2026-01-01, datum_shift: " + d + "}]\n"
		p, err := project.Parse("q.yaml", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		out, err := yaml.Marshal(p)
		if err != nil {
			t.Fatal(err)
		}
		again, err := project.Parse("q.yaml", out)
		if err != nil || !reflect.DeepEqual(p.Zones[0].DatumShift, again.Zones[0].DatumShift) || !reflect.DeepEqual(p.Scenes[0].DatumShift, again.Scenes[0].DatumShift) || again.Cells[0].DatumShift != nil {
			t.Errorf("%v\n%s", err, out)
		}
	}
}

// TestScenesOnOldDatums: a raster's datum is judged as a layer's is.
func TestScenesOnOldDatums(t *testing.T) {
	dir, project := delivery.SceneProject(t, "  - {path: t0.tif, quantity: ndvi, date: 2026-08-01%s}\n")
	delivery.SceneFile(t, filepath.Join(dir, "t0.tif"), "EPSG:4549", delivery.Whole, nil, delivery.NDVI(delivery.Whole, false))
	delivery.Refused(t, dir, fmt.Sprintf(project, ", crs: 'EPSG:2385'"), "t0.tif", "Xian 1980", "datum_shift")
	r := delivery.Taken(t, dir, fmt.Sprintf(project, ", crs: 'EPSG:2385', datum_shift: accept-ballpark"))
	if s := r.Report.Sources[0]; s.Kind != "scenes" || !strings.Contains(s.Operation, "Xian 1980") {
		t.Errorf("%+v", s)
	}
}

// TestScenesAcrossADatumShift: a scene that lies elsewhere by its declared parameters is not resampled as if it did not; where both
// have the same, or the shift is below a hundredth of a pixel, they are.
func TestScenesAcrossADatumShift(t *testing.T) {
	dir, project := delivery.SceneProject(t, "  - {path: t0.tif, quantity: ndvi, date: 2026-08-01, scale: 0.0001}\n  - {path: t1.tif, quantity: ndvi, date: 2026-10-01, scale: 0.0001, crs: 'EPSG:2385', datum_shift: %s}\n")
	delivery.SceneFile(t, filepath.Join(dir, "t0.tif"), "EPSG:4549", delivery.Whole, nil, delivery.NDVI(delivery.Whole, false))
	delivery.SceneFile(t, filepath.Join(dir, "t1.tif"), "EPSG:4549", delivery.Whole, nil, delivery.NDVI(delivery.Whole, true))
	delivery.Refused(t, dir, fmt.Sprintf(project, "{dx: -20, dy: 95, dz: 31}"), "t1.tif", "t0.tif", "one CRS")
	delivery.Taken(t, dir, fmt.Sprintf(project, "accept-ballpark"))
}

// TestCaseXian80Beijing54 runs the shared case of layers in old datums.
func TestCaseXian80Beijing54(t *testing.T) {
	dir := delivery.CopyOfCase(t, "xian80-beijing54")
	for crs, off := range map[string]string{"EPSG:4610": "130 m", "EPSG:4214": "105 m"} {
		delivery.Refused(t, dir, delivery.CaseYAML(t, dir, "q.yaml", "EPSG:4610", crs), "cells.geojson, layer cells", crs, off, "accept-ballpark")
	}
	r := delivery.Taken(t, dir, delivery.CaseYAML(t, dir, "q.yaml", `crs: "EPSG:4610"`, `crs: "EPSG:4610", datum_shift: accept-ballpark`))
	if m := r.Snapshot.Manifest.Sums; math.Abs(m.CoveredM2/m.DemandM2-0.975) > 1e-4 { // the file's degrees are CGCS2000's in truth
		t.Errorf("covered %.6f", m.CoveredM2/m.DemandM2)
	}
}
