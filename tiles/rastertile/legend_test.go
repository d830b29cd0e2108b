package rastertile

import (
	"regexp"
	"strings"
	"testing"
)

func TestLegendSpeaksBothLanguages(t *testing.T) {
	set := scenesOf(t, "ndvi", false, 1e-4, slope, slope)
	p := set.Pairs()[0]
	for _, of := range []Subject{{Scene: p.Later}, {Scene: p.Later, Earlier: p.Earlier}} {
		y, err := set.Style(of, Choice{Max: value(0.3)})
		if err != nil {
			t.Fatal(err)
		}
		l := set.Legend(of, y)
		if *l.Max != 0.3 || l.Stops[len(l.Stops)-1].Value != 0.3 {
			t.Errorf("%+v", l)
		}
		svg := string(l.SVG())
		for _, want := range []string{l.Title.ZH, l.Title.EN, ">0.3<", "未观测", "not observed", `stop-color="` + hex(y.Ramp.Stops[2])} {
			if !strings.Contains(svg, want) {
				t.Errorf("the legend lacks %q:\n%s", want, svg)
			}
		}
		if regexp.MustCompile(`NaN|%!|\d\.\d{8}`).MatchString(svg) {
			t.Error(svg)
		}
	}
}
