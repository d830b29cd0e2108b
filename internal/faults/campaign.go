package faults

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"syscall"
	"time"
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
