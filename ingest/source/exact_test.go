package source_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/qingshan-gis/qingshan/ingest/project"
	"github.com/qingshan-gis/qingshan/internal/delivery"
)

// numbersDBF writes a dBASE III table of one numeric field gid, as the texts given, beside the other files of a shapefile.
func numbersDBF(t *testing.T, path string, kind, width, decimals byte, texts ...string) {
	t.Helper()
	out := make([]byte, 32, 32+33)
	out[0], out[1], out[2], out[3] = 3, 126, 10, 1
	binary.LittleEndian.PutUint32(out[4:], uint32(len(texts)))
	binary.LittleEndian.PutUint16(out[8:], 32+33)
	binary.LittleEndian.PutUint16(out[10:], uint16(1+width))
	field := make([]byte, 32)
	copy(field, "gid")
	field[11], field[16], field[17] = kind, width, decimals
	b := bytes.NewBuffer(append(append(out, field...), 0x0d))
	for _, s := range texts {
		fmt.Fprintf(b, " %*s", width, s)
	}
	b.WriteByte(0x1a)
	if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestCaseOfIDsBeyond: a refusal with row and field.
func TestCaseOfIDsBeyond(t *testing.T) {
	if _, err := delivery.Case(t, "ids-beyond-2-53", "q.yaml"); err == nil || !strings.Contains(err.Error(), "row 0, field gid") || !strings.Contains(err.Error(), "not exact") {
		t.Error(err)
	}
}

// TestIDsAreExact: an id is the number that was delivered, or it is refused; 2^53 is the first that may have been another.
func TestIDsAreExact(t *testing.T) {
	dir := t.TempDir()
	read := func(name string) (string, error) {
		got, err := delivery.ReadField(t, dir, "", project.Source{Path: name}, "gid")
		if err != nil {
			return "", err
		}
		return got[0], nil
	}
	delivery.LayerFile(t, filepath.Join(dir, "c.shp"), "EPSG:4549", []string{"x"}, delivery.One(delivery.Ground, "1"))
	for _, c := range []struct {
		kind            byte
		width, decimals byte
		text, want      string
	}{
		{'N', 18, 0, "330523001001000101", "330523001001000101"},
		{'N', 20, 0, "330523001001000101", ""},
		{'F', 20, 0, "330523001001000101", ""},
		{'F', 19, 11, "3.30523001001e+017", ""},
		{'N', 19, 0, "9007199254740991", "9007199254740991"},
		{'N', 19, 0, "9007199254740992", ""},
		{'N', 19, 3, "330523001001.000", "330523001001"},
	} {
		numbersDBF(t, filepath.Join(dir, "c.dbf"), c.kind, c.width, c.decimals, c.text)
		got, err := read("c.shp")
		switch {
		case c.want != "" && (err != nil || got != c.want):
			t.Errorf("%+v: %s, %v", c, got, err)
		case c.want == "" && (err == nil || !strings.Contains(err.Error(), "c.shp, layer c, row 0, field gid") || !strings.Contains(err.Error(), "not exact")):
			t.Errorf("%+v: %s, %v", c, got, err)
		}
	}
	square := `{"type":"Polygon","coordinates":[[[120,30],[120.01,30],[120.01,30.01],[120,30.01],[120,30]]]}`
	for i, c := range []struct{ number, says string }{
		{"330523001001000101", ""},
		{"330523001001000101.0", "not exact"},
		{"3.30523001001000101e17", "not exact"},
		{"33052300100100010101", ""}, // of 20 digits: refused by one sentence or another, never taken as something else
		{`"33052300100100010101"`, ""},
		{`"3.30523E+17"`, "first digits"},
	} {
		name := fmt.Sprintf("c%d.geojson", i)
		delivery.WriteFile(t, filepath.Join(dir, name), `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"gid":`+c.number+`},"geometry":`+square+`}]}`)
		got, err := read(name)
		switch {
		case c.says != "" && (err == nil || !strings.Contains(err.Error(), c.says)):
			t.Errorf("%s: %v", c.number, err)
		case c.says == "" && err == nil && got != strings.Trim(c.number, `"`):
			t.Errorf("%s was read as %s", c.number, got)
		case c.says == "" && err != nil && c.number != "33052300100100010101":
			t.Errorf("%s: %v", c.number, err)
		}
	}
}

// TestIDsOfSinglePrecision: binary32 holds whole numbers below 2^24 only; a stated area need not be exact.
func TestIDsOfSinglePrecision(t *testing.T) {
	dir := t.TempDir()
	script := `
from osgeo import ogr, osr
s = osr.SpatialReference(); s.ImportFromEPSG(4549)
for name, gid in (("small", 16777215), ("large", 330523001)):
    d = ogr.GetDriverByName("GPKG").CreateDataSource(name + ".gpkg")
    l = d.CreateLayer("c", s, ogr.wkbPolygon)
    for n in ("gid", "m2"):
        f = ogr.FieldDefn(n, ogr.OFTReal); f.SetSubType(ogr.OFSTFloat32); l.CreateField(f)
    t = ogr.Feature(l.GetLayerDefn()); t["gid"] = gid; t["m2"] = 4e7
    t.SetGeometry(ogr.CreateGeometryFromWkt("POLYGON((500000 3320000,502000 3320000,502000 3322000,500000 3322000,500000 3320000))"))
    l.CreateFeature(t); d = None
`
	cmd := exec.Command("/usr/bin/python3", "-c", script)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Skipf("python3-gdal is needed: %v\n%s", err, out)
	}
	delivery.LayerFile(t, filepath.Join(dir, "z.gpkg"), "EPSG:4549", []string{"code"}, delivery.One(delivery.Ground, "1"))
	delivery.LayerFile(t, filepath.Join(dir, "c.gpkg"), "EPSG:4549", []string{"gid"}, delivery.One(delivery.Ground, "1"))
	yaml := fmt.Sprintf(delivery.ZonesAndCells, "gpkg") + "parcels: [{path: %s.gpkg, id: gid, stated_area: m2, stated_unit: m2}]\n"
	p := delivery.Taken(t, dir, fmt.Sprintf(yaml, "small")).Snapshot.Parcels
	if p.ID[0] != "16777215" || p.StatedM2[0] != 4e7 {
		t.Errorf("parcel %s of %v m²", p.ID[0], p.StatedM2[0])
	}
	delivery.Refused(t, dir, fmt.Sprintf(yaml, "large"), "large.gpkg", "field gid", "not exact")
}
