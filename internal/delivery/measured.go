package delivery

import (
	"math"
	"os/exec"
	"testing"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/ingest"
)

// EllipsoidalOverPlanar is the ratio of ellipsoidal to planar area of the one zone.
func EllipsoidalOverPlanar(r *ingest.Result) float64 {
	return r.Snapshot.Zones.Ellipsoidal[0] / r.Snapshot.Zones.Planar[0]
}

// Convert runs one of GDAL's programs, which Debian's gdal-bin holds.
func Convert(t *testing.T, program string, args ...string) {
	t.Helper()
	if _, err := exec.LookPath(program); err != nil {
		t.Skipf("%s is not installed (Debian: gdal-bin)", program)
	}
	if out, err := exec.Command(program, args...).CombinedOutput(); err != nil {
		t.Fatalf("%s %v: %v\n%s", program, args, err, out)
	}
}

// DenseThrough transforms a ring with a vertex about every 20 m.
func DenseThrough(t *testing.T, from, to string, ring []float64) []float64 {
	const parts = 200
	var dense []float64
	for i := 0; i+3 < len(ring); i += 2 {
		for k := range parts {
			f := float64(k) / parts
			dense = append(dense, ring[i]+f*(ring[i+2]-ring[i]), ring[i+1]+f*(ring[i+3]-ring[i+1]))
		}
	}
	return Through(t, from, to, append(dense, ring[0], ring[1]))
}

// Date is a day that is written well.
func Date(text string) snapshot.Date {
	d, err := snapshot.ParseDate(text)
	if err != nil {
		panic(err)
	}
	return d
}

// Mercator is the closed formula of Web Mercator (EPSG 1024, the sphere of 6378137 m) for a ring in degrees.
func Mercator(lonlat []float64) []float64 {
	out := make([]float64, len(lonlat))
	for i := 0; i < len(lonlat); i += 2 {
		out[i] = 6378137 * lonlat[i] * math.Pi / 180
		out[i+1] = 6378137 * math.Log(math.Tan(math.Pi/4+lonlat[i+1]*math.Pi/360))
	}
	return out
}
