package hausdorff

import (
	"math"
	"testing"

	"github.com/paulmach/orb"
)

func TestDirected(t *testing.T) {
	long, short := []orb.LineString{{{0, 0}, {10, 0}}}, []orb.LineString{{{0, 3}, {6, 3}}}
	if d := Directed(long, short, 0.5); math.Abs(d-5) > 1e-9 { // from (10, 0) to (6, 3)
		t.Errorf("from the long one %v", d)
	}
	if d := Directed(short, long, 0.5); math.Abs(d-3) > 1e-9 {
		t.Errorf("from the short one %v", d)
	}
	if Directed(nil, nil, 1) != 0 || !math.IsInf(Directed(long, nil, 1), 1) {
		t.Error("no lines, or none to compare with")
	}
}
