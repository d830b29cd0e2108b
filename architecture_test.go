package qingshan_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/qingshan-gis/qingshan/"

// rooms says which rooms a room may import besides itself and the rooms inside it, the ones that may do least first. A package
// belongs to the longest name that its path begins with. Nothing is imported that has not been named before.
var rooms = []struct {
	room string
	may  string
}{
	{"texts", ""},
	{"internal/once", ""},
	{"spatial", ""},
	{"sample", "spatial"},

	{"data/rules", "spatial"},
	{"data/snapshot", "spatial internal/once data/rules"},
	{"data/query", "texts data/snapshot"},
	{"data/scope", "spatial data/rules data/snapshot"},
	{"data/store", "spatial data/snapshot"},
	{"data/lineage", "spatial data/rules data/snapshot"},
	{"data/coverage", "spatial internal/once data/rules data/snapshot data/lineage"},
	{"data/change", "texts spatial internal/once data/rules data/snapshot data/coverage"},
	{"data/scenario", "spatial data/rules data/snapshot data/coverage"},
	{"data/difference", "spatial data/rules data/snapshot data/lineage data/coverage"},
	{"data/certificate", "texts spatial data/rules data/snapshot data/scope data/coverage"},
	{"data/lookup", "spatial data/rules data/snapshot data/coverage data/change"},
	{"data/render", "texts spatial data/rules data/snapshot data/coverage data/change data/scenario data/difference data/certificate data/lookup"},
	{"data/certificate/paper", "texts spatial data/rules data/snapshot data/coverage data/certificate data/render"},
	{"data/certificate/recount", "spatial data/rules data/snapshot data/coverage data/certificate"},
	{"data/store/proof", "spatial data/snapshot data/coverage data/store"},
	{"data", "data/snapshot data/coverage data/change data/scenario data/certificate data/lookup"},
	{"data/native", "spatial data"},

	{"tiles/tilematrix", "texts spatial"},
	{"tiles/topology", "spatial"},
	{"tiles/mvt", "spatial tiles/topology"},
	{"tiles/mvt/strict", ""}, // what it checks shares no code with it
	{"tiles/pyramid", "spatial data/snapshot tiles/tilematrix tiles/topology"},
	{"tiles/attributes", "texts spatial internal/once data/snapshot data/coverage tiles/mvt"},
	{"tiles/build", "texts spatial data/snapshot tiles/tilematrix tiles/topology tiles/mvt tiles/pyramid tiles/attributes"},
	{"tiles/serve", "spatial internal/once data/snapshot tiles/tilematrix tiles/topology tiles/mvt tiles/pyramid tiles/attributes tiles/build"},
	{"tiles/rastertile", "texts spatial data/snapshot tiles/tilematrix"},
	{"tiles/bundle", "spatial tiles/tilematrix tiles/serve"},

	{"ingest/progress", ""},
	{"ingest/identifier", ""},
	{"ingest/source/charset", ""},
	{"ingest/clean/gcj02", ""},
	{"ingest/clean/densify", "spatial"},
	{"ingest/scene/datename", "data/snapshot"},
	{"ingest/scene/seen", "spatial"},
	{"ingest/report", "texts spatial data/rules data/snapshot"},
	{"ingest/project", "spatial data/rules data/snapshot ingest/source/charset"},
	{"ingest/inputs", "spatial data/snapshot data/store ingest/report"},
	{"ingest/source/tables", "ingest/identifier ingest/source/charset ingest/report ingest/project"},
	{"ingest/source", "spatial data/snapshot ingest/identifier ingest/report ingest/project ingest/inputs"},
	{"ingest/reuse", "spatial data/snapshot data/store ingest/report"},
	{"ingest/clean", "texts spatial data/snapshot data/coverage ingest/progress ingest/identifier ingest/report ingest/project ingest/inputs ingest/source ingest/reuse"},
	{"ingest/scene", "spatial data/rules data/snapshot ingest/progress ingest/report ingest/project ingest/inputs ingest/source ingest/reuse ingest/clean/densify"},
	{"ingest/infer", "texts spatial data/snapshot ingest/project ingest/inputs ingest/source ingest/scene"},
	{"ingest/plangrid", "spatial data/snapshot ingest/progress ingest/report ingest/project ingest/inputs ingest/source ingest/clean"},
	{"ingest/edits", "spatial data/snapshot data/scenario ingest/progress ingest/report ingest/project ingest/inputs ingest/source ingest/clean"},
	{"ingest", "texts spatial data/rules data/snapshot data/store data/store/proof data/lineage data/coverage data/render ingest"},
	{"api/audit", "texts data/snapshot data/scope data/render"},
	{"api/telemetry", "spatial"},
	{"api/notes", ""},
	{"api/access", "api/notes data/scope"},
	{"api/problem", ""},
	{"api/reach", "api/notes"},
	{"api/limit", "spatial api/problem api/access api/reach"},
	{"api/security", "api/problem api/reach api/limit"},
	{"api/signin", "texts data/scope api/notes api/access api/problem api/reach api/limit api/security"},
	{"api/admin", "texts api/access api/problem api/limit api/signin"},
	{"api/features", "data/snapshot api/limit"},
	{"api/watch", "data/scope api/notes api/access api/audit api/telemetry api/limit api/reach api/signin"},
	{"api/live", "spatial internal/once data tiles api/notes"},
	{"api", "texts internal/once data tiles api"},
	{"web", ""},
	{"cmd", "texts spatial sample data tiles ingest api web"},
	{"internal", "spatial sample data tiles ingest"}, // its other packages serve tests and benchmarks only
}

