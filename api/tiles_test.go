package api

import (
	"encoding/json"
	"math"
	"net/url"
	"strings"
	"testing"
)

// TestTileJSONIsAboutWhatIsAsked: bounds are those of the zone's vertices, and what the tiles would refuse is refused here too.
func TestTileJSONIsAboutWhatIsAsked(t *testing.T) {
	s := fixtureServer(t)
	snap := s.holder.Now()
	for i, code := range append([]string{""}, snap.Zones.Code...) {
		want := [4]float64{180, 90, -180, -90}
		for z := range snap.Zones.Len() {
			if code != "" && z != i-1 {
				continue
			}
			snap.Zones.Shapes.EachRing(z, func(_, _ int, xy []float64) {
				for k := 0; k < len(xy); k += 2 {
					lon, lat := snap.LonLat(xy[k], xy[k+1])
					want = [4]float64{min(want[0], lon), min(want[1], lat), max(want[2], lon), max(want[3], lat)}
				}
			})
		}
		for _, path := range []string{"/tiles/zones,cells.json", "/tiles/zones/CGCS2000Quad.json"} {
			w := answerTo(t, s, path, "zone="+url.QueryEscape(code)+"&fields=demand_m2")
			var doc struct {
				Bounds [4]float64
				Tiles  []string
			}
			if err := json.Unmarshal(w.Body.Bytes(), &doc); err != nil || w.Code != 200 {
				t.Fatalf("%q: %d %v", code, w.Code, err)
			}
			for k, v := range doc.Bounds {
				if math.Abs(v-want[k]) > 2e-6 { // sides of a box bend between the vertices
					t.Errorf("zone %q: bounds %v, its vertices lie in %v", code, doc.Bounds, want)
					break
				}
			}
			if code != "" && !strings.Contains(doc.Tiles[0], "zone="+url.QueryEscape(code)) {
				t.Errorf("zone %q: tiles at %s", code, doc.Tiles[0])
			}
		}
	}
	for query, want := range map[string]struct {
		status int
		says   string
	}{
		"fields=height": {400, "no such field"}, "fields=code,height": {400, "height"}, "fields=CODE": {400, "no such field"}, "fields=id": {400, "there are code"}, "fields=code,": {400, "no such field"},
		"zone=nowhere": {404, "no such zone"}, "zone=nowhere&fields=height": {400, "height"}, "fields=demand_m2": {200, "demand_m2"},
	} {
		if w := answerTo(t, s, "/tiles/zones.json", query); w.Code != want.status || !strings.Contains(w.Body.String(), want.says) {
			t.Errorf("%s: %d %.200s", query, w.Code, w.Body)
		}
	}
}
