package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"image/color"
	"image/png"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/image/webp"

	"github.com/qingshan-gis/qingshan/api"
	"github.com/qingshan-gis/qingshan/data/native"
	"github.com/qingshan-gis/qingshan/data/store"
	"github.com/qingshan-gis/qingshan/internal/county"
	"github.com/qingshan-gis/qingshan/tiles/tilematrix"
)

// rastersOf: what the list offers can be fetched, in both formats and all matrix sets; mistakes are refused.
func rastersOf(t *testing.T, base string) {
	t.Helper()
	code, _, body := get(t, base+"/rasters")
	var list struct {
		Snapshot            string
		Scenes, Differences []struct{ Path string }
	}
	if err := json.Unmarshal([]byte(body), &list); err != nil || code != 200 || len(list.Scenes) != 2 || len(list.Differences) != 1 {
		t.Fatalf("%d %v %s", code, err, body)
	}
	for _, s := range append(list.Scenes, list.Differences...) {
		for _, m := range []string{"WebMercatorQuad", "WorldCRS84Quad", "CGCS2000Quad"} {
			rasterTilesOf(t, base+s.Path, m, list.Snapshot)
		}
		if _, h, svg := get(t, base+s.Path+"/legend.svg"); h.Get("Content-Type") != "image/svg+xml" || !strings.Contains(svg, "未观测") {
			t.Errorf("%s: legend %s", s.Path, svg)
		}
		if code, _, body := get(t, base+s.Path+"/legend.json?min=0.1&max=0.4"); code != 200 || !strings.Contains(body, `"min":0.1,"max":0.4`) {
			t.Errorf("%s: legend %d %s", s.Path, code, body)
		}
	}
	scene := list.Scenes[0].Path
	for path, want := range map[string]int{"/rasters/nosuch/1/1/1.png": 404, scene + "/1/2/0.png": 404, scene + "/30/0/0.png": 404, scene + "/Nosuch/1/0/0.png": 404, scene + "/1/0/0.gif": 400, scene + "/1/0/0": 400,
		scene + "/1/0/-1.png": 400, scene + "/1/0/0.png?ramp=nosuch": 400, scene + "/1/0/0.png?min=a": 400, scene + "/1/0/0.png?min=NaN": 400, scene + "/1/0/0.png?min=2&max=1": 400, scene + "/1/0/0.png?colour=red": 400,
		scene + "/tile.json?matrix=Nosuch": 400, scene + "/1/0/0.png?snapshot=nosuch": 404, "/rasters/diff/ndvi-2026-10-01/ndvi-2026-08-01/1/0/0.png": 400, scene + "/9/0/0.png": 204} {
		code, h, body := get(t, base+path)
		if code != want || code != 204 && h.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s: %d, want %d; %s", path, code, want, body)
		}
	}
}

func rasterTilesOf(t *testing.T, at, matrix, snapshot string) {
	t.Helper()
	_, _, body := get(t, at+"/tile.json?matrix="+matrix)
	var doc struct {
		Tiles            []string
		Bounds           [4]float64
		MinZoom, MaxZoom int
	}
	if err := json.Unmarshal([]byte(body), &doc); err != nil || len(doc.Tiles) != 1 || !strings.HasSuffix(doc.Tiles[0], "snapshot="+snapshot) {
		t.Fatalf("%s: %v %s", at, err, body)
	}
	x, y := placeIn(matrix, doc.MaxZoom, (doc.Bounds[0]+doc.Bounds[2])/2, (doc.Bounds[1]+doc.Bounds[3])/2)
	url := strings.NewReplacer("{z}", fmt.Sprint(doc.MaxZoom), "{x}", fmt.Sprint(x), "{y}", fmt.Sprint(y)).Replace(doc.Tiles[0])
	code, h, picture := get(t, url)
	if code != 200 || h.Get("Content-Type") != "image/png" || !strings.Contains(h.Get("Cache-Control"), "immutable") || h.Get("X-Qingshan-Snapshot") != snapshot {
		t.Fatalf("%s: %d %v", url, code, h)
	}
	img, err := png.Decode(strings.NewReader(picture))
	if err != nil || img.Bounds().Dx() != 256 {
		t.Fatalf("%s: %v", url, err)
	}
	req, _ := http.NewRequest("GET", url, nil)
	req.Header.Set("If-None-Match", h.Get("ETag"))
	if r, err := http.DefaultClient.Do(req); err != nil || r.StatusCode != http.StatusNotModified {
		t.Errorf("%s: asked again: %v %v", url, r, err)
	} else {
		r.Body.Close()
	}
	_, _, other := get(t, strings.Replace(url, ".png", ".webp", 1))
	again, err := webp.Decode(strings.NewReader(other))
	if err != nil {
		t.Fatalf("%s as WebP: %v", url, err)
	}
	for p := range 256 * 256 {
		a, b := color.NRGBAModel.Convert(img.At(p%256, p/256)), color.NRGBAModel.Convert(again.At(p%256, p/256))
		if a != b {
			t.Fatalf("%s: pixel %d is %v as PNG and %v as WebP", url, p, a, b)
		}
	}
	_, _, double := get(t, strings.Replace(url, ".png", "@2x.png", 1))
	if big, err := png.DecodeConfig(strings.NewReader(double)); err != nil || big.Width != 512 {
		t.Errorf("%s at twice the size: %v %v", url, big.Width, err)
	}
}