// foreign names the rooms that alone may import a library with foreign code, and the library's packages.
var foreign = map[string]string{
	"github.com/lukeroth/gdal":          "spatial/gdal",
	"github.com/twpayne/go-geos":        "spatial/geos",
	"github.com/go-chi/chi/v5":          "api",
	"github.com/alecthomas/kong":        "cmd/qingshan",
	"github.com/vbauerster/mpb/v8":      "cmd/qingshan",
	"modernc.org/sqlite":                "api/access/accounts",
	"github.com/coreos/go-oidc/v3/oidc": "api/signin",
}

// rim are the rooms of which something may reach GDAL or GEOS, however many imports away; nothing else may, so that a server answers
// without them.
var rim = []string{"spatial/gdal", "spatial/geos", "sample", "data/certificate/recount", "data/native", "data/render/geopackage", "data/render/vectorfile",
	"data/store/proof", "tiles/bundle", "ingest", "cmd", "internal"}

// most is how many files of code a package may have, so that its listing can be read; each verb of the program is one.
const most = 25

// pkg is a package as `go list` tells it.
type pkg struct {
	path          string
	imports, deps []string
}

func packages(t *testing.T) []pkg {
	t.Helper()
	out, err := exec.Command("go", "list", "-f", `{{.ImportPath}}|{{join .Imports " "}}|{{join .Deps " "}}`, "./...").Output()
	if err != nil {
		t.Fatal(err)
	}
	var list []pkg
	for _, line := range strings.Split(strings.TrimSpace(string(out)), "\n") {
		words := strings.Split(line, "|")
		if path, ok := strings.CutPrefix(words[0], module); ok {
			list = append(list, pkg{path, strings.Fields(words[1]), strings.Fields(words[2])})
		}
	}
	return list
}

// inside tells whether a path lies in a room.
func inside(path, room string) bool { return path == room || strings.HasPrefix(path, room+"/") }

// roomOf is the room of a package, -1 for none.
func roomOf(path string) int {
	best := -1
	for i, r := range rooms {
		if inside(path, r.room) && (best < 0 || len(r.room) > len(rooms[best].room)) {
			best = i
		}
	}
	return best
}

