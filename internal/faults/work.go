package faults

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// Work is a command on a store in a known state.
type Work struct {
	Name  string
	state string
	// args may name snapshots by their order of appearance: ID1, ID2.
	args []string
	code int // that it ends with undisturbed
}

// Works are all that is tried.
func Works() []Work {
	return []Work{
		{"first ingest", "a delivery", ingest, 0},
		{"next ingest", "one night", ingest, 0},
		{"ingest of nothing new", "one night, and no other delivery", ingest, 0},
		{"ingest of an earlier state", "two nights, and the first delivery", ingest, 0},
		{"ingest over a damaged snapshot", "two nights, and the current snapshot damaged", ingest, 0},
		{"ingest of a database with a log", "one night, and a log beside a database", ingest, 0},
		{"export pmtiles", "two nights", []string{"export", "pmtiles", "--out", "town.pmtiles"}, 0},
		{"export mbtiles", "two nights", []string{"export", "mbtiles", "--out", "town.mbtiles"}, 0},
		{"snapshots use", "two nights", []string{"snapshots", "use", "ID1"}, 0},
		{"snapshots delete", "two nights", []string{"snapshots", "delete", "ID1"}, 0},
		{"snapshots delete, the current one", "two nights", []string{"snapshots", "delete", "ID2"}, 1},
		{"snapshots retain", "two nights", []string{"snapshots", "retain", "1"}, 0},
		{"snapshots scrub", "two nights, and a shared file damaged in one", []string{"snapshots", "scrub"}, 0},
		{"snapshots list", "two nights", []string{"snapshots", "list"}, 0},
		{"verify", "two nights", []string{"verify"}, 0},
		{"serve", "two nights", []string{"serve", "--listen", "127.0.0.1:0"}, 0},
		{"coverage", "two nights", []string{"coverage", "--level", "village", "--format", "json"}, 0},
	}
}

// states are how a county is brought into each.
var states = map[string]func(c *countyFolder) error{
	"a delivery": func(c *countyFolder) error { return nil },
	"one night":  func(c *countyFolder) error { return c.nights(1) },
	"two nights": func(c *countyFolder) error {
		return errors.Join(c.nights(2), c.old("town.pmtiles"), c.old("town.mbtiles"))
	},
	"one night, and no other delivery":   func(c *countyFolder) error { return errors.Join(c.nights(1), c.edit(0)) },
	"two nights, and the first delivery": func(c *countyFolder) error { return errors.Join(c.nights(2), c.edit(0)) },
	"two nights, and the current snapshot damaged": func(c *countyFolder) error {
		return errors.Join(c.nights(2), c.edit(1), c.damage("ID2", "snapshot.qspack"))
	},
	"two nights, and a shared file damaged in one": func(c *countyFolder) error { return errors.Join(c.nights(2), c.damage("ID1", "scene-*")) },
	"one night, and a log beside a database":       func(c *countyFolder) error { return errors.Join(c.nights(1), c.log("parcels.gpkg")) },
}

var ingest = []string{"ingest"}

// countyFolder is a county that is brought into a state.
type countyFolder struct {
	program Program
	dir     string
	ids     []string // in order of appearance
}

// run carries out a command that has to succeed.
func (c *countyFolder) run(args ...string) error {
	o, err := c.program.run(c.dir, nil, nil, c.arguments(args)...)
	if err == nil && o.Code != 0 {
		err = fmt.Errorf("qingshan %s: exit code %d: %s", strings.Join(args, " "), o.Code, o.Stderr)
	}
	return err
}

// arguments are a command's, with the project and the ids of snapshots.
func (c *countyFolder) arguments(args []string) []string {
	out := make([]string, len(args))
	for i, a := range args {
		for k, id := range c.ids {
			a = strings.ReplaceAll(a, fmt.Sprint("ID", k+1), id)
		}
		out[i] = a
	}
	return append(out, "--project", projectFile)
}

// nights ingests so many times, each time with another delivery, and edits the delivery once more.
func (c *countyFolder) nights(n int) error {
	for i := range n {
		if err := errors.Join(c.edit(i), c.run(ingest...), c.note()); err != nil {
			return err
		}
	}
	return c.edit(n)
}

// note remembers the current snapshot.
func (c *countyFolder) note() error {
	b, err := os.ReadFile(filepath.Join(c.dir, "store", "current"))
	c.ids = append(c.ids, strings.TrimSpace(string(b)))
	return err
}

// edit changes the delivery, and with it the next snapshot's id and sums: a rule and a cell.
func (c *countyFolder) edit(n int) error {
	if err := writeCells(c.dir, n); err != nil {
		return err
	}
	text := strings.Replace(project, "min_area_m2: 1", fmt.Sprintf("min_area_m2: %d", 1+n), 1)
	return replaceFile(filepath.Join(c.dir, projectFile), []byte(text))
}

// damage flips a byte in the middle of a snapshot's file, the first that a pattern finds. Others keep theirs.
func (c *countyFolder) damage(id, pattern string) error {
	paths, err := filepath.Glob(filepath.Join(c.dir, "store", "snapshots", c.arguments([]string{id})[0], pattern))
	if err != nil || len(paths) == 0 {
		return fmt.Errorf("%s has no %s: %w", id, pattern, err)
	}
	b, err := os.ReadFile(paths[0])
	if err != nil {
		return err
	}
	b[len(b)/2] ^= 1
	return replaceFile(paths[0], b)
}

// log leaves an edit of a GeoPackage in a log beside it, as a program that has it open does.
func (c *countyFolder) log(name string) error {
	const script = `import os, sqlite3, sys
db = sqlite3.connect(sys.argv[1])
db.execute("pragma journal_mode = wal")
db.execute("update gpkg_contents set description = 'edited'")
db.commit()
os._exit(0)`
	out, err := exec.Command("python3", "-c", script, filepath.Join(c.dir, name)).CombinedOutput()
	if err != nil {
		return fmt.Errorf("python3: %w: %s", err, out)
	}
	return nil
}

// old leaves a file where the command will write one.
func (c *countyFolder) old(name string) error {
	return os.WriteFile(filepath.Join(c.dir, name), []byte("an earlier export"), 0o644)
}

// replaceFile writes a file in the place of one that may be linked elsewhere.
func replaceFile(path string, content []byte) error {
	if err := os.WriteFile(path+".new", content, 0o644); err != nil {
		return err
	}
	return os.Rename(path+".new", path)
}
