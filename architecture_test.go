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

// only names the packages that alone may import a library with foreign code.
var only = map[string]string{
	"github.com/lukeroth/gdal":     "spatial/gdalio",
	"github.com/twpayne/go-geos":   "spatial/mend",
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
				}
			}
		}
	}
}
