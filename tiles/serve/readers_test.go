//go:build cgo

package serve_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// checkWithGDAL reads every tile in a folder by GDAL's MVT driver; GEOS must find every polygon valid. Prints features by layer.
const checkWithGDAL = `
import glob, json, sys
from osgeo import gdal, ogr
gdal.UseExceptions()
count = {}
for path in sorted(glob.glob(sys.argv[1] + '/*.pbf')):
    tile = gdal.OpenEx('MVT:' + path, open_options=['CLIP=NO', 'METADATA_FILE='])
    for i in range(tile.GetLayerCount()):
        layer = tile.GetLayer(i)
        for f in layer:
            g = f.GetGeometryRef()
            if g is None or not g.IsValid():
                sys.exit('%s: %s %s: %s' % (path, layer.GetName(), f.GetFID(), g))
            count[layer.GetName()] = count.get(layer.GetName(), 0) + 1
print(json.dumps(count))
`

// TestOthersReadTheTiles: npm's @mapbox/vector-tile and GDAL's MVT driver read all that the tiles of z4 to z15 hold.
//
//testrun:plain
func TestOthersReadTheTiles(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long")
	}
	modules, err := filepath.Abs(filepath.Join("..", "..", "web", "node_modules"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(modules, "@mapbox", "vector-tile")); err != nil {
		t.Skip("npm's packages are not installed here; make setup-test does it")
	}
	c := sampleCounty(t)
	dir := t.TempDir()
	want := map[string]int{}
	for z := 4; z <= 15; z++ {
		c.each(t, z, layers, nil, func(tile *tile) {
			for _, l := range tile.layers {
				want[l.Name] += len(l.Features)
			}
			p := tile.place
			if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%d-%d-%d.pbf", p.Z, p.X, p.Y)), tile.raw, 0o600); err != nil {
				t.Fatal(err)
			}
		})
	}
	read := func(who string, command ...string) {
		out, err := exec.Command(command[0], command[1:]...).CombinedOutput()
		if err != nil {
			t.Errorf("%s: %v\n%s", who, err, out)
			return
		}
		got := map[string]int{}
		if err := json.Unmarshal(out, &got); err != nil {
			t.Errorf("%s: %v\n%s", who, err, out)
		} else if !maps.Equal(got, want) {
			t.Errorf("%s read %v, want %v", who, got, want)
		}
	}
	read("@mapbox/vector-tile", "node", filepath.Join("testdata", "vectortile.mjs"), modules, dir)
	script := filepath.Join(t.TempDir(), "check.py")
	if err := os.WriteFile(script, []byte(checkWithGDAL), 0o600); err != nil {
		t.Fatal(err)
	}
	read("GDAL", "/usr/bin/python3", script, dir)
}
