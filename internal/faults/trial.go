package faults

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/qingshan-gis/qingshan/data/store"
	"github.com/qingshan-gis/qingshan/internal/iofault"
)

// Trial is one run with one fault.
type Trial struct {
	Work  string
	Place Place
	Fault iofault.Fault
	Outcome
	Met     bool     // the place was reached
	Refused bool     // it ended otherwise than undisturbed, by itself
	Changed bool     // the run left something else than it found
	Wrong   []string // what must not be
}

func (t Trial) String() string {
	what := "killed"
	if !t.Fault.Kill {
		what = t.Fault.Errno.Error()
	}
	return fmt.Sprintf("%s: %s: %s", t.Work, t.Place, what)
}

// Try runs the work with a fault at a place and looks at what is there afterwards, then runs it again undisturbed.
func (b *Bench) Try(p Place, f iofault.Fault) (t Trial, err error) {
	t = Trial{Work: b.Name, Place: p, Fault: f}
	dir, err := b.copy()
	if err != nil {
		return t, err
	}
	defer os.RemoveAll(dir)
	t.Outcome, t.Met, err = b.disturbed(dir, p.Point, f)
	if err != nil {
		return t, err
	}
	t.Wrong = append(t.Wrong, t.collapse()...)
	if t.Code != b.code || t.Killed {
		t.Wrong = append(t.Wrong, t.manners()...)
	}
	wrong, err := b.sound(dir)
	if err != nil {
		return t, err
	}
	t.Wrong = append(t.Wrong, wrong...)
	now, err := treeOf(dir)
	if err != nil {
		return t, err
	}
	t.Wrong = append(t.Wrong, b.lost(now)...)
	t.Changed = len(differences(b.tree, now)) > 0
	t.Refused = t.Code != b.code && !t.Killed
	if t.Code == b.code && !t.Killed {
		t.Wrong = append(t.Wrong, b.survived(t, now)...)
	}
	if t.Changed && len(b.otherwise(now)) > 0 { // otherwise the next run is the undisturbed one, or has nothing to do
		wrong, err := b.again(dir)
		if err != nil {
			return t, err
		}
		t.Wrong = append(t.Wrong, wrong...)
	}
	return t, nil
}

// disturbed runs the work with a fault at the first call that is the point.
func (b *Bench) disturbed(dir string, p iofault.Point, f iofault.Fault) (o Outcome, met bool, err error) {
	var points iofault.Points
	called := names{dir, b.ids}
	o, err = b.run(dir, func(c iofault.Call) iofault.Fault {
		if points.Of(c.Name, called.of(c.Path)) != p {
			return iofault.Fault{}
		}
		met = true
		return f
	}, []string{p.Call})
	return o, met, err
}

// collapse is what programs say that break down instead of refusing.
func (o Outcome) collapse() (wrong []string) {
	for _, word := range []string{"panic", "fault of the program", "goroutine ", "SIGSEGV", "SIGBUS"} {
		if strings.Contains(o.Stderr, word) {
			wrong = append(wrong, "it said "+word)
		}
	}
	return wrong
}

// manners: a command that fails says so in a sentence, with exit code 1, and a fault of the disk is none of the program.
func (t Trial) manners() (wrong []string) {
	switch {
	case t.Fault.Kill && t.Met && !t.Killed:
		wrong = append(wrong, "the program outlived its end")
	case !t.Fault.Kill && (t.Killed || t.Code != 1):
		wrong = append(wrong, fmt.Sprintf("exit code %d", t.Code))
	case t.Code == 1 && !strings.Contains(t.Stderr, "qingshan: "):
		wrong = append(wrong, "it failed without a sentence")
	}
	if t.Code == 1 && !t.Killed && !t.names() {
		wrong = append(wrong, "the file is not named")
	}
	return wrong
}

// names tells whether the last line names the file that the fault was at, or one that belongs to it.
func (t Trial) names() bool {
	said := t.Sentence()
	base := filepath.Base(t.Place.File)
	stem := strings.TrimSuffix(base, filepath.Ext(base))
	return strings.Contains(said, stem) || strings.HasPrefix(t.Place.File, "store/") && strings.Contains(said, "store")
}

