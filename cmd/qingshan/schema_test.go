package main

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/internal/oldstore"
)

// oldStore unpacks a fixture's snapshot into a store and returns a project file that names it, and the snapshot's id.
func oldStore(t *testing.T, version string) (project, id string) {
	t.Helper()
	dir := t.TempDir()
	id = oldstore.Write(t, version, filepath.Join(dir, "store"))
	project = filepath.Join(dir, "qingshan.yaml")
	write(t, project, "store: ./store\nzones: [{path: zones.gpkg, level: county, code: code}]\ncells: [{path: cells.gpkg, id: gid}]\n")
	return project, id
}

// TestOldSchemasStayReadable: snapshots of every older schema version are sound and answer what they answered when they
// were written. Numbers may differ in the last digits, where engines sum in another order; answers may have more fields.
func TestOldSchemasStayReadable(t *testing.T) {
	questions := map[string][]string{
		"coverage.json":         {"coverage"},
		"coverage-forest.json":  {"coverage", "--demand", "forest"},
		"coverage-in-post.json": {"coverage", "--on", "2026-11-01", "--in-post", "--planar", "EPSG:4549"},
		"changes.json":          {"changes"},
		"stats.json":            {"stats", "--layer", "parcels"},
		"responsible.json":      {"responsible", "--lon", "120.005", "--lat", "30"},
	}
	for v := 1; v <= snapshot.SchemaVersion; v++ {
		version := fmt.Sprint("schema-", v)
		if _, err := os.Stat(filepath.Join("testdata", version)); v == snapshot.SchemaVersion && err != nil {
			continue // a version becomes a fixture when the next one comes
		}
		project, _ := oldStore(t, version)
		must(t, "verify", "--project", project)
		must(t, "snapshots", "show", "--project", project)
		for file, args := range questions {
			recorded, err := os.ReadFile(filepath.Join("testdata", version, file))
			if err != nil {
				t.Fatal(err)
			}
			var then, now any
			if err := json.Unmarshal(recorded, &then); err != nil {
				t.Fatal(err)
			}
			o := must(t, append(args, "--format", "json", "--project", project)...)
			if err := json.Unmarshal([]byte(o.stdout), &now); err != nil {
				t.Fatal(err)
			}
			for _, d := range missing("", then, now) {
				t.Errorf("%s, %s: %s", version, file, d)
			}
		}
	}
}

// missing lists what a recorded answer says and the present one does not.
func missing(at string, then, now any) (out []string) {
	differ := []string{fmt.Sprintf("%s is %v and was %v", at, now, then)}
	switch then := then.(type) {
	case map[string]any:
		now, ok := now.(map[string]any)
		if !ok {
			return differ
		}
		for k, v := range then {
			out = append(out, missing(at+"."+k, v, now[k])...)
		}
	case []any:
		now, ok := now.([]any)
		if !ok || len(now) != len(then) {
			return differ
		}
		for i, v := range then {
			out = append(out, missing(fmt.Sprintf("%s[%d]", at, i), v, now[i])...)
		}
	case float64:
		if now, ok := now.(float64); !ok || math.Abs(now-then) > 1e-9*math.Max(1, math.Abs(then)) {
			return differ
		}
	default:
		if now != then {
			return differ
		}
	}
	return out
}

// TestNewerSchemaIsRefused: a snapshot of a later program is refused with a word about what to do.
func TestNewerSchemaIsRefused(t *testing.T) {
	project, id := oldStore(t, "schema-1")
	manifest := filepath.Join(filepath.Dir(project), "store", "snapshots", id, "manifest.json")
	text, err := os.ReadFile(manifest)
	if err != nil {
		t.Fatal(err)
	}
	newer := strings.Replace(string(text), `"schema": 1,`, `"schema": 999,`, 1)
	write(t, manifest, newer)
	write(t, strings.TrimSuffix(manifest, ".json")+".sha256", fmt.Sprintf("%x\n", sha256.Sum256([]byte(newer))))
	if o := qingshan(t, "coverage", "--project", project); o.code == 0 || !strings.Contains(o.stderr, "newer Qingshan") || !strings.Contains(o.stderr, "999") || !strings.Contains(o.stderr, "snapshots use") {
		t.Errorf("exit code %d: %s", o.code, o.stderr)
	}
}

// TestFlippedByteInEveryFile: of a whole snapshot no file can change unnoticed, the GeoPackage and the reports included.
func TestFlippedByteInEveryFile(t *testing.T) {
	project, id := oldStore(t, "schema-1")
	folder := filepath.Join(filepath.Dir(project), "store", "snapshots", id)
	files, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 7 {
		t.Fatalf("the snapshot has only %d files", len(files))
	}
	for _, f := range files {
		path := filepath.Join(folder, f.Name())
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, at := range []int{0, 1, len(content) / 3, len(content) - 2, len(content) - 1} {
			bad := []byte(string(content))
			bad[at] ^= 1
			write(t, path, string(bad))
			if o := qingshan(t, "verify", "--project", project); o.code == 0 || !strings.Contains(o.stderr, id) {
				t.Errorf("byte %d of %s was flipped; verify: exit code %d, %s", at, f.Name(), o.code, o.stderr)
			}
		}
		write(t, path, string(content))
	}
	must(t, "verify", "--project", project)
}
