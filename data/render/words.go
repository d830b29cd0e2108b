package render

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/spatial/area"
	"github.com/qingshan-gis/qingshan/texts"
)

// mu, ha and m2 write an area for people.
func mu(m2 float64) string { return fmt.Sprintf("%.2f", area.M2(m2).Mu()) }
func ha(m2 float64) string { return fmt.Sprintf("%.4f", area.M2(m2).Hectares()) }
func m2(m2 float64) string { return fmt.Sprintf("%.3f", m2) }

// Percent writes a share so that it is never 100 % while something is missing, nor 0 % while something is there.
func Percent(share float64) string {
	switch {
	case share > 0.9999 && share < 1:
		return "99.99%"
	case share > 0 && share < 0.0001:
		return "0.01%"
	}
	return fmt.Sprintf("%.2f%%", 100*share)
}

// ChainText writes who answers, from the zone upwards; - stands for nobody.
func ChainText(links []snapshot.ChainStep) string {
	var out []string
	for _, l := range links {
		out = append(out, l.Name+" "+cmp.Or(l.Chief, "-"))
	}
	return strings.Join(out, " < ")
}

// zoneText is a zone's code with its name.
func zoneText(code, name string) string { return strings.TrimSpace(code + " " + name) }

// withChinese is a value with its Chinese name behind it; alone if the group has none for it.
func withChinese(group texts.Key, value string) string {
	if t := texts.In(group, value); t != (texts.Text{}) {
		return t.Line()
	}
	return value
}

// stateText names a state in both languages.
func stateText(state any) string { return withChinese("states", plain(state)) }
