package gdal_test

import (
	"bytes"
	"encoding/json"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/qingshan-gis/qingshan/spatial/gdal"
	"github.com/qingshan-gis/qingshan/spatial/raster"
)

// python runs one of testdata's programs on Debian's GDAL and returns what it prints.
func python(t testing.TB, script string, args ...string) []byte {
	t.Helper()
	if err := exec.Command("/usr/bin/python3", "-c", "import numpy, osgeo").Run(); err != nil {
		t.Skip("Debian's python3-gdal and python3-numpy are needed")
	}
	var errs bytes.Buffer
	cmd := exec.Command("/usr/bin/python3", append([]string{filepath.Join("testdata", script)}, args...)...)
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s", script, err, errs.String())
	}
	return out
}

// TestPixelTypes: every type of pixel that GDAL knows, with nodata values of every sort, is read as numpy and GDAL's own mask
// band read it.
func TestPixelTypes(t *testing.T) {
	dir := t.TempDir()
	types := map[string]int{}
	for _, line := range bytes.Split(bytes.TrimSpace(python(t, "pixels.py", dir)), []byte("\n")) {
		var want struct {
			File, Type, Nodata string
			Values             []string
			Valid              []bool
		}
		if err := json.Unmarshal(line, &want); err != nil {
			t.Fatal(err)
		}
		types[want.Type]++
		r, err := gdal.OpenRaster(filepath.Join(dir, want.File), gdal.RasterOptions{})
		if err != nil {
			t.Fatal(err)
		}
		if got := r.Info().DataType; got != want.Type {
			t.Errorf("%s: it is said to be %s", want.File, got)
		}
		n := len(want.Values)
		all := raster.Window{W: n, H: 1}
		values, valid, whole := make([]float64, n), make([]bool, n), make([]int32, n)
		if err := r.Read(all, values, valid); err != nil {
			t.Fatal(err)
		}
		if r.Whole() != strings.Contains("Byte Int8 UInt16 Int16", want.Type) {
			t.Errorf("%s: whole is %v", want.File, r.Whole())
		}
		if r.Whole() {
			if err := r.ReadIntegers(all, whole); err != nil {
				t.Fatal(err)
			}
		}
		for i, text := range want.Values {
			v, err := strconv.ParseFloat(text, 64)
			if err != nil {
				t.Fatal(err)
			}
			if valid[i] != want.Valid[i] || values[i] != v && !math.IsNaN(v) {
				t.Errorf("%s, nodata %s: pixel %d is %v, observed %v; numpy has %s, GDAL's mask %v", want.File, want.Nodata, i, values[i], valid[i], text, want.Valid[i])
			}
			if expected := int32(v); r.Whole() && whole[i] != expected && (want.Valid[i] || whole[i] != raster.Missing) || r.Whole() && want.Valid[i] != (whole[i] != raster.Missing) {
				t.Errorf("%s, nodata %s: pixel %d among integers is %d; numpy has %s, GDAL's mask %v", want.File, want.Nodata, i, whole[i], text, want.Valid[i])
			}
		}
		r.Close()
	}
	if len(types) < 8 {
		t.Errorf("only %v were tried", types)
	}
}

// TestDeclaredNodata: a declared value counts instead of the file's; one that no pixel can have is refused, save for NaN and
// infinity, which stand in no whole-number band.
func TestDeclaredNodata(t *testing.T) {
	g := raster.Grid{Width: 3, Height: 1, Affine: [6]float64{500000, 10, 0, 3400000, 0, -10}}
	other := 1.0
	for _, c := range []struct {
		dataType string
		declared float64
		valid    string // of pixels 0, 1, 2; or what a refusal says
	}{
		{"Byte", 0, "-++"}, {"Byte", 255, "+++"}, {"Byte", 256, "Byte holds whole numbers from 0 to 255"}, {"Byte", -9999, "value -9999"}, {"Byte", 0.5, "value 0.5"},
		{"Byte", math.NaN(), "+++"}, {"Byte", math.Inf(-1), "+++"}, {"UInt16", -1, "0 to 65535"}, {"Int16", 2, "++-"}, {"Int16", -32768.5, "-32768 to 32767"},
		{"Float32", 0.5, "+++"}, {"Float32", 2, "++-"}, {"Float32", math.NaN(), "+++"}, {"Float64", -1.7e308, "+++"},
	} {
		path := filepath.Join(t.TempDir(), "a.tif")
		saveRaster(t, path, "EPSG:4549", c.dataType, g, &other, func(col, _ int) float64 { return float64(col) })
		r, err := gdal.OpenRaster(path, gdal.RasterOptions{Nodata: &c.declared})
		if err != nil {
			if !strings.Contains(err.Error(), c.valid) || !strings.Contains(err.Error(), "a.tif") {
				t.Errorf("%s, nodata %v: %v", c.dataType, c.declared, err)
			}
			continue
		}
		values, valid, got := make([]float64, 3), make([]bool, 3), ""
		if err := r.Read(raster.Window{W: 3, H: 1}, values, valid); err != nil {
			t.Fatal(err)
		}
		for _, ok := range valid {
			got += map[bool]string{true: "+", false: "-"}[ok]
		}
		if got != c.valid {
			t.Errorf("%s, nodata %v: observed %s, want %s", c.dataType, c.declared, got, c.valid)
		}
		r.Close()
	}
}

// TestComplexNumbersAreRefused: their real part alone is no answer to anything that was asked.
func TestComplexNumbersAreRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "radar.vrt")
	vrt := `<VRTDataset rasterXSize="1" rasterYSize="1"><VRTRasterBand dataType="CFloat32" band="1"/></VRTDataset>`
	if err := os.WriteFile(path, []byte(vrt), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := gdal.InspectRaster(path, gdal.RasterOptions{}); err == nil || !strings.Contains(err.Error(), "complex numbers (CFloat32)") {
		t.Errorf("got %v", err)
	}
}

func TestDeclaredNodataMeetsFloat32(t *testing.T) {
	path := filepath.Join(t.TempDir(), "f.tif")
	w, err := gdal.CreateGeoTIFF(path, gdal.RasterSpec{Grid: raster.Grid{Width: 2, Height: 1, Affine: [6]float64{0, 1, 0, 0, 0, -1}}, DataType: "Float32"})
	if err != nil {
		t.Fatal(err)
	}
	win := raster.Window{W: 2, H: 1}
	if err := w.Write(win, []float64{-9999.9, 1}); err != nil {
		t.Fatal(err)
	}
	if err := w.Write(win, []float64{1}); err == nil {
		t.Error("one value filled two pixels")
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	nodata := -9999.9
	r, err := gdal.OpenRaster(path, gdal.RasterOptions{Nodata: &nodata})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	valid := make([]bool, 2)
	if err := r.Read(win, make([]float64, 2), valid); err != nil || valid[0] || !valid[1] {
		t.Errorf("valid %v, %v", valid, err)
	}
	if err := r.Read(win, make([]float64, 1), valid); err == nil {
		t.Error("two pixels went into one value")
	}
}
