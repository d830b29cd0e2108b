package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/qingshan-gis/qingshan/api"
	"github.com/qingshan-gis/qingshan/data/native"
	"github.com/qingshan-gis/qingshan/data/store"
)

var updateGolden = flag.Bool("update-golden", false, "write testdata/golden.json anew")

// golden holds what users see of one county, by hash: ids, files, answers in every form, tiles. Whoever moves code changes none of
// them; whoever changes what they hold writes the file anew (go test ./cmd/qingshan -run 'Golden|BenchS' -update-golden) and says why.
type golden struct {
	Libraries string            `json:"libraries"` // with others, files differ in bytes that say nothing
	Hashes    map[string]string `json:"hashes"`    // the first 16 digits of each SHA-256
}

// fixedClock makes GeoPackages that are written in the test the same at all times.
func fixedClock(t *testing.T) { t.Setenv("OGR_CURRENT_DATE", "2026-10-01T00:00:00Z") }

// newGolden begins the hashes of a county one of whose GeoPackages is given.
func newGolden(t *testing.T, geopackage string) *golden {
	return &golden{Libraries: libraries(t, geopackage), Hashes: map[string]string{}}
}

const goldenFile = "testdata/golden.json"

// moment is a time of day in an answer: when something was made.
var moment = regexp.MustCompile(`20\d\d-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?Z`)

// pin keeps the hash of what is seen under a name.
func (g *golden) pin(t *testing.T, name string, b []byte) {
	t.Helper()
	if _, twice := g.Hashes[name]; twice {
		t.Fatalf("%s is pinned twice", name)
	}
	sum := sha256.Sum256(b)
	g.Hashes[name] = hex.EncodeToString(sum[:8])
}

func (g *golden) pinText(t *testing.T, name, text string) {
	t.Helper()
	g.pin(t, name, moment.ReplaceAll([]byte(text), []byte("MOMENT")))
}

func TestGolden(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long")
	}
	fixedClock(t)
	dir := t.TempDir()
	project := filepath.Join(dir, "qingshan.yaml")
	must(t, "sample", "--scale", "XS", dir)
	g := newGolden(t, filepath.Join(dir, "cells.gpkg"))
	must(t, "ingest", "--project", project)
	st := store.OpenDir(filepath.Join(dir, "store"))
	first := g.pinSnapshot(t, "first", st)
	text, err := os.ReadFile(project)
	if err != nil {
		t.Fatal(err)
	}
	write(t, project, strings.Replace(string(text), "min_area_m2: 1,", "min_area_m2: 200,", 1))
	time.Sleep(time.Until(time.Now().Truncate(time.Second).Add(time.Second))) // snapshots are listed by the second in which they were made
	must(t, "ingest", "--project", project)
	g.pinSnapshot(t, "second", st)
	g.pinCommands(t, dir, project, first)
	g.pinServer(t, st, first)
	g.compare(t)
}

// libraries names what writes the bytes of files beside this program.
func libraries(t *testing.T, geopackage string) string {
	t.Helper()
	b, err := os.ReadFile(geopackage)
	if err != nil {
		t.Fatal(err)
	}
	gdal, err := exec.Command("gdalinfo", "--version").Output()
	if err != nil {
		t.Skipf("gdalinfo is not here: %v", err)
	}
	return fmt.Sprintf("%s, SQLite %d", strings.TrimSpace(string(gdal)), binary.BigEndian.Uint32(b[96:])) // of its file's header
}

// pinSnapshot pins the current snapshot's id, manifest and files.
func (g *golden) pinSnapshot(t *testing.T, name string, st *store.Dir) (id string) {
	t.Helper()
	current, err := st.Current(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	folder, err := st.Folder(current)
	if err != nil {
		t.Fatal(err)
	}
	g.pin(t, name+" id", []byte(current))
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		b, err := os.ReadFile(filepath.Join(folder, e.Name()))
		switch {
		case err != nil:
			t.Fatal(err)
		case e.Name() == store.ManifestName:
			g.pinText(t, name+" "+e.Name(), string(b))
		case e.Name() != "manifest.sha256": // of a manifest with its moment
			g.pin(t, name+" "+e.Name(), b)
		}
	}
	return string(current)
}

