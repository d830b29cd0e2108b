package rastertile

import (
	"errors"
	"math"
	"testing"
)

func TestStyleRefusals(t *testing.T) {
	set := scenesOf(t, "ndvi", false, 1e-4, slope)
	of, err := set.Subject("ndvi-2024-10-04", "")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []Choice{{Min: value(1), Max: value(1)}, {Min: value(2)}, {Max: value(math.NaN())}, {Min: value(math.Inf(-1))}, {Min: value(-1e308), Max: value(1e308)}, {Ramp: "classes"}} {
		if s, err := set.Style(of, c); !errors.Is(err, ErrRequest) {
			t.Errorf("%+v gave %v to %v, %v", c, s.Min, s.Max, err)
		}
	}
}
