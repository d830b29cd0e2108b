package bundle

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/binary"
	"encoding/json"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/maptile"

	"github.com/qingshan-gis/qingshan/tiles/serve"
)

// spansAt is how many tile widths bounds span at a zoom, by another library's arithmetic.
func spansAt(b [4]float64, zoom int) float64 {
	nw, se := maptile.Fraction(orb.Point{b[0], b[3]}, maptile.Zoom(zoom)), maptile.Fraction(orb.Point{b[2], b[1]}, maptile.Zoom(zoom))
	return math.Max(se[0]-nw[0], se[1]-nw[1])
}

// TestBundlesOpenWhereTheirGroundIs: the centre's zoom is the finest that shows all of the bounds, and each layer's zooms are those
// of the file; PMTiles by the bytes of its specification, MBTiles by SQLite.
func TestBundlesOpenWhereTheirGroundIs(t *testing.T) {
	s, set := fixtureTiles(t)
	var layers []string
	first := map[string]int{}
	for _, l := range set.Layers() {
		layers, first[l.Name] = append(layers, l.Name), l.MinZoom
	}
	last := s.Zones.Len() - 1
	for _, w := range []Wanted{
		{Layers: layers, MaxZoom: 14, Bounds: s.Bounds()},
		{Layers: layers, MinZoom: 3, MaxZoom: 9, Bounds: s.Bounds()},
		{Layers: layers, MinZoom: 11, MaxZoom: 12, Bounds: s.Bounds()},
		{Layers: layers, MaxZoom: 13, Zone: s.Zones.Code[last], Bounds: s.ZoneBounds(int32(last))},
		{Layers: layers, MaxZoom: 2, Bounds: s.Bounds()},
	} {
		dir := t.TempDir()
		pm, mb := filepath.Join(dir, "a.pmtiles"), filepath.Join(dir, "a.mbtiles")
		for path, write := range map[string]writer{pm: WritePMTiles, mb: WriteMBTiles} {
			if _, err := write(context.Background(), set, w, path, nothing); err != nil {
				t.Fatal(err)
			}
		}
		head, meta := readHeader(t, pm)
		zoom := int(head[118])
		for _, c := range []struct {
			what      string
			got, want float64
		}{
			{"least zoom", float64(head[100]), float64(w.MinZoom)}, {"greatest zoom", float64(head[101]), float64(w.MaxZoom)},
			{"centre's longitude", degreesAt(head, 119), (w.Bounds[0] + w.Bounds[2]) / 2}, {"centre's latitude", degreesAt(head, 123), (w.Bounds[1] + w.Bounds[3]) / 2},
		} {
			if math.Abs(c.got-c.want) > 1e-7 {
				t.Errorf("%+v: %s is %v, want %v", w, c.what, c.got, c.want)
			}
		}
		if zoom < w.MinZoom || zoom > w.MaxZoom || zoom > w.MinZoom && spansAt(w.Bounds, zoom) > 2 || zoom < w.MaxZoom && spansAt(w.Bounds, zoom+1) <= 2 {
			t.Errorf("z%d to z%d: centre at z%d, where the bounds span %.2f tiles", w.MinZoom, w.MaxZoom, zoom, spansAt(w.Bounds, zoom))
		}
		for name, list := range map[string][]serve.VectorLayer{"PMTiles": meta, "MBTiles": mbtilesLayers(t, mb, w, zoom)} {
			found := map[string]bool{}
			for _, l := range list {
				found[l.ID] = true
				if l.MinZoom != max(w.MinZoom, first[l.ID]) || l.MaxZoom != w.MaxZoom {
					t.Errorf("%s z%d to z%d: layer %s from z%d to z%d, its first is z%d", name, w.MinZoom, w.MaxZoom, l.ID, l.MinZoom, l.MaxZoom, first[l.ID])
				}
			}
			for layer, z := range first {
				if found[layer] != (z <= w.MaxZoom) {
					t.Errorf("%s to z%d: layer %s, from z%d on, listed: %v", name, w.MaxZoom, layer, z, found[layer])
				}
			}
		}
	}
}

func degreesAt(head []byte, at int) float64 {
	return float64(int32(binary.LittleEndian.Uint32(head[at:]))) / 1e7
}

func readHeader(t *testing.T, path string) (head []byte, layers []serve.VectorLayer) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	at, n := binary.LittleEndian.Uint64(b[24:]), binary.LittleEndian.Uint64(b[32:])
	in, err := gzip.NewReader(bytes.NewReader(b[at : at+n]))
	if err != nil {
		t.Fatal(err)
	}
	var meta Metadata
	if err := json.NewDecoder(in).Decode(&meta); err != nil {
		t.Fatal(err)
	}
	return b[:127], meta.VectorLayers
}

// mbtilesLayers also checks the centre.
func mbtilesLayers(t *testing.T, path string, w Wanted, zoom int) []serve.VectorLayer {
	t.Helper()
	const script = "import sqlite3, json, sys; print(json.dumps(dict(sqlite3.connect(sys.argv[1]).execute('select name, value from metadata'))))"
	out, err := exec.Command("/usr/bin/python3", "-c", script, path).Output()
	if err != nil {
		t.Fatalf("Debian's python3 is needed: %v", err)
	}
	var meta map[string]string
	if err := json.Unmarshal(out, &meta); err != nil {
		t.Fatal(err)
	}
	parts := strings.Split(meta["center"], ",")
	var centre [3]float64
	for i := range centre {
		if err := json.Unmarshal([]byte(parts[i]), &centre[i]); err != nil {
			t.Fatal(err)
		}
	}
	if centre[2] != float64(zoom) || math.Abs(centre[0]-(w.Bounds[0]+w.Bounds[2])/2) > 1e-7 {
		t.Errorf("MBTiles: centre %v, PMTiles' zoom is %d", centre, zoom)
	}
	var list struct {
		VectorLayers []serve.VectorLayer `json:"vector_layers"`
	}
	if err := json.Unmarshal([]byte(meta["json"]), &list); err != nil {
		t.Fatal(err)
	}
	return list.VectorLayers
}
