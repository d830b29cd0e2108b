package infer_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/qingshan-gis/qingshan/ingest"
	"github.com/qingshan-gis/qingshan/ingest/infer"
	"github.com/qingshan-gis/qingshan/ingest/project"
	"github.com/qingshan-gis/qingshan/internal/delivery"
)

// unsureMark stands behind a doubtful line.
const unsureMark = "# 请核对 UNSURE: "

// virtual writes a VRT without sources; a band is its type, name and more elements.
func virtual(t *testing.T, path string, bands ...[3]string) {
	t.Helper()
	text := `<VRTDataset rasterXSize="40" rasterYSize="40"><SRS>EPSG:4549</SRS><GeoTransform>500000,10,0,3320400,0,-10</GeoTransform>`
	for i, b := range bands {
		text += fmt.Sprintf(`<VRTRasterBand dataType="%s" band="%d"><Description>%s</Description>%s</VRTRasterBand>`, b[0], i+1, b[1], b[2])
	}
	delivery.WriteFile(t, path, text+"</VRTDataset>")
}

const (
	colours    = `<ColorInterp>Palette</ColorInterp><ColorTable><Entry c1="0" c2="99" c3="0" c4="255"/><Entry c1="9" c2="9" c3="9" c4="255"/></ColorTable>`
	categories = `<CategoryNames><Category>forest</Category><Category>water</Category></CategoryNames>`
)

// TestInitOnRasters: what init makes of rasters of every sort, a line in the project file or a reason why not.
func TestInitOnRasters(t *testing.T) {
	t.Parallel()
	band := func(kind, name, more string) [3]string { return [3]string{kind, name, more} }
	for _, c := range []struct {
		file  string
		bands [][3]string
		line  string // of the project file, or what is said instead
		not   string // what it must not say
	}{
		{"CLCD_v01_2020-07-01.vrt", [][3]string{band("Byte", "", colours)}, "quantity: clcd, date: 2020-07-01, kind: class}\n", "ndvi"},
		{"map_2020-07-01.vrt", [][3]string{band("Byte", "", colours)}, "quantity: landcover, date: 2020-07-01, kind: class}  " + unsureMark + "quantity — no quantity", "ndvi"},
		{"species_2020-07-01.vrt", [][3]string{band("Byte", "", categories)}, "quantity: landcover, date: 2020-07-01, kind: class}  " + unsureMark, "ndvi"},
		{"土地利用2020-07-01.vrt", [][3]string{band("Int16", "", "")}, "quantity: landcover, date: 2020-07-01, kind: class}  " + unsureMark + "kind — ", ", scale:"},
		{"lossyear-2020-07-01.vrt", [][3]string{band("Byte", "", "")}, "quantity: lossyear, date: 2020-07-01, kind: class}", "ndvi"},
		{"a_2020-07-01.vrt", [][3]string{band("Byte", "", "")}, "kind: class}  " + unsureMark + "quantity — no quantity in the file's name; kind — its few different values", "ndvi"},
		{"ndvi_2020-07-01.vrt", [][3]string{band("Byte", "", "")}, "quantity: ndvi, date: 2020-07-01}\n", "class"},
		{"ndvi_2020-07-01.vrt", [][3]string{band("Int16", "", "")}, "quantity: ndvi, date: 2020-07-01, scale: 0.0001}", "class"},
		{"device_2020-07-01.vrt", [][3]string{band("Float64", "", "")}, "quantity: landcover, date: 2020-07-01, kind: class}", "evi,"}, // whole numbers in a decimal type
		{"NDVI/2020-07-01.vrt", [][3]string{band("Float32", "", "")}, "quantity: ndvi, date: 2020-07-01}\n", "class"},
		{"clcd/2020-07-01.vrt", [][3]string{band("Float32", "", "")}, "quantity: clcd, date: 2020-07-01, kind: class}", "ndvi"},
		{"S2_2020-07-01.vrt", [][3]string{band("Float32", "B4", ""), band("Float32", "B8", ""), band("Float32", "NDVI", ""), band("Float32", "EVI", "")}, "quantity: ndvi, date: 2020-07-01, band: 3}\n", "UNSURE: quantity"},
		{"S2_2020-07-01.vrt", [][3]string{band("Float32", "B4", ""), band("Float32", "NDVI", ""), band("Float32", "EVI", "")}, "quantity: evi, date: 2020-07-01, band: 3}\n", "band: 1"},
		{"L8_2020-07-01.vrt", [][3]string{band("UInt16", "SR_B4", ""), band("UInt16", "SR_B5", "")}, "# 未使用 not used: L8_2020-07-01.vrt: it has 2 bands (SR_B4, SR_B5), none of which is called an index", "scenes:"},
		{"photo_2020-07-01.vrt", [][3]string{band("Byte", "", ""), band("Byte", "", ""), band("Byte", "", "")}, "it has 3 bands without names", "scenes:"},
		{"ndvi_2020-07-01.vrt", [][3]string{band("Float32", "", ""), band("Byte", "", "")}, "band: 1}  " + unsureMark + "band — the file has 2 bands", "class"},
		{"T51_2020-07-01_SCL.vrt", [][3]string{band("Byte", "", "")}, "it looks like a quality band; name it under `quality:`", "scenes:"},
		{"dem_2020-07-01.vrt", [][3]string{band("Int16", "", "")}, "it looks like terrain", "scenes:"},
	} {
		dir := t.TempDir()
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, c.file)), 0o755); err != nil {
			t.Fatal(err)
		}
		virtual(t, filepath.Join(dir, c.file), c.bands...)
		p, err := infer.WriteProject(context.Background(), dir)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(p.Text, c.line) || c.not != "" && strings.Contains(p.Text, c.not) {
			t.Errorf("%s, %v: want %q and no %q in\n%s", c.file, c.bands, c.line, c.not, p.Text)
		}
	}
}

