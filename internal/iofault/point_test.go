package iofault

import "testing"

func TestPointsCountCallsByFile(t *testing.T) {
	var p Points
	for _, want := range []Point{{"read", "a", 1}, {"read", "b", 1}, {"read", "a", 2}, {"write", "a", 1}, {"read", "a", 3}} {
		if got := p.Of(want.Call, want.File); got != want {
			t.Errorf("%v, want %v", got, want)
		}
	}
}