// pinCommands pins the answers of all commands.
func (g *golden) pinCommands(t *testing.T, dir, project, first string) {
	t.Helper()
	edits := filepath.Join(dir, "edits.geojson")
	write(t, edits, `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"gid":"C00001"},"geometry":null}]}`)
	cells := askCSV(t, "stats", "--project", project, "--layer", "cells")
	answers := [][]string{
		{"coverage"}, {"coverage", "--zone", "990001001", "--demand", "forest"}, {"coverage", "--planar", "EPSG:4549", "--in-post"}, {"coverage", "--on", "2024-01-01"},
		{"gaps"}, {"gaps", "--limit", "2", "--zone", "990001001"}, {"changes"}, {"changes", "--level", "village"}, {"diff"},
		{"stats", "--layer", "zones"}, {"stats", "--layer", "cells"}, {"stats", "--layer", "parcels"},
		{"series", "--layer", "cells", "--id", cells[0]["id"]}, {"responsible", "--lon", "119.51", "--lat", "30.51"},
		{"whatif", "--remove", cells[0]["id"] + "," + cells[3]["id"]}, {"whatif", "--assign"},
	}
	for _, a := range answers {
		for _, format := range []string{"json", "csv", "geojson", "table"} {
			o := qingshan(t, append(a, "--project", project, "--format", format)...)
			g.pinText(t, strings.Join(a, " ")+" "+format, fmt.Sprint(o.code, o.stdout, strings.ReplaceAll(o.stderr, dir, "DIR")))
		}
	}
	for _, a := range [][]string{{"snapshots"}, {"snapshots", "show"}, {"snapshots", "show", first}, {"verify"}, {"verify", first}, {"coverage", "--snapshot", first, "--format", "json"}} {
		g.pinText(t, strings.Join(a, " "), strings.ReplaceAll(must(t, append(a, "--project", project)...).stdout, dir, "DIR"))
	}
	for _, zone := range []string{"990001", "990001001002"} {
		g.pinText(t, "certificate of "+zone, must(t, "certify", "--project", project, "--zone", zone, "--issued", "2099-01-01").stdout)
	}
	for _, a := range [][]string{{"pmtiles"}, {"pmtiles", "--zone", "990001001", "--layers", "zones,gaps"}, {"pmtiles", "--since", first}} {
		out := filepath.Join(t.TempDir(), "out.pmtiles")
		must(t, append(append([]string{"export"}, a...), "--project", project, "--out", out)...)
		b, err := os.ReadFile(out)
		if err != nil {
			t.Fatal(err)
		}
		g.pin(t, "export "+strings.Join(a, " "), b)
	}
}

// pinServer pins what the server answers.
func (g *golden) pinServer(t *testing.T, st *store.Dir, first string) {
	t.Helper()
	s := api.New(api.Config{Store: st, Native: native.All(), Version: "test"})
	if err := s.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	get := func(path string) []byte {
		w := httptest.NewRecorder()
		s.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
		if !strings.HasSuffix(w.Header().Get("Content-Type"), "mapbox-vector-tile") {
			w.Header().Del("Etag") // a hash of the body, which says when the snapshot was made
		}
		headers := fmt.Sprint(w.Code, w.Header()["Content-Type"], w.Header()["Cache-Control"], w.Header()["Etag"], w.Header()["Allow"])
		body := w.Body.Bytes()
		if id := w.Header().Get("X-Request-Id"); id != "" { // which a refusal repeats
			body = bytes.ReplaceAll(body, []byte(id), []byte("ID"))
		}
		return append([]byte(headers), body...)
	}
	for _, path := range []string{"/api/snapshot", "/api/coverage", "/api/coverage?format=csv", "/api/gaps?format=geojson", "/api/diff", "/api/changes", "/api/stats?layer=parcels", "/api/series?layer=zones&id=990001",
		"/api/zones/990001001", "/api/zones/990001001/certificate?issued=2099-01-01", "/api/responsible?lon=119.51&lat=30.51", "/api/page", "/api/coverage?snapshot=" + first, "/api/coverage?unknown=1", "/api/zones/none",
		"/tiles/zones,cells,parcels,gaps,overlaps,patches.json", "/tiles/zones/WorldCRS84Quad.json?snapshot=" + first, "/tileMatrixSets", "/tileMatrixSets/CGCS2000Quad", "/rasters", "/nothing"} {
		g.pinText(t, "GET "+path, string(get(path)))
	}
	const lon, lat = 119.51, 30.51
	for z := range 17 {
		x, y := int((lon+180)/360*float64(int(1)<<z)), int((90-lat)/360*float64(int(1)<<z))
		g.pin(t, fmt.Sprint("geographic tile ", z), get(fmt.Sprintf("/tiles/zones,cells,parcels,gaps,overlaps,patches/WorldCRS84Quad/%d/%d/%d.mvt", z, x, y)))
	}
	for _, path := range []string{"/tiles/zones,parcels/13/6815/3370.mvt?fields=all", "/tiles/zones,parcels/13/6815/3370.mvt?zone=990001001", "/tiles/zones/8/212/105.mvt", "/tiles/parcels,gaps/14/13630/6740.mvt", "/tiles/zones/99/0/0.mvt"} {
		g.pin(t, "GET "+path, get(path))
	}
}

// compare reports what is not as it was, or writes the file anew.
func (g *golden) compare(t *testing.T) {
	t.Helper()
	all := map[string]*golden{} // by test
	b, err := os.ReadFile(goldenFile)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, &all); err != nil {
		t.Fatal(err)
	}
	if *updateGolden {
		all[t.Name()] = g
		if b, err = json.MarshalIndent(all, "", " "); err != nil {
			t.Fatal(err)
		}
		write(t, goldenFile, string(b)+"\n")
		return
	}
	was := all[t.Name()]
	if was.Libraries != g.Libraries {
		t.Logf("nothing is compared: the hashes were made with %s; here is %s", was.Libraries, g.Libraries)
		return
	}
	for name, hash := range g.Hashes {
		if want, known := was.Hashes[name]; !known {
			t.Errorf("%s is new; write the hashes anew", name)
		} else if want != hash {
			t.Errorf("%s is not what it was: %s, was %s", name, hash, want)
		}
	}
	for name := range was.Hashes {
		if _, still := g.Hashes[name]; !still {
			t.Errorf("%s is not there any more", name)
		}
	}
}
