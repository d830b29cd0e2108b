// Most of these tests ask the program questions whose engines have tests with the race detector of their own; the server under load is
// raced here.
//
//testrun:plain
package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/ingest"
	"github.com/qingshan-gis/qingshan/ingest/project"
	"github.com/qingshan-gis/qingshan/internal/iofault"
)

// TestMain lets the test binary stand in for qingshan itself, so that tests run the program as its users do.
func TestMain(m *testing.M) {
	iofault.Launch()
	if os.Getenv("QINGSHAN_AS_PROGRAM") != "" {
		main()
	}
	os.Exit(m.Run())
}

// program is a command line ready to run.
func program(t testing.TB, args ...string) *exec.Cmd {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(exe, args...)
	cmd.Env = append(os.Environ(), "QINGSHAN_AS_PROGRAM=1")
	return cmd
}

// outcome of a command.
type outcome struct {
	stdout, stderr string
	code           int
}

// qingshan runs a command line in this process.
func qingshan(t testing.TB, args ...string) outcome {
	t.Helper()
	var out, errs bytes.Buffer
	code := run(context.Background(), args, terminal{out: &out, errs: &errs})
	return outcome{out.String(), errs.String(), code}
}

// ingestWithoutTiles is the ingest of a test that asks for figures and looks at no tile.
func ingestWithoutTiles(t testing.TB, path string) outcome {
	t.Helper()
	p, err := project.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ingest.Run(context.Background(), p, ingest.Options{}); err != nil {
		return outcome{"", "qingshan: " + err.Error(), exitCode(err)}
	}
	return outcome{}
}

// mustFigures ingests without tiles what has to succeed.
func mustFigures(t testing.TB, project string) {
	t.Helper()
	if o := ingestWithoutTiles(t, project); o.code != 0 {
		t.Fatal(o.stderr)
	}
}

// asProgram runs a command line in a process of its own, as users do; see TestExitCodes.
func asProgram(t testing.TB, args ...string) outcome {
	t.Helper()
	cmd := program(t, args...)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return outcome{out.String(), errs.String(), cmd.ProcessState.ExitCode()}
}

// must runs a command that has to succeed.
func must(t testing.TB, args ...string) outcome {
	t.Helper()
	o := qingshan(t, args...)
	if o.code != 0 {
		t.Fatalf("qingshan %s: exit code %d\n%s%s", strings.Join(args, " "), o.code, o.stdout, o.stderr)
	}
	return o
}

// ask decodes a JSON answer.
func ask[T any](t testing.TB, args ...string) T {
	t.Helper()
	var v T
	o := must(t, append(args, "--format", "json")...)
	if err := json.Unmarshal([]byte(o.stdout), &v); err != nil {
		t.Fatalf("qingshan %s: %v", strings.Join(args, " "), err)
	}
	return v
}

// askCSV reads a CSV answer as maps.
func askCSV(t testing.TB, args ...string) []map[string]string {
	t.Helper()
	o := must(t, append(args, "--format", "csv")...)
	rows, err := csv.NewReader(strings.NewReader(o.stdout)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []map[string]string
	for _, r := range rows[1:] {
		m := map[string]string{}
		for i, name := range rows[0] {
			m[name] = r[i]
		}
		out = append(out, m)
	}
	return out
}

func write(t testing.TB, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// The answers as a client sees them: field names are the contract.
type (
	totals struct {
		Demand       float64 `json:"demand_m2"`
		Covered      float64 `json:"covered_m2"`
		Gap          float64 `json:"gap_m2"`
		Accepted     float64 `json:"accepted_m2"`
		Overlap      float64 `json:"overlap_m2"`
		Residue      float64 `json:"residue_m2"`
		Unassigned   float64 `json:"unassigned_m2"`
		Contested    float64 `json:"contested_m2"`
		Gaps         int     `json:"gaps"`
		OverlapPairs int     `json:"overlap_pairs"`
		PairsM2      float64 `json:"overlap_pairs_m2"`
	}
	coverageDoc struct {
		Snapshot   string `json:"snapshot"`
		On         string `json:"on"`
		Demand     string `json:"demand"`
		AreaMethod string `json:"area_method"`
		Total      totals `json:"total"`
		Rows       []struct {
			Zone, Name, Level, Parent string
			totals
		} `json:"rows"`
	}
	link struct{ Level, Zone, Name, Chief string }
	part struct {
		Patch   string  `json:"patch"`
		PartM2  float64 `json:"part_m2"`
		PatchM2 float64 `json:"patch_m2"`
		Zone    string  `json:"zone"`
		Cell    string  `json:"cell"`
		Parcel  string  `json:"parcel"`
		Ranger  string  `json:"ranger"`
		Chain   []link  `json:"chain"`
		Lon     float64 `json:"lon"`
		Lat     float64 `json:"lat"`

		FirstSeen      string   `json:"first_seen"`
		LastSeen       string   `json:"last_seen"`
		SplitFrom      string   `json:"split_from"`
		MonitoredShare *float64 `json:"monitored_share"`
		Severity       string   `json:"severity"`
		Flags          []struct {
			Flag, Scope string
			Ratio       float64
		} `json:"flags"`
		Due            string  `json:"due"`
		PermittedShare float64 `json:"permitted_share"`
		Cluster        string  `json:"cluster"`
		ClusterM2      float64 `json:"cluster_m2"`
		ClusterPatches int     `json:"cluster_patches"`
	}
	changesDoc struct {
		Snapshot   string `json:"snapshot"`
		Measure    string `json:"measure"`
		Definition struct {
			Text     struct{ ZH, EN string } `json:"text"`
			Baseline *struct{ Scenes int }   `json:"baseline"`
		} `json:"definition"`
		Rows  []part `json:"rows"`
		Total struct {
			Patches        int     `json:"patches"`
			AreaM2         float64 `json:"area_m2"`
			UnobservedM2   float64 `json:"unobserved_m2"`
			MonitoredShare float64 `json:"monitored_share"`
		} `json:"total"`
		Pixels struct {
			Valid   int64   `json:"valid"`
			OneDate int64   `json:"one_date"`
			Changed int64   `json:"changed"`
			Sum     float64 `json:"sum"`
		} `json:"pixels"`
	}
)

func rectangle(x0, y0, x1, y1 float64) *geom.MultiPolygon {
	return geom.NewMultiPolygonFlat(geom.XY, []float64{x0, y0, x1, y0, x1, y1, x0, y1, x0, y0}, [][]int{{10}})
}

// replace puts another file in the place of one that a program may have mapped.
func replace(t *testing.T, path string, content []byte) {
	t.Helper()
	if err := os.WriteFile(path+".new", content, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(path+".new", path); err != nil {
		t.Fatal(err)
	}
}
