package ingest_test

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// rooms are those of an ingest. Each imports only ones before it: what a stage does not need is not within its reach.
var rooms = []string{
	"progress", "identifier", "source/charset", "clean/gcj02", "clean/densify", "scene/seen", "scene/datename", "report", "project", "inputs",
	"source/tables", "source", "reuse", "clean", "scene", "infer", "plangrid", "edits", "",
}

func TestStagesPointOneWay(t *testing.T) {
	const module = "github.com/qingshan-gis/qingshan/ingest"
	out, err := exec.Command("go", "list", "-f", `{{.ImportPath}} {{join .Imports " "}}`, "./...").Output()
	if err != nil {
		t.Fatal(err)
	}
	place := func(path string) (int, bool) {
		room, ours := strings.CutPrefix(path, module)
		return slices.Index(rooms, strings.TrimPrefix(room, "/")), ours
	}
	for _, line := range strings.Split(strings.TrimSpace(string(out)), "\n") {
		words := strings.Fields(line)
		at, _ := place(words[0])
		if at < 0 {
			t.Errorf("%s is no known room", words[0])
		}
		for _, imported := range words[1:] {
			if to, ours := place(imported); ours && to >= at {
				t.Errorf("%s imports %s, which comes after it", words[0], imported)
			}
		}
	}
}
