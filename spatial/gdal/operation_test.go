package gdal_test

import (
	"encoding/binary"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/gdal"
)

// anji is about 100 km around a county in Zhejiang, in degrees.
var anji = spatial.Box{MinX: 119.2, MinY: 30, MaxX: 120.2, MaxY: 31}

// TestOperations: which way leads from a datum to CGCS2000, and how good it is. The values are those of EPSG's registry.
func TestOperations(t *testing.T) {
	const gausskruger = `PROJCS["x",GEOGCS["GCS_%s",DATUM["D_%s",SPHEROID["%s"]],PRIMEM["Greenwich",0],UNIT["Degree",0.0174532925199433]],PROJECTION["Gauss_Kruger"],PARAMETER["False_Easting",500000],PARAMETER["False_Northing",0],PARAMETER["Central_Meridian",120],PARAMETER["Scale_Factor",1],PARAMETER["Latitude_Of_Origin",0],UNIT["Meter",1]]`
	esri := func(name, datum, spheroid string) string {
		return strings.Replace(strings.Replace(strings.Replace(gausskruger, "%s", name, 1), "%s", datum, 1), `"%s"`, spheroid, 1)
	}
	plane := spatial.Box{MinX: 450000, MinY: 3330000, MaxX: 500000, MaxY: 3380000}
	for _, c := range []struct {
		crs      string
		over     spatial.Box
		ballpark bool
		accuracy float64
		name     string
	}{
		{"EPSG:4490", anji, false, 0, "CGCS2000"},
		{"EPSG:4549", plane, false, 0, "CGCS2000"},
		{"EPSG:4326", anji, false, 1, "WGS 84 is taken as CGCS2000"},
		{"EPSG:3857", spatial.Box{MinX: 1.33e7, MinY: 3.5e6, MaxX: 1.34e7, MaxY: 3.6e6}, false, 1, "WGS 84"},
		{esri("CGCS2000", "CGCS_2000", `"CGCS2000",6378137,298.257222101`), plane, false, 0, "CGCS2000"},
		{esri("Xian_1980", "Xian_1980", `"Xian_1980",6378140,298.257`), plane, true, -1, "Xian 1980"},
		{esri("Beijing_1954", "Beijing_1954", `"Krasovsky_1940",6378245,298.3`), plane, true, -1, "Beijing 1954"},
		{esri("CGCS2000", "CGCS2000", `"Krasovsky_1940",6378245,298.3`), plane, true, -1, ""}, // a name that its ellipsoid contradicts
		{"EPSG:4610", anji, true, -1, "Xian 1980"}, {"EPSG:2384", plane, true, -1, "Xian 1980"},
		{"EPSG:4214", anji, true, -1, "Beijing 1954"}, {"EPSG:2436", plane, true, -1, "Beijing 1954"},
		{"EPSG:4555", anji, true, -1, "New Beijing"},
		{"EPSG:4214", spatial.Box{MinX: 80, MinY: 38, MaxX: 81, MaxY: 39}, false, 1, "Beijing 1954 to WGS 84 (4)"}, // Tarim
		{"EPSG:4214", spatial.Box{MinX: 80, MinY: 38, MaxX: 92, MaxY: 39}, true, -1, ""},                           // in the Tarim basin and beyond
		{"EPSG:3828", spatial.Box{MinX: 250000, MinY: 2700000, MaxX: 260000, MaxY: 2710000}, true, -1, "Taiwan Datum 1967"},
		{"EPSG:3826", spatial.Box{MinX: 250000, MinY: 2700000, MaxX: 260000, MaxY: 2710000}, false, 1, "TWD97 to WGS 84 (1)"},
		{"EPSG:4618", spatial.Box{MinX: -50, MinY: -10, MaxX: -49, MaxY: -9}, false, 5, "SAD69 to WGS 84"},
		{"+proj=tmerc +lon_0=120 +x_0=500000 +ellps=krass", plane, true, -1, ""},
		{"+proj=tmerc +lon_0=120 +x_0=500000 +ellps=GRS80", plane, false, -1, "its datum has no name"},
		{`GEOGCS["x",DATUM["unknown",SPHEROID["GRS80",6378137,298.257222101]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]]`, anji, false, -1, "its datum has no name"},
		{`GEOGCS["x",DATUM["local survey",SPHEROID["GRS80",6378137,298.257222101]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]]`, anji, true, -1, "local survey"},
		{"+proj=tmerc +lon_0=120 +x_0=500000 +ellps=krass +towgs84=0,0,0", plane, true, -1, ""},
		{"+proj=tmerc +lon_0=120 +x_0=500000 +ellps=krass +towgs84=15.8,-154.4,-82.3", plane, false, -1, "seven parameters 15.8,-154.4,-82.3"},
		{"+proj=tmerc +lon_0=120 +x_0=500000 +ellps=GRS80 +towgs84=0,0,0,0,0,0,0", plane, false, -1, "seven parameters 0,0,0"},
		{"+proj=sinu +R=6371007.181 +units=m", spatial.Box{MinX: 1e7, MinY: 3.4e6, MaxX: 1.1e7, MaxY: 3.5e6}, false, -1, "sphere"}, // MODIS
	} {
		crs, err := gdal.ParseCRS(c.crs)
		if err != nil {
			t.Fatal(err)
		}
		op, err := crs.Operation(c.over)
		if err != nil || op.Ballpark != c.ballpark || op.AccuracyM != c.accuracy || !strings.Contains(op.Name, c.name) {
			t.Errorf("%s: %+v %v", c.crs, op, err)
		}
	}
}

