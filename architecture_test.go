package qingshan_test

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/qingshan-gis/qingshan/"

// may says which rooms a room may import besides itself (DESIGN section 4): spatial ← data ← {ingest, tiles} ← api ← cmd.
var may = map[string][]string{
	"spatial":  {},
	"sample":   {"spatial"},
	"data":     {"spatial"},
	"ingest":   {"spatial", "data"},
	"tiles":    {"spatial", "data"},
	"web":      {},
	"internal": {"spatial", "sample", "data", "ingest", "tiles"}, // its packages serve tests and benchmarks only
	"api":      {"spatial", "data", "tiles"},
	"cmd":      {"spatial", "data", "ingest", "tiles", "api", "web", "sample"},
}

// within says which rooms of a room a room may import besides itself, for rooms that are cut further.
var within = map[string]map[string][]string{
	"tiles": {
		"tilematrix": {},
		"topology":   {},
		"mvt":        {"topology"},
		"pyramid":    {"tilematrix", "topology"},
		"attributes": {"mvt"},
		"build":      {"tilematrix", "topology", "mvt", "pyramid", "attributes"},
		"serve":      {"tilematrix", "topology", "mvt", "pyramid", "attributes", "build"},
		"rastertile": {"tilematrix"},
		"bundle":     {"tilematrix", "serve"},
	},
}

// alone are packages that import nothing of this module: what they check shares no code with them.
var alone = []string{"tiles/mvt/strict"}

// only names the packages that alone may import a library with foreign code.
var only = map[string]string{
	"github.com/lukeroth/gdal":     "spatial/gdal",
	"github.com/twpayne/go-geos":   "spatial/geos",
	"github.com/go-chi/chi/v5":     "api",
	"github.com/alecthomas/kong":   "cmd/qingshan",
	"github.com/vbauerster/mpb/v8": "cmd/qingshan",
}

func TestImportsPointOneWay(t *testing.T) {
	out, err := exec.Command("go", "list", "-f", `{{.ImportPath}} {{join .Imports " "}}`, "./...").Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(strings.TrimSpace(string(out)), "\n") {
		words := strings.Fields(line)
		pkg, ok := strings.CutPrefix(words[0], module)
		if !ok {
			continue
		}
		room, _, _ := strings.Cut(pkg, "/")
		allowed, known := may[room]
		if !known {
			t.Errorf("%s is in no known room", pkg)
		}
		for _, imported := range words[1:] {
			if owner, ok := only[imported]; ok && owner != pkg {
				t.Errorf("%s imports %s, which only %s may", pkg, imported, owner)
			}
			if other, ok := strings.CutPrefix(imported, module); ok {
				if to, _, _ := strings.Cut(other, "/"); to != room && !slices.Contains(allowed, to) {
					t.Errorf("%s imports %s: imports point one way", pkg, other)
				} else if rooms := within[room]; to == room && rooms != nil && pkg != room {
					from, to := roomOf(pkg, room), roomOf(other, room)
					if may, known := rooms[from]; !known || to != from && !slices.Contains(may, to) {
						t.Errorf("%s imports %s: imports point one way within %s", pkg, other, room)
					}
				}
				if slices.Contains(alone, pkg) {
					t.Errorf("%s imports %s: it stands alone", pkg, other)
				}
			}
		}
	}
}

// roomOf is the room within a room that a package lies in.
func roomOf(pkg, room string) string {
	name, _, _ := strings.Cut(strings.TrimPrefix(pkg, room+"/"), "/")
	return name
}
