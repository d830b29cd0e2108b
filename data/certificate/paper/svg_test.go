package paper

import (
	"bytes"
	"encoding/xml"
	"io"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// TestMapIsWellFormedAndTrue: the drawing is XML; what its outline encloses is the zone's area to scale.
func TestMapIsWellFormedAndTrue(t *testing.T) {
	s := plane(t, 10, "乡", 12)
	c := certify(t, s, "990001")
	numbers := map[string]int{}
	for i, g := range c.Statement.Gaps[:8] {
		numbers[g.ID] = i + 1
	}
	drawn, _ := svg(c, s, numbers)
	if len(drawn) > maxMap {
		t.Errorf("%d bytes", len(drawn))
	}
	d, texts := xml.NewDecoder(bytes.NewReader(drawn)), 0
	areas := map[string]float64{}
	for {
		token, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		e, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		class, path := "", ""
		for _, a := range e.Attr {
			switch a.Name.Local {
			case "class":
				class = a.Value
			case "d":
				path = a.Value
			}
		}
		if e.Name.Local == "text" && class == "number" {
			texts++
		}
		areas[class] += pathArea(t, path)
	}
	f := frameOf(s.Zones.Shapes.Bounds(0))
	if want := 1e8 * f.scale * f.scale; math.Abs(areas["outline"]-want) > 0.01*want {
		t.Errorf("the outline encloses %.0f units², the zone has %.0f", areas["outline"], want)
	}
	if texts != 8 {
		t.Errorf("%d numbers on the map, 8 in the table", texts)
	}
	if areas["gap"] <= 0 {
		t.Error("no gap is drawn as a polygon")
	}
}

var numberPattern = regexp.MustCompile(`-?\d+`)

// pathArea reads the paths that appendRing writes, by itself.
func pathArea(t *testing.T, path string) (sum float64) {
	t.Helper()
	for _, ring := range strings.Split(path, "M")[min(1, len(path)):] {
		if !strings.HasSuffix(ring, "z") || !strings.Contains(ring, "l") {
			continue
		}
		var v []float64
		for _, m := range numberPattern.FindAllString(ring, -1) {
			n, err := strconv.ParseFloat(m, 64)
			if err != nil {
				t.Fatal(err)
			}
			v = append(v, n)
		}
		x, y, twice := v[0], v[1], 0.0
		for i := 2; i+1 < len(v); i += 2 {
			twice += x*(y+v[i+1]) - (x+v[i])*y
			x, y = x+v[i], y+v[i+1]
		}
		twice += x*v[1] - v[0]*y
		sum += math.Abs(twice) / 2
	}
	return sum
}