// TestInitOnDecimals: a scene of decimal values without a name is an index, with a doubt.
func TestInitOnDecimals(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	delivery.SceneFile(t, filepath.Join(dir, "t_2020-07-01.tif"), "EPSG:4549", delivery.Whole, nil, func(col, row int) float64 { return float64(col*row%5000 - 100) })
	p, err := infer.WriteProject(context.Background(), dir)
	if want := "quantity: ndvi, date: 2020-07-01, scale: 0.0001}  " + unsureMark + "quantity — no quantity in the file's name"; err != nil || !strings.Contains(p.Text, want) {
		t.Errorf("%v, want %q in\n%s", err, want, p.Text)
	}
}

// TestInitOnClassesOfTwoDates: the proposed rule is one for classes, all scenes of the quantity are of one kind, and the project
// file is taken as it is.
func TestInitOnClassesOfTwoDates(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	delivery.LayerFile(t, filepath.Join(dir, "county.gpkg"), "EPSG:4549", []string{"code"}, delivery.One(delivery.Rect(500000, 3320000, 500400, 3320400), "330523"))
	delivery.LayerFile(t, filepath.Join(dir, "cells.gpkg"), "EPSG:4549", []string{"gid"}, delivery.One(delivery.Rect(500000, 3320000, 500400, 3320400), "1"))
	virtual(t, filepath.Join(dir, "landcover_2020-07-01.vrt"), [3]string{"Byte", "", colours})
	virtual(t, filepath.Join(dir, "landcover_2021-07-01.vrt"), [3]string{"Byte", "", ""})
	virtual(t, filepath.Join(dir, "s2_2021-07-01.vrt"), [3]string{"Float32", "red", ""}, [3]string{"Float32", "ndvi", ""})
	p, err := infer.WriteProject(context.Background(), dir)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(p.Text, "{name: landcover-change, quantity: landcover, from: any, to: any, min_area_mu: 1}") || strings.Count(p.Text, "kind: class") != 2 || strings.Contains(p.Text, "drop:") {
		t.Errorf("proposed:\n%s", p.Text)
	}
	project, err := project.Load(p.Path)
	if err != nil {
		t.Fatal(err)
	}
	r, err := ingest.Run(context.Background(), project, ingest.Options{})
	if err != nil {
		t.Fatalf("%v in\n%s", err, p.Text)
	}
	if len(r.Snapshot.Changes) != 1 || r.Snapshot.Changes[0].Pixels.Valid != 1600 || len(r.Snapshot.Series) != 2 {
		t.Errorf("%d changes, %d series", len(r.Snapshot.Changes), len(r.Snapshot.Series))
	}
}
