package faults

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/qingshan-gis/qingshan/data"
	"github.com/qingshan-gis/qingshan/data/store"
	"github.com/qingshan-gis/qingshan/internal/iofault"
)

// Campaign runs commands on one store for as long as it is let, kills them, has their calls fail and damages files, at random, while a
// server is asked all the time.
type Campaign struct {
	Program Program
	Dir     string // empty; it is left as it is where anything is wrong
	Seed    uint64
	Log     io.Writer

	rng    *rand.Rand
	county *countyFolder
	server *server
	asker  *asker
	edits  int
	places map[string][]Place // by the command's name
	counts Counts
}

// Counts are what happened so far.
type Counts struct {
	Rounds, Kills, Errors, Damages int
	Restarts                       int // of the server, by a kill
	Published                      int // by runs that were let through, or came through all the same
	Answers                        int // that were compared with the manifest
	Lost, HalfVisible, Wrong       int
}

func (n Counts) String() string {
	return fmt.Sprintf("%d rounds: %d kills, %d injected errors, %d damaged files, %d restarts of the server; %d published, %d answers compared; %d lost, %d half visible, %d wrong otherwise",
		n.Rounds, n.Kills, n.Errors, n.Damages, n.Restarts, n.Published, n.Answers, n.Lost, n.HalfVisible, n.Wrong)
}

// Sound tells whether nothing was found.
func (n Counts) Sound() bool { return n.Lost+n.HalfVisible+n.Wrong == 0 }

// Run goes on until ctx ends, or something is wrong. Its error is that of the campaign itself.
func (c *Campaign) Run(ctx context.Context) (Counts, error) {
	if err := c.begin(); err != nil {
		return c.counts, err
	}
	defer func() { _ = c.server.stop(syscall.SIGKILL) }()
	stop := c.asker.begin(c.server)
	defer stop()
	told := time.Now()
	for ctx.Err() == nil && c.counts.Sound() {
		if err := c.round(); err != nil {
			return c.counts, err
		}
		c.counts.Rounds++
		c.hear()
		if time.Since(told) > progress {
			told = time.Now()
			fmt.Fprintln(c.Log, c.counts)
		}
	}
	return c.counts, nil
}

// progress is how often a campaign says how far it is.
const progress = 10 * time.Second

// hear takes in what the asking found.
func (c *Campaign) hear() {
	answers, wrong := c.asker.found()
	c.counts.Answers = answers
	for _, err := range wrong {
		c.found(&c.counts.Wrong, "%v", err)
	}
}

func (c *Campaign) begin() error {
	c.rng = rand.New(rand.NewPCG(c.Seed, 17))
	c.county = &countyFolder{program: c.Program, dir: c.Dir}
	c.asker = &asker{sums: sumsOf(c.Dir)}
	c.places = map[string][]Place{}
	if err := writeCounty(c.Dir); err != nil {
		return err
	}
	if err := c.county.nights(2); err != nil {
		return err
	}
	c.edits = 2
	var err error
	if c.server, err = c.county.serve(); err != nil {
		return err
	}
	return errors.Join(c.server.ready(), c.asker.sums.learn())
}

// command is one that a round runs; it may fail, and be ended anywhere.
type command struct {
	name  string
	args  []string
	loses bool // older snapshots, on purpose
}

var commands = []command{
	{"ingest", ingest, false}, {"ingest", ingest, false}, {"ingest", ingest, false}, {"ingest", ingest, false}, {"ingest", ingest, false},
	{"retain", []string{"snapshots", "retain", "3"}, true},
	{"export pmtiles", []string{"export", "pmtiles", "--out", "town.pmtiles"}, false},
	{"export mbtiles", []string{"export", "mbtiles", "--out", "town.mbtiles"}, false},
}

// round does one thing to the store and looks at it.
func (c *Campaign) round() error {
	switch n := c.rng.IntN(60); {
	case n == 0:
		return c.restart()
	case n == 1:
		return c.damage()
	case n < 5:
		return c.undisturbed()
	}
	cmd := commands[c.rng.IntN(len(commands))]
	if cmd.name == "ingest" && c.rng.IntN(8) > 0 { // otherwise the delivery of the round before, which may be half done
		c.edits++
		if err := c.county.edit(c.edits); err != nil {
			return err
		}
	}
	before, err := c.look()
	if err != nil {
		return err
	}
	o, what, err := c.disturb(cmd)
	if err != nil {
		return err
	}
	if cmd.name == "ingest" && !o.Killed && o.Code == 0 {
		c.counts.Published++
	}
	return c.judge(before, cmd, o, what)
}

