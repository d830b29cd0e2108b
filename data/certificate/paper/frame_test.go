package paper

import (
	"math"
	"testing"

	"github.com/qingshan-gis/qingshan/spatial"
)

func TestScaleBarIsRound(t *testing.T) {
	for _, width := range []float64{30, 700, 4321, 98765, 1e6} {
		f := frameOf(spatial.Box{MaxX: width, MaxY: width})
		m, units := f.scaleBar()
		lead := m / math.Pow(10, math.Floor(math.Log10(m)+1e-9))
		if units > mapWidth/4 || units < mapWidth/12 || math.Abs(units-m*f.scale) > 1e-9 || lead != 1 && lead != 2 && lead != 5 {
			t.Errorf("%g m wide: a bar of %g m, %g units", width, m, units)
		}
	}
}
