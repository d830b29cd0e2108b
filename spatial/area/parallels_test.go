package area_test

import (
	"math"
	"testing"

	"github.com/qingshan-gis/qingshan/spatial/area"
)

// TestBetweenParallels: the whole ellipsoid, parts that add up, and the test's own formula.
func TestBetweenParallels(t *testing.T) {
	const whole = 510065621718491.4 // m²: 2πa² + πb²/e·ln((1+e)/(1−e))
	if got := float64(area.BetweenParallels(-90, 90, 360)); math.Abs(got-whole) > 1e-12*whole {
		t.Errorf("the ellipsoid has %.1f m², want %.1f", got, whole)
	}
	sum := 0.0
	for i := range 1000 {
		sum += float64(area.BetweenParallels(29+0.001*float64(i), 29+0.001*float64(i+1), 1))
	}
	if one := float64(area.BetweenParallels(30, 29, 1)); math.Abs(sum-one) > 1e-9*one || math.Abs(one-zoneArea(119, 29, 120, 30)) > 1e-9*one {
		t.Errorf("1000 strips have %.3f m², the whole %.3f, by the other formula %.3f", sum, one, zoneArea(119, 29, 120, 30))
	}
}
