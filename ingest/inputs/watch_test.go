package inputs_test

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/data/store"
	"github.com/qingshan-gis/qingshan/ingest"
	"github.com/qingshan-gis/qingshan/ingest/inputs"
	"github.com/qingshan-gis/qingshan/ingest/project"
	"github.com/qingshan-gis/qingshan/internal/delivery"
)

// TestChangedWhileRead: an input that is replaced, edited, cut or joined by a companion between hashing and reading refuses the
// run, however the times are set; what changes nothing of what was read does not.
func TestChangedWhileRead(t *testing.T) {
	dir := t.TempDir()
	path := func(name string) string { return filepath.Join(dir, name) }
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	deliverAll := func() {
		delivery.LayerFile(t, path("z.gpkg"), "EPSG:4549", []string{"code"}, delivery.One(delivery.Ground, "1"))
		delivery.LayerFile(t, path("c.shp"), "EPSG:4549", []string{"gid"}, delivery.One(delivery.Rect(500000, 3320000, 501000, 3322000), "1"))
		delivery.WriteFile(t, path("held.csv"), "person,role,zone\nL1,林长,1\n")
		delivery.SceneFile(t, path("s.tif"), "EPSG:4549", delivery.Grid(499500, 3322500, 100, 30, 30), nil, func(col, _ int) float64 { return float64(col) })
		os.Remove(path("c.cpg"))
		old := time.Now().Add(-time.Hour)
		for _, name := range []string{"z.gpkg", "c.shp", "c.shx", "c.dbf", "c.prj", "held.csv", "s.tif"} {
			must(os.Chtimes(path(name), old, old))
		}
	}
	// other makes a file of another name and the same size, in which one byte differs.
	other := func(name string, at int64) {
		content, err := os.ReadFile(path(name))
		must(err)
		content[at] ^= 1
		must(os.WriteFile(path("other"), content, 0o644))
	}
	yaml := "date: 2026-10-01\nzones: [{path: z.gpkg, level: village, code: code}]\ncells: [{path: c.shp, id: gid, encoding: UTF-8}]\n" +
		"scenes: [{path: s.tif, quantity: ndvi, date: 2026-09-01}]\nregistry: {assignments: {path: held.csv}}\n"
	delivery.WriteFile(t, path("qingshan.yaml"), yaml)
	for _, c := range []struct {
		name, phase string
		do          func()
		words       string // of the refusal; "" where the run publishes
	}{
		{"renamed over", "read", func() { other("z.gpkg", 40); must(os.Rename(path("other"), path("z.gpkg"))) }, "z.gpkg: it changed"},
		{"grown in place", "read", func() { delivery.WriteFile(t, path("held.csv"), "person,role,zone\nL1,林长,1\nL2,林长,1\n") }, "held.csv: it changed"},
		{"same size and time", "read", func() {
			info, err := os.Stat(path("held.csv"))
			must(err)
			delivery.WriteFile(t, path("held.csv"), "person,role,zone\nL2,林长,1\n")
			must(os.Chtimes(path("held.csv"), info.ModTime(), info.ModTime()))
		}, "held.csv: it changed"},
		{"a table beside a shapefile", "read", func() { other("c.dbf", 70); must(os.Rename(path("other"), path("c.dbf"))) }, "c.shp: it changed while it was read (c.dbf"},
		{"an encoding that appears", "read", func() { delivery.WriteFile(t, path("c.cpg"), "GBK") }, "c.cpg: it has appeared"},
		{"taken away", "read", func() { must(os.Remove(path("c.prj"))) }, "c.prj: it is gone"},
		{"a scene", "overlay", func() { other("s.tif", 300); must(os.Rename(path("other"), path("s.tif"))) }, "s.tif: it changed"},
		{"a scene after its statistics", "map tiles of ndvi 2026-09-01", func() { must(os.Truncate(path("s.tif"), 400)) }, "s.tif"},

		{"another name for the file", "read", func() { must(os.Link(path("z.gpkg"), path("backup.gpkg"))) }, ""},
		{"a new layer after it was read", "overlay", func() { other("z.gpkg", 40); must(os.Rename(path("other"), path("z.gpkg"))) }, ""},
		{"a scene after all was read", "publish", func() { must(os.Remove(path("s.tif"))) }, ""},
	} {
		deliverAll()
		p, err := project.Load(path("qingshan.yaml"))
		must(err)
		p.Store = t.TempDir()
		_, err = ingest.Run(t.Context(), p, ingest.Options{Progress: &delivery.Meddler{Phase: c.phase, Do: c.do}})
		var changed *inputs.ChangedError
		switch {
		case c.words == "" && err != nil:
			t.Errorf("%s: %v", c.name, err)
		case c.words != "" && (err == nil || !strings.Contains(err.Error(), c.words)):
			t.Errorf("%s: %v", c.name, err)
		case c.words != "" && c.words != "s.tif" && !errors.As(err, &changed):
			t.Errorf("%s: %v", c.name, err)
		}
		if entries, err := store.OpenDir(p.Store).List(t.Context()); err != nil || (len(entries) > 0) != (c.words == "") {
			t.Errorf("%s: %d snapshots, %v", c.name, len(entries), err)
		}
	}
}

