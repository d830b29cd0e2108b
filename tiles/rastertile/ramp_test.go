package rastertile

import (
	"image/color"
	"testing"
)

func TestRamps(t *testing.T) {
	names := map[string]bool{}
	for _, r := range Ramps() {
		if names[r.Name] || len(r.Stops) < 2 || r.ZH == "" || r.EN == "" {
			t.Errorf("%+v", r)
		}
		names[r.Name] = true
		if !r.classes && (r.at(0) != r.Stops[0] || r.at(1) != r.Stops[len(r.Stops)-1]) {
			t.Errorf("%s does not end in its own colours", r.Name)
		}
		seen := map[color.NRGBA]bool{}
		for _, c := range r.Stops {
			if seen[c] {
				t.Errorf("%s has %v twice", r.Name, c)
			}
			seen[c] = true
		}
	}
	if c := Ramps()[1].Stops[0]; c != (color.NRGBA{0x54, 0x30, 0x05, 255}) {
		t.Errorf("%v", c)
	}
	r, err := FindRamp("ndvi")
	if err != nil {
		t.Fatal(err)
	}
	for i := 1; i < len(r.Stops); i++ {
		if i > 3 && lightness(r.Stops[i]) >= lightness(r.Stops[i-1]) {
			t.Errorf("ndvi grows no darker from stop %d on", i)
		}
	}
}

func lightness(c color.NRGBA) float64 {
	return 0.2126*float64(c.R) + 0.7152*float64(c.G) + 0.0722*float64(c.B)
}
