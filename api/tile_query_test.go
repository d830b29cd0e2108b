package api

import (
	"strings"
	"testing"
)

func TestBadTileAddressesAreRefused(t *testing.T) {
	s := fixtureServer(t)
	many := strings.Repeat("zones,", 200) + "zones"
	for _, c := range []struct {
		path, query string
		status      int
		says        string
	}{
		{"/tiles/zones/31/0/0.mvt", "", 404, "levels"},
		{"/tiles/zones/-1/0/0.mvt", "", 400, "z="},
		{"/tiles/zones/4/16/0.mvt", "", 404, "columns"},
		{"/tiles/zones/4/0/16.mvt", "", 404, "rows"},
		{"/tiles/zones/4/0/99999999999999999999.mvt", "", 400, "y="},
		{"/tiles/zones/4/0x1/0.mvt", "", 400, "x="},
		{"/tiles/zones/1e1/0/0.mvt", "", 400, "z="},
		{"/tiles/zones/CGCS2000Quad/0/0/0.mvt", "", 404, "levels"},
		{"/tiles/zones/EuropeanQuad/4/0/0.mvt", "", 404, "WebMercatorQuad"},
		{"/tiles/hills/4/0/0.mvt", "", 404, "there are zones"},
		{"/tiles/zones,zones/4/0/0.mvt", "", 404, "twice"},
		{"/tiles/" + many + "/4/0/0.mvt", "", 400, "layers"},
		{"/tiles/,/4/0/0.mvt", "", 404, "no such layer"},
		{"/tiles/zones/4/0/0.mvt", "fields=height", 400, "no such field"},
		{"/tiles/zones/4/0/0.mvt", "fields=" + strings.Repeat("code,", 100000), 400, "too long"},
		{"/tiles/zones/4/0/0.mvt", "fields=" + strings.Repeat("a,b,", 8) + "c&fields=d", 400, "twice"},
		{"/tiles/zones/4/0/0.mvt", "zone=nowhere", 404, "no such zone"},
		{"/tiles/zones/4/0/0.mvt", "zone=" + strings.Repeat("9", 5000), 400, "bytes"},
		{"/tiles/zones/4/0/0.mvt", "snapshot=../../etc/passwd", 404, ""},
		{"/tiles/zones/4/0/0.mvt", "snapshot=" + strings.Repeat("9", 5000), 404, ""},
		{"/tiles/zones/4/0/0.mvt", "colour=red", 400, "unknown parameter"},
		{"/tiles/zones/4/0/0.pbf", "", 404, ""},
		{"/tiles/hills.json", "", 404, "there are zones"},
	} {
		w := answerTo(t, s, c.path, c.query)
		if w.Code != c.status || !strings.Contains(w.Body.String(), c.says) {
			t.Errorf("%.80s?%.80s: %d %.300s; want %d with %q", c.path, c.query, w.Code, w.Body, c.status, c.says)
		}
	}
}

// FuzzTileAddress: whatever stands in an address, the answer is a tile, nothing, or a problem document, and comes quickly.
func FuzzTileAddress(f *testing.F) {
	s := fixtureServer(f)
	f.Add("zones", "", "4", "12", "6", "")
	f.Add("zones,gaps", "CGCS2000Quad", "17", "3", "6", "fields=code,name&zone=990001")
	f.Add("labels", "WorldCRS84Quad", "31", "4294967296", "-0", "snapshot=x&snapshot=y")
	f.Add("%2e", "a/b", "1e3", "١", "0x1", "zone=%00&fields=,")
	f.Fuzz(func(t *testing.T, layers, matrix, z, x, y, query string) {
		path := "/tiles/" + layers + "/"
		if matrix != "" {
			path += matrix + "/"
		}
		answerTo(t, s, path+z+"/"+x+"/"+y+".mvt", query)
		answerTo(t, s, "/tiles/"+layers+".json", query)
	})
}