// disturb runs a command with a fault.
func (c *Campaign) disturb(cmd command) (o Outcome, what string, err error) {
	args := c.county.arguments(cmd.args)
	switch n := c.rng.IntN(10); {
	case n == 0:
		return c.killLater(cmd, args)
	case n < 3:
		return c.fault(cmd, args, func(Place) bool { return true }, func(p Place) iofault.Fault {
			all := p.Call.Errnos()
			return iofault.Fault{Errno: all[c.rng.IntN(len(all))]}
		})
	}
	return c.fault(cmd, args, func(p Place) bool { return p.Call.Writes }, func(Place) iofault.Fault { return iofault.Fault{Kill: true} })
}

// fault runs a command with a fault at a random call out of those of its last undisturbed run.
func (c *Campaign) fault(cmd command, args []string, of func(Place) bool, f func(Place) iofault.Fault) (o Outcome, what string, err error) {
	if c.places[cmd.name] == nil {
		if c.places[cmd.name], err = c.watch(args); err != nil {
			return o, "", err
		}
		c.edits++
		if err := c.county.edit(c.edits); err != nil {
			return o, "", err
		}
	}
	all := slices.DeleteFunc(slices.Clone(c.places[cmd.name]), func(p Place) bool { return !of(p) })
	place := all[c.rng.IntN(len(all))]
	s := strike{Planned: Planned{place, f(place), c.rng.IntN(2) == 0}, file: anyFile}
	o, err = c.Program.run(c.Dir, s.decide, []string{place.Point.Call}, args...)
	switch {
	case o.Killed:
		c.counts.Kills++
	case s.met:
		c.counts.Errors++
	}
	return o, cmd.name + ": " + s.String(), err
}

// anyFile has calls counted by their names alone: the store is another one in each round.
func anyFile(string) string { return "*" }

// watch lists the calls of a command by name.
func (c *Campaign) watch(args []string) (out []Place, err error) {
	var points iofault.Points
	o, err := c.Program.run(c.Dir, func(call iofault.Call) iofault.Fault {
		out = append(out, Place{points.Of(call.Name, anyFile(call.Path)), call})
		return iofault.Fault{}
	}, nil, args...)
	if err == nil && o.Code != 0 {
		err = fmt.Errorf("watched: exit code %d: %s", o.Code, o.Stderr)
	}
	return out, err
}

// killLater runs a command and kills it after a random time.
func (c *Campaign) killLater(cmd command, args []string) (o Outcome, what string, err error) {
	after := time.Duration(c.rng.Int64N(int64(400 * time.Millisecond)))
	run := c.Program.command(c.Dir, args...)
	var errs strings.Builder
	run.Stderr = &errs
	if err := run.Start(); err != nil {
		return o, "", err
	}
	timer := time.AfterFunc(after, func() { _ = run.Process.Kill() })
	_ = run.Wait()
	timer.Stop()
	status, _ := run.ProcessState.Sys().(syscall.WaitStatus)
	o = Outcome{Stderr: errs.String(), Code: run.ProcessState.ExitCode(), Killed: status.Signaled()}
	if o.Killed {
		c.counts.Kills++
	}
	return o, fmt.Sprintf("%s, killed after %v", cmd.name, after.Round(time.Millisecond)), nil
}

// state is what a store shows.
type state struct {
	current data.SnapshotID
	whole   map[string]error
	files   tree
}

func (c *Campaign) look() (s state, err error) {
	if s.whole, err = wholeness(c.Dir); err != nil {
		return s, err
	}
	s.current, err = store.OpenDir(filepath.Join(c.Dir, "store")).Current(context.Background())
	if err != nil {
		return s, err
	}
	s.files, err = treeOf(c.Dir)
	return s, err
}

// judge compares the store before a command and after it.
func (c *Campaign) judge(before state, cmd command, o Outcome, what string) error {
	now, err := c.look()
	if err != nil {
		c.found(&c.counts.Lost, "%s: the store cannot be looked at: %v", what, err)
		return nil
	}
	for id, err := range now.whole {
		if err != nil {
			c.found(&c.counts.HalfVisible, "%s: %v", what, err)
		}
		delete(before.whole, id)
	}
	if _, there := now.whole[string(now.current)]; !there {
		c.found(&c.counts.Lost, "%s: %s is current and not there", what, now.current)
	}
	for id := range before.whole {
		if !cmd.loses || data.SnapshotID(id) == before.current {
			c.found(&c.counts.Lost, "%s: snapshot %s", what, id)
		}
	}
	for _, id := range before.files.snapshots() {
		folder := "store/snapshots/" + id
		if part := now.files.part(folder); len(part) > 0 && len(differences(before.files.part(folder), part)) > 0 {
			c.found(&c.counts.Lost, "%s: snapshot %s was changed", what, id)
		}
	}
	for _, wrong := range o.collapse() {
		c.found(&c.counts.Wrong, "%s: %s: %s", what, wrong, o.Stderr)
	}
	if !o.Killed && o.Code != 0 && !strings.Contains(o.Stderr, "qingshan: ") {
		c.found(&c.counts.Wrong, "%s: exit code %d without a sentence: %s", what, o.Code, o.Stderr)
	}
	return c.asker.sums.learn()
}