// geocentric and geodetic are the closed formulas of an ellipsoid (a, 1/f); latitude by Bowring's iteration, height dropped.
func geocentric(a, invf, lon, lat float64) (x, y, z float64) {
	f := 1 / invf
	e2 := f * (2 - f)
	n := a / math.Sqrt(1-e2*math.Sin(lat)*math.Sin(lat))
	return n * math.Cos(lat) * math.Cos(lon), n * math.Cos(lat) * math.Sin(lon), n * (1 - e2) * math.Sin(lat)
}

func geodetic(a, invf, x, y, z float64) (lon, lat float64) {
	f := 1 / invf
	e2 := f * (2 - f)
	p := math.Hypot(x, y)
	lat = math.Atan2(z, p*(1-e2))
	for range 20 {
		n := a / math.Sqrt(1-e2*math.Sin(lat)*math.Sin(lat))
		lat = math.Atan2(z+e2*n*math.Sin(lat), p)
	}
	return math.Atan2(y, x), lat
}

// TestSevenParameters: the Bursa–Wolf formula as Chinese textbooks write it, X' = T + (1+m)·R·X with rotations of the axes,
// worked out here by hand; and the other convention is the same with the rotations' signs turned.
func TestSevenParameters(t *testing.T) {
	xian, err := gdal.ParseCRS("EPSG:4610")
	if err != nil {
		t.Fatal(err)
	}
	lonlat, err := gdal.ParseCRS("EPSG:4490")
	if err != nil {
		t.Fatal(err)
	}
	p := gdal.Parameters{DX: -8.3, DY: 51.2, DZ: 43.9, RX: -1.2, RY: 0.8, RZ: 2.4, DS: -3.1, CoordinateFrame: true}
	const sec = math.Pi / 180 / 3600
	x, y, z := geocentric(6378140, 298.257, 119.7*math.Pi/180, 30.6*math.Pi/180)
	m := 1 + p.DS*1e-6
	rx, ry, rz := p.RX*sec, p.RY*sec, p.RZ*sec
	lon, lat := geodetic(6378137, 298.257222101, p.DX+m*(x+rz*y-ry*z), p.DY+m*(-rz*x+y+rx*z), p.DZ+m*(ry*x-rx*y+z))
	other := p
	other.RX, other.RY, other.RZ, other.CoordinateFrame = -p.RX, -p.RY, -p.RZ, false
	for _, q := range []gdal.Parameters{p, other} {
		shifted, err := xian.WithParameters(q)
		if err != nil {
			t.Fatal(err)
		}
		xs, ys := []float64{119.7}, []float64{30.6}
		if err := gdal.Transform(shifted, lonlat, xs, ys); err != nil {
			t.Fatal(err)
		}
		if d := math.Hypot((xs[0]-lon*180/math.Pi)*95800, (ys[0]-lat*180/math.Pi)*110900); d > 1e-3 {
			t.Errorf("%+v: %.9f %.9f is %.4f m off %.9f %.9f", q, xs[0], ys[0], d, lon*180/math.Pi, lat*180/math.Pi)
		}
		if err := gdal.Transform(lonlat, shifted, xs, ys); err != nil || math.Abs(xs[0]-119.7) > 1e-8 || math.Abs(ys[0]-30.6) > 1e-8 {
			t.Errorf("back at %.9f %.9f %v", xs[0], ys[0], err)
		}
	}
}

