package faults

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// damage spoils a file of a snapshot; `verify` tells, a scrub mends from good copies, an ingest mends the current one, and others can be
// deleted.
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

// mend has a damaged snapshot mended from another's files, else built again if it is that of the delivery, else deleted.
func (c *Campaign) mend(id, what string) error {
	for _, args := range [][]string{{"snapshots", "scrub"}, {"ingest"}, {"snapshots", "delete", id}} {
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
