package gdal

import (
	"encoding/binary"
	"math"
	"testing"
)

// FuzzCurves: whatever bytes come, the reader ends with polygons or an error, and what it took has whole rings.
func FuzzCurves(f *testing.F) {
	le := binary.LittleEndian
	head := func(b []byte, kind, n uint32) []byte { return le.AppendUint32(le.AppendUint32(append(b, 1), kind), n) }
	xy := func(b []byte, values ...float64) []byte {
		for _, v := range values {
			b = le.AppendUint64(b, math.Float64bits(v))
		}
		return b
	}
	arcs := xy(head(head(nil, wkbCurvePolygon, 1), wkbCircularString, 3), 0, 0, 1, 0, 0, 0)
	f.Add(arcs)
	f.Add(append(head(nil, wkbCollection, 2), append(xy(append([]byte{1}, le.AppendUint32(nil, wkbPoint)...), 1, 2), arcs...)...))
	f.Add(xy(head(head(head(nil, wkbCurvePolygon, 1), wkbCompoundCurve, 1), wkbLineString, 4), 0, 0, 1, 0, 1, 1, 0, 0))
	f.Add(head(nil, wkbMultiSurface, math.MaxUint32))
	f.Fuzz(func(t *testing.T, data []byte) {
		mp, err := linearPolygons(data, 1)
		if err != nil || mp == nil {
			return
		}
		for _, ends := range mp.Endss() {
			for _, e := range ends {
				if e%2 != 0 || e > len(mp.FlatCoords()) {
					t.Fatalf("rings end at %v of %d", mp.Endss(), len(mp.FlatCoords()))
				}
			}
		}
	})
}