// writeNTv2 writes a grid of one constant shift over 118 to 122° E, 28 to 32° N, in seconds of arc (NTv2, big file header of
// 11 records, little endian; longitudes and their shifts count positive to the west).
func writeNTv2(t *testing.T, path string, eastSec, northSec float64) {
	t.Helper()
	var b []byte
	le := binary.LittleEndian
	name := func(s string) { b = append(b, []byte((s + "        ")[:8])...) }
	number := func(key string, v float64) { name(key); b = le.AppendUint64(b, math.Float64bits(v)) }
	whole := func(key string, v uint32) { name(key); b = le.AppendUint32(b, v); b = le.AppendUint32(b, 0) }
	text := func(key, v string) { name(key); name(v) }
	whole("NUM_OREC", 11)
	whole("NUM_SREC", 11)
	whole("NUM_FILE", 1)
	text("GS_TYPE", "SECONDS")
	text("VERSION", "NTv2.0")
	text("SYSTEM_F", "XIAN80")
	text("SYSTEM_T", "CGCS2000")
	number("MAJOR_F", 6378140)
	number("MINOR_F", 6356755.288)
	number("MAJOR_T", 6378137)
	number("MINOR_T", 6356752.314)
	text("SUB_NAME", "ZJ")
	text("PARENT", "NONE")
	text("CREATED", "")
	text("UPDATED", "")
	number("S_LAT", 28*3600)
	number("N_LAT", 32*3600)
	number("E_LONG", -122*3600)
	number("W_LONG", -118*3600)
	number("LAT_INC", 3600)
	number("LONG_INC", 3600)
	whole("GS_COUNT", 25)
	for range 25 {
		for _, v := range []float64{northSec, -eastSec, 0, 0} {
			b = le.AppendUint32(b, math.Float32bits(float32(v)))
		}
	}
	text("END", "")
	if err := os.WriteFile(path, b, 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestGridOfShifts: a grid moves by what it holds, and has no place for what lies beyond it.
func TestGridOfShifts(t *testing.T) {
	path := filepath.Join(t.TempDir(), "网格 zj.gsb")
	writeNTv2(t, path, 4.5, -1.25)
	xian, err := gdal.ParseCRS("EPSG:4610")
	if err != nil {
		t.Fatal(err)
	}
	lonlat, err := gdal.ParseCRS("EPSG:4490")
	if err != nil {
		t.Fatal(err)
	}
	shifted, err := xian.WithGrid(path)
	if err != nil {
		t.Fatal(err)
	}
	xs, ys := []float64{119.7}, []float64{30.6}
	if err := gdal.Transform(shifted, lonlat, xs, ys); err != nil || math.Abs(xs[0]-119.7-4.5/3600) > 1e-9 || math.Abs(ys[0]-30.6+1.25/3600) > 1e-9 {
		t.Errorf("%.9f %.9f %v", xs[0], ys[0], err)
	}
	if op, err := shifted.Operation(anji); err != nil || op.Ballpark || op.Name != "grid 网格 zj.gsb" {
		t.Errorf("%+v %v", op, err)
	}
	if err := gdal.Transform(shifted, lonlat, []float64{110}, []float64{30}); err == nil {
		t.Error("a place beyond the grid was taken")
	}
	if !shifted.Same(xian) || shifted.WKT() != xian.WKT() || shifted.Shift() == "" {
		t.Error("it is another system than before")
	}
}

// TestOperationIsTaken: what is reported is what transforms: in the Tarim basin Beijing 1954 goes by the three parameters that
// EPSG knows there (15.8, -154.4, -82.3 m, code 15921), elsewhere its degrees stay as they are.
func TestOperationIsTaken(t *testing.T) {
	beijing, err := gdal.ParseCRS("EPSG:4214")
	if err != nil {
		t.Fatal(err)
	}
	lonlat, err := gdal.ParseCRS("EPSG:4490")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ lon, lat, dx, dy, dz float64 }{{80.5, 38.5, 15.8, -154.4, -82.3}, {119.7, 30.6, 0, 0, 0}} {
		op, err := beijing.Operation(spatial.Box{MinX: c.lon, MinY: c.lat, MaxX: c.lon, MaxY: c.lat})
		if err != nil {
			t.Fatal(err)
		}
		lon, lat := c.lon, c.lat
		if c.dx != 0 {
			x, y, z := geocentric(6378245, 298.3, lon*math.Pi/180, lat*math.Pi/180)
			lon, lat = geodetic(6378137, 298.257222101, x+c.dx, y+c.dy, z+c.dz)
			lon, lat = lon*180/math.Pi, lat*180/math.Pi
		}
		xs, ys := []float64{c.lon}, []float64{c.lat}
		if err := gdal.Transform(beijing.WithOperation(op), lonlat, xs, ys); err != nil || math.Abs(xs[0]-lon) > 1e-8 || math.Abs(ys[0]-lat) > 1e-8 {
			t.Errorf("%.9f %.9f, want %.9f %.9f %v", xs[0], ys[0], lon, lat, err)
		}
	}
}

// TestDegrees: the degrees nearest to a CRS are those of its own datum, unless they are counted from Paris or in grads.
func TestDegrees(t *testing.T) {
	for crs, want := range map[string]string{"EPSG:4549": "EPSG:4490", "EPSG:3857": "EPSG:4326", "EPSG:2384": "EPSG:4610", "EPSG:4214": "EPSG:4214", "EPSG:27572": "EPSG:4490"} {
		c, err := gdal.ParseCRS(crs)
		if err != nil {
			t.Fatal(err)
		}
		if d, err := c.Degrees(); err != nil || d.String() != want {
			t.Errorf("%s: %s, want %s %v", crs, d, want, err)
		}
	}
}
