package faults

import (
	"fmt"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/qingshan-gis/qingshan/internal/iofault"
)

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
