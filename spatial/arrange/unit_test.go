package arrange

import (
	"math/rand/v2"
	"testing"

	"github.com/qingshan-gis/qingshan/spatial"
)

func TestUnitsComeBack(t *testing.T) {
	rng := rand.New(rand.NewPCG(22, 1))
	for range 200_000 {
		if n := near(rng, 1<<51); units(metres(n)) != n {
			t.Fatalf("%v units are %v m, which are %v units", n, metres(n), units(metres(n)))
		}
		v := spatial.SnapToGrid(near(rng, 41_000_000) + rng.Float64())
		if units(v) != 1024*float64(int64(units(v))/1024) || metres(units(v)) != v {
			t.Fatalf("%v m on the intake grid are %v units, which are %v m", v, units(v), metres(units(v)))
		}
	}
}
