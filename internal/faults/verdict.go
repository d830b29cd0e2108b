package faults

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/data/store"
)

// state is what a store shows.
type state struct {
	current snapshot.ID
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
		if !cmd.loses || snapshot.ID(id) == before.current {
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