func (c *Campaign) found(count *int, format string, args ...any) {
	*count++
	fmt.Fprintf(c.Log, "WRONG: "+format+"\n", args...)
}

// undisturbed ingests without a fault: it publishes, leaves nothing behind, and the server serves it.
func (c *Campaign) undisturbed() error {
	before, err := c.look()
	if err != nil {
		return err
	}
	o, err := c.Program.run(c.Dir, nil, nil, c.county.arguments(ingest)...)
	if err != nil {
		return err
	}
	if o.Code != 0 {
		c.found(&c.counts.Wrong, "an undisturbed ingest: exit code %d: %s", o.Code, o.Sentence())
		return nil
	}
	c.counts.Published++
	if err := c.judge(before, command{name: "ingest"}, o, "an undisturbed ingest"); err != nil {
		return err
	}
	now, err := treeOf(c.Dir)
	if err != nil {
		return err
	}
	for path := range now.part("store") {
		if strings.Contains(path, "pending") {
			c.found(&c.counts.Wrong, "an undisturbed ingest left %s behind", path)
		}
	}
	return c.follows()
}

// follows waits until the server answers from the current snapshot.
func (c *Campaign) follows() error {
	id, err := store.OpenDir(filepath.Join(c.Dir, "store")).Current(context.Background())
	if err != nil {
		return err
	}
	for until := time.Now().Add(patience); time.Now().Before(until); time.Sleep(50 * time.Millisecond) {
		if a, err := c.server.ask(context.Background()); err == nil && a.Snapshot == id {
			return nil
		}
	}
	c.found(&c.counts.Wrong, "the server does not follow to snapshot %s", id)
	return nil
}

// restart kills the server and starts another.
func (c *Campaign) restart() error {
	resume := c.asker.pause()
	if err := c.server.stop(syscall.SIGKILL); err != nil {
		return err
	}
	c.counts.Restarts++
	var err error
	if c.server, err = c.county.serve(); err != nil {
		return err
	}
	if err := c.server.ready(); err != nil {
		c.found(&c.counts.Wrong, "%v", err)
	}
	resume(c.server)
	return nil
}

// damage spoils a file of a snapshot; `verify` tells, an ingest mends the current one, and others can be deleted.
func (c *Campaign) damage() error {
	files, err := filepath.Glob(filepath.Join(c.Dir, "store", "snapshots", "2*", "*"))
	if err != nil {
		return err
	}
	path := files[c.rng.IntN(len(files))]
	id := filepath.Base(filepath.Dir(path))
	if err := c.spoil(path); err != nil {
		return err
	}
	c.counts.Damages++
	what := fmt.Sprintf("%s of %s was damaged", filepath.Base(path), id)
	o, err := c.Program.run(c.Dir, nil, nil, c.county.arguments([]string{"verify", id})...)
	if err != nil {
		return err
	}
	if o.Code != 1 || !strings.Contains(o.Stderr, id) {
		c.found(&c.counts.Wrong, "%s: verify: exit code %d: %s", what, o.Code, o.Sentence())
	}
	return c.mend(id, what)
}

// mend has a damaged snapshot built again if it is that of the delivery, otherwise deleted.
func (c *Campaign) mend(id, what string) error {
	for _, args := range [][]string{{"ingest"}, {"snapshots", "delete", id}} {
		if all, err := wholeness(c.Dir); err != nil || all[id] == nil {
			return err
		}
		if _, err := c.Program.run(c.Dir, nil, nil, c.county.arguments(args)...); err != nil {
			return err
		}
	}
	all, err := wholeness(c.Dir)
	if err == nil && all[id] != nil {
		c.found(&c.counts.Wrong, "%s: it could not be mended", what)
	}
	return err
}

// spoil flips a byte of a file or cuts it, in a file of its own: others may share the old one.
func (c *Campaign) spoil(path string) error {
	b, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	at := c.rng.IntN(len(b))
	if c.rng.IntN(3) == 0 {
		return replaceFile(path, b[:at])
	}
	b[at] ^= 1 << c.rng.IntN(8)
	return replaceFile(path, b)
}