// TestImportsPointOneWay prints the rule and holds every package against it.
func TestImportsPointOneWay(t *testing.T) {
	for i, r := range rooms {
		t.Logf("%-24s may import %s", r.room, r.may)
		for _, other := range strings.Fields(r.may) {
			if !slices.ContainsFunc(rooms[:i], func(o struct{ room, may string }) bool { return inside(o.room, other) }) {
				t.Errorf("the rule lets %s import %s, which comes after it", r.room, other)
			}
		}
	}
	for _, p := range packages(t) {
		at := roomOf(p.path)
		if at < 0 {
			t.Errorf("%s is in no known room", p.path)
			continue
		}
		for _, imported := range p.imports {
			if owner, ok := foreign[imported]; ok && owner != p.path {
				t.Errorf("%s imports %s, which only %s may", p.path, imported, owner)
			}
			other, ok := strings.CutPrefix(imported, module)
			if !ok || inside(other, rooms[at].room) {
				continue
			}
			if !slices.ContainsFunc(strings.Fields(rooms[at].may), func(room string) bool { return inside(other, room) }) {
				t.Errorf("%s imports %s: imports point one way", p.path, other)
			}
		}
	}
}

// TestForeignCodeStaysAtTheRim: what answers and serves reaches neither GDAL nor GEOS, by any way.
func TestForeignCodeStaysAtTheRim(t *testing.T) {
	for _, p := range packages(t) {
		if slices.ContainsFunc(rim, func(room string) bool { return inside(p.path, room) }) {
			continue
		}
		for _, dep := range p.deps {
			if strings.Contains(dep, "gdal") || strings.HasSuffix(dep, "geos") {
				t.Errorf("%s reaches %s", p.path, dep)
			}
		}
	}
}

// TestPackagesCanBeRead: none but the program's has more files than a listing shows at once.
func TestPackagesCanBeRead(t *testing.T) {
	for _, p := range packages(t) {
		files, err := filepath.Glob(filepath.Join(filepath.FromSlash(p.path), "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		files = slices.DeleteFunc(files, func(f string) bool { return strings.HasSuffix(f, "_test.go") })
		if len(files) > most && p.path != "cmd/qingshan" {
			t.Errorf("%s has %d files of code, more than %d: it is more than one room", p.path, len(files), most)
		}
	}
}

// TestArchitectureNamesFiles: the page for maintainers names rooms and files that there are, and at least twenty behaviours with the
// file in which each is decided.
func TestArchitectureNamesFiles(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("docs", "architecture.md"))
	if err != nil {
		t.Fatal(err)
	}
	exists := func(path string) bool {
		_, err := os.Stat(filepath.FromSlash(path))
		return err == nil
	}
	decided := 0
	for _, line := range strings.Split(string(text), "\n") {
		cells := strings.Split(line, "|")
		if len(cells) == 4 && strings.HasPrefix(strings.TrimSpace(cells[2]), "`") {
			decided++
			if file := strings.Trim(cells[2], " `"); !exists(file) {
				t.Errorf("%s: there is no %s", strings.TrimSpace(cells[1]), file)
			}
		}
		if len(cells) != 5 || !strings.HasPrefix(strings.TrimSpace(cells[1]), "`") {
			continue
		}
		folders := quoted(cells[1])
		for _, folder := range folders {
			if !exists(folder) {
				t.Errorf("there is no room %s", folder)
			}
		}
		for _, file := range quoted(cells[3]) {
			if !slices.ContainsFunc(folders, func(folder string) bool { return exists(folder + "/" + file) }) {
				t.Errorf("%s has no %s", strings.Join(folders, ", "), file)
			}
		}
	}
	if decided < 20 {
		t.Errorf("the page says of %d behaviours where they are decided, want 20", decided)
	}
}

// quoted lists what stands between backquotes.
func quoted(text string) (out []string) {
	for i, part := range strings.Split(text, "`") {
		if i%2 == 1 {
			out = append(out, part)
		}
	}
	return out
}

// TestWithoutC builds and tests what serves without a C compiler: what lists imports might miss, the linker does not.
func TestWithoutC(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long")
	}
	cmd := exec.Command("go", "test", "-short", "./data/rules/...", "./data/snapshot/...", "./data/lineage/...", "./data/coverage/...", "./data/change/...", "./tiles/serve/...")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	cmd = exec.Command("go", "build", "./api", "./data/...")
	cmd.Args = append(cmd.Args[:2], "./api", "./data", "./data/store", "./data/render", "./data/certificate/paper")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
