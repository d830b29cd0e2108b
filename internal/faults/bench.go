package faults

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"

	"github.com/qingshan-gis/qingshan/internal/iofault"
)

// Stand has the states that works find, each made once. Not safe for concurrent use.
type Stand struct {
	program Program
	root    string // a scratch folder
	made    map[string]*found
}

// found is a state: what lies in a folder into which nobody writes any more.
type found struct {
	*countyFolder
	tree     tree
	existing map[string]error // its snapshots: nil where they are whole
}

// NewStand makes states below root.
func NewStand(program Program, root string) (*Stand, error) {
	root, err := filepath.EvalSymlinks(root)
	return &Stand{program, root, map[string]*found{}}, err
}

// state is one of [states].
func (s *Stand) state(name string) (*found, error) {
	if known := s.made[name]; known != nil {
		return known, nil
	}
	f := &found{countyFolder: &countyFolder{program: s.program, dir: filepath.Join(s.root, fmt.Sprint("state", len(s.made)))}}
	err := os.Mkdir(f.dir, 0o755)
	if err == nil {
		err = writeCounty(f.dir)
	}
	if err == nil {
		err = states[name](f.countyFolder)
	}
	if err == nil {
		f.tree, err = treeOf(f.dir)
	}
	if err == nil {
		f.existing, err = wholeness(f.dir)
	}
	s.made[name] = f
	return f, err
}

// Bench is a work made ready to be tried: the state before, its calls in order, and what an undisturbed run leaves. Safe for concurrent
// use.
type Bench struct {
	Work
	Places []Place
	*found
	root   string // a scratch folder
	args   []string
	after  tree
	stdout string
	copies atomic.Int64
}

// Bench runs the work undisturbed and lists its calls. Its error wraps [iofault.ErrUnsupported] where they cannot be seen.
func (s *Stand) Bench(w Work) (*Bench, error) {
	state, err := s.state(w.state)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", w.Name, err)
	}
	b := &Bench{Work: w, found: state, root: filepath.Join(s.root, strings.ReplaceAll(w.Name, " ", "-")), args: state.arguments(w.args)}
	if err := os.Mkdir(b.root, 0o755); err != nil {
		return nil, err
	}
	return b, b.undisturbed()
}

func (b *Bench) undisturbed() error {
	dir, err := b.copy()
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	var points iofault.Points
	called := names{dir, b.ids}
	o, err := b.run(dir, func(c iofault.Call) iofault.Fault {
		b.Places = append(b.Places, Place{points.Of(c.Name, called.of(c.Path)), c})
		return iofault.Fault{}
	}, nil)
	if err != nil {
		return err
	}
	if o.Code != b.code {
		return fmt.Errorf("%s: exit code %d: %s", b.Name, o.Code, o.Stderr)
	}
	b.stdout = o.Stdout
	b.after, err = treeOf(dir)
	return err
}

// run carries out the work in a folder, see [Program.run].
func (b *Bench) run(dir string, decide func(iofault.Call) iofault.Fault, calls []string) (Outcome, error) {
	if b.args[0] == "serve" {
		return b.program.session(dir, decide, calls, b.args...)
	}
	return b.program.run(dir, decide, calls, b.args...)
}

// copy is a folder in the state before.
func (b *Bench) copy() (string, error) {
	dir := filepath.Join(b.root, fmt.Sprint("run", b.copies.Add(1)))
	return dir, copyTree(b.dir, dir)
}

// Unspoilt fails if a run wrote into files that were there before it.
func (b *Bench) Unspoilt() error {
	now, err := treeOf(b.dir)
	if err != nil {
		return err
	}
	if d := differences(b.tree, now); len(d) > 0 {
		return errors.New(b.Name + ": a run wrote into files that were there before: " + strings.Join(d, " "))
	}
	return nil
}