// editor is a program that holds a GeoPackage open, as QGIS does, and runs one statement a line.
const editor = `import sqlite3, sys, os
db = sqlite3.connect(sys.argv[1], isolation_level=None)
for (t,) in list(db.execute("select name from sqlite_master where type='trigger'")): db.execute('drop trigger "%s"' % t)
for line in sys.stdin:
    if line == "die\n": os.kill(os.getpid(), 9)
    db.execute(line).fetchall()
    print("done", flush=True)
`

// edited starts an editor of a file; run makes it run statements, end closes it.
func edited(t *testing.T, path string) (run func(statements ...string), end func()) {
	t.Helper()
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("no python3, which stands for the editor")
	}
	cmd := exec.Command(python, "-c", editor, path)
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	answers := bufio.NewReader(out)
	end = func() {
		in.Close()
		_ = cmd.Wait()
	}
	t.Cleanup(end)
	return func(statements ...string) {
		t.Helper()
		for _, s := range statements {
			io.WriteString(in, s+"\n")
			if answer, err := answers.ReadString('\n'); s != "die" && (err != nil || answer != "done\n") {
				t.Fatalf("%s: %q, %v", s, answer, err)
			}
		}
	}, end
}

// TestEditsBesideTheFile: what an editor has saved and not yet moved into a GeoPackage is read and is part of the inputs, so that
// the next edit is a new snapshot; half a transaction is neither.
func TestEditsBesideTheFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "all.gpkg")
	var rows []delivery.Shape
	for i := range 300 { // in strips of 1 m: enough that an open transaction spills into the file
		rows = append(rows, delivery.One(delivery.Rect(500000+float64(i), 3320000, 500001+float64(i), 3320100), fmt.Sprintf("c%03d%s", i, strings.Repeat("x", 60))))
	}
	delivery.LayerFile(t, path, "EPSG:4549", []string{"id"}, append(rows, delivery.One(delivery.Rect(500000, 3320000, 501000, 3320100), "Z"))...)
	const yaml = "zones: [{path: all.gpkg, level: village, code: id, where: \"id = 'Z'\"}]\ncells: [{path: all.gpkg, id: id, where: \"id <> 'Z'\"}]\n"
	ingest := func(cells int, beside string) snapshot.ID {
		t.Helper()
		r := delivery.Taken(t, dir, yaml)
		if n := r.Snapshot.Cells.Len(); n != cells {
			t.Errorf("%d cells, want %d", n, cells)
		}
		s, err := store.OpenDir(filepath.Join(dir, "store")).Get(t.Context(), r.ID)
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, input := range s.Manifest.Inputs {
			names = append(names, input.Path)
			if sum, size, err := store.HashFile(t.Context(), filepath.Join(dir, input.Path)); err != nil || sum != input.SHA256 || size != input.Bytes {
				t.Errorf("%s is not what the manifest says, %v", input.Path, err)
			}
		}
		if want := strings.TrimSpace("all.gpkg " + beside); strings.Join(names, " ") != want {
			t.Errorf("inputs %v, want %s", names, want)
		}
		if noted := strings.Contains(strings.Join(r.Report.Notes, "\n"), "all.gpkg was read together with"); noted != (beside != "") && !r.Unchanged {
			t.Errorf("notes %q", r.Report.Notes)
		}
		if beside == "all.gpkg-wal" && !strings.Contains(strings.Join(r.Report.Notes, "\n"), "python3 (process ") {
			t.Errorf("who has it open is not named: %q", r.Report.Notes)
		}
		return r.ID
	}
	first := ingest(300, "")
	run, end := edited(t, path)
	run("pragma journal_mode = wal", "delete from \"all\" where id like 'c000%'")
	second := ingest(299, "all.gpkg-wal")
	run("begin", "delete from \"all\" where id like 'c1%'") // not saved yet
	if same := ingest(299, "all.gpkg-wal"); same != second {
		t.Error("what is not saved made a new snapshot")
	}
	run("commit")
	third := ingest(199, "all.gpkg-wal")
	end()
	fourth := ingest(199, "") // the editor has taken it in
	if first == second || second == third || third == fourth {
		t.Errorf("ids %s %s %s %s", first, second, third, fourth)
	}

	run, _ = edited(t, path)
	run("pragma journal_mode = delete", "pragma cache_size = 1", "begin", "update \"all\" set id = 'lost' || id where id <> 'Z'")
	run("die")
	ingest(199, "all.gpkg-journal") // as before the transaction that nobody ended
	if r := delivery.Taken(t, dir, yaml); !strings.HasPrefix(r.Snapshot.Cells.ID[0], "c001") {
		t.Errorf("half a transaction was read: %s", r.Snapshot.Cells.ID[0])
	}
}