// Sentence is what a command that failed says at its end.
func (o Outcome) Sentence() string {
	if at := strings.LastIndex(o.Stderr, "qingshan: "); at >= 0 {
		return strings.TrimSpace(o.Stderr[at:])
	}
	return strings.TrimSpace(o.Stderr)
}

// wholeness opens every snapshot that a store shows.
func wholeness(dir string) (map[string]error, error) {
	d, ctx := store.OpenDir(filepath.Join(dir, "store")), context.Background()
	entries, err := d.List(ctx)
	out := map[string]error{}
	for _, e := range entries {
		s, err := d.Get(ctx, e.ID)
		if out[string(e.ID)] = err; err == nil {
			s.Mapping().Unmap()
		}
	}
	return out, err
}

// sound: every visible snapshot is whole, or is the one that was damaged before, and the current one is there.
func (b *Bench) sound(dir string) (wrong []string, err error) {
	now, err := wholeness(dir)
	if err != nil {
		return nil, err
	}
	for id, err := range now {
		if err != nil && b.existing[id] == nil {
			wrong = append(wrong, fmt.Sprintf("half visible: %v", err))
		}
	}
	if len(b.ids) == 0 {
		return wrong, nil
	}
	id, err := store.OpenDir(filepath.Join(dir, "store")).Current(context.Background())
	if err != nil {
		return append(wrong, fmt.Sprintf("lost: the current snapshot: %v", err)), nil
	}
	if _, ok := now[string(id)]; !ok {
		wrong = append(wrong, fmt.Sprintf("lost: %s is current and not there", id))
	}
	return wrong, nil
}

// lost are the snapshots that the work should have kept and that are gone or not what they were.
func (b *Bench) lost(now tree) (wrong []string) {
	kept := b.after.snapshots()
	for _, id := range b.tree.snapshots() {
		if !slices.Contains(kept, id) || b.existing[id] != nil {
			continue
		}
		folder := "store/snapshots/" + id
		if d := differences(b.tree.part(folder), now.part(folder)); len(d) > 0 {
			wrong = append(wrong, fmt.Sprintf("lost: snapshot %s: %s", id, strings.Join(d, " ")))
		}
	}
	return wrong
}

// survived: what a run calls a success is what an undisturbed one does, or it says what was in the way. What it could not clean up, the
// next one does.
func (b *Bench) survived(t Trial, now tree) (wrong []string) {
	if d := slices.DeleteFunc(b.otherwise(now), isPending); len(d) > 0 {
		wrong = append(wrong, "success, with another result: "+strings.Join(d, " "))
	}
	answers := b.args[0] != "ingest" // which tells how long it took
	if answers && t.Stdout != b.stdout && !t.told() {
		wrong = append(wrong, "success, with another answer and no word about it")
	}
	return wrong
}

// otherwise is what an undisturbed run would have left otherwise. What an ingest could not take over from an earlier snapshot it
// computes anew and says so in its report, and nothing else is different.
func (b *Bench) otherwise(now tree) []string {
	d := differences(b.after, now)
	if b.args[0] != "ingest" || slices.ContainsFunc(d, func(s string) bool { return !reports.MatchString(s) }) {
		return d
	}
	return nil
}

var reports = regexp.MustCompile(`^!store/snapshots/[^/]*/(manifest\.json|report\.(json|md))$`)

func isPending(difference string) bool { return strings.Contains(difference, "pending-") }

// told tells whether the program said which error it met.
func (t Trial) told() bool {
	return strings.Contains(strings.ToLower(t.Stdout+t.Stderr), t.Fault.Errno.Error())
}

// again: the next run leaves what an undisturbed one does, and nothing else.
func (b *Bench) again(dir string) (wrong []string, err error) {
	o, err := b.run(dir, nil, nil)
	if err != nil {
		return nil, err
	}
	now, err := treeOf(dir)
	if err != nil {
		return nil, err
	}
	if d := b.otherwise(now); len(d) > 0 {
		wrong = append(wrong, fmt.Sprintf("after the next run (exit code %d, %s): %s", o.Code, o.Sentence(), strings.Join(d, " ")))
	}
	return wrong, errors.Join(err)
}