// TestSceneFilesAreShared: the next night links the scenes' files, and a run that takes nothing over makes the same bytes. The
// server draws an older snapshot after its sources are gone.
func TestSceneFilesAreShared(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long")
	}
	dir, project := county.SampleCopy(t, "XS")
	files := func() (infos []os.FileInfo, contents [][]byte) {
		id, err := os.ReadFile(filepath.Join(dir, "store", "current"))
		if err != nil {
			t.Fatal(err)
		}
		paths, _ := filepath.Glob(filepath.Join(dir, "store", "snapshots", strings.TrimSpace(string(id)), "*.qsraster"))
		if len(paths) != 2 {
			t.Fatalf("%d scene files", len(paths))
		}
		for _, p := range paths {
			info, err := os.Stat(p)
			if err != nil {
				t.Fatal(err)
			}
			content, err := os.ReadFile(p)
			if err != nil {
				t.Fatal(err)
			}
			infos, contents = append(infos, info), append(contents, content)
		}
		return infos, contents
	}
	first, content := files()
	yaml, err := os.ReadFile(project)
	if err != nil {
		t.Fatal(err)
	}
	edited := func(area string) {
		write(t, project, strings.Replace(string(yaml), "min_area_m2: 1,", "min_area_m2: "+area+",", 1))
	}
	edited("2")
	must(t, "ingest", "--project", project)
	second, _ := files()
	edited("3")
	must(t, "ingest", "--project", project, "--fresh")
	third, fresh := files()
	for i := range first {
		if !os.SameFile(first[i], second[i]) {
			t.Errorf("%s was written again", second[i].Name())
		}
		if os.SameFile(first[i], third[i]) || third[i].Name() != first[i].Name() || !bytes.Equal(fresh[i], content[i]) {
			t.Errorf("%s made anew is another", third[i].Name())
		}
	}
	for _, tif := range []string{"ndvi_t0.tif", "ndvi_t1.tif"} {
		if err := os.Remove(filepath.Join(dir, tif)); err != nil {
			t.Fatal(err)
		}
	}
	base, _ := startServer(t, project)
	waitFor(t, "the snapshot", func() bool { code, _, _ := get(t, base+"/readyz"); return code == 200 })
	rastersOf(t, base)
}

// placeIn is the tile that holds a place in degrees.
func placeIn(matrix string, z int, lon, lat float64) (x, y uint32) {
	return tilematrix.Find(matrix).TileAt(z, lon, lat)
}

// TestForgedHostReachesNoKeptScene: TileJSON of scenes and differences that shared caches keep is the same whatever Host is named.
func TestForgedHostReachesNoKeptScene(t *testing.T) {
	dir, _ := county.Sample(t, "XS")
	st := store.OpenDir(filepath.Join(dir, "store"))
	id, err := st.Current(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for base, want := range map[string]string{"": `"tiles":["/rasters/`, "https://a.example/gis": `"tiles":["https://a.example/gis/rasters/`} {
		s := api.New(api.Config{Store: st, Native: native.All(), BaseURL: base})
		if err := s.Refresh(context.Background()); err != nil {
			t.Fatal(err)
		}
		for _, path := range []string{"/rasters/ndvi-2026-10-01", "/rasters/diff/ndvi-2026-08-01/ndvi-2026-10-01"} {
			for _, method := range []string{"GET", "HEAD"} {
				r := httptest.NewRequest(method, path+"/tile.json?ramp=viridis&snapshot="+string(id), nil)
				r.Host = "evil.example"
				w := httptest.NewRecorder()
				s.ServeHTTP(w, r)
				if body := w.Body.String(); w.Code != 200 || strings.Contains(body, "evil") || !strings.Contains(body, want) || !strings.Contains(w.Header().Get("Cache-Control"), "public, max-age=31536000") {
					t.Errorf("%s %s: %d, kept %q: %s", method, path, w.Code, w.Header().Get("Cache-Control"), body)
				}
			}
			r := httptest.NewRequest("GET", path+"/tile.json", nil)
			w := httptest.NewRecorder()
			if s.ServeHTTP(w, r); base == "" && (!strings.Contains(w.Body.String(), `"tiles":["http://example.com/rasters/`) || w.Header().Get("Cache-Control") != "private, no-cache") {
				t.Errorf("%s of the current snapshot: kept %q: %s", path, w.Header().Get("Cache-Control"), w.Body)
			}
		}
	}
}
