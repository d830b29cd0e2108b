package faults

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/qingshan-gis/qingshan/data/store"
)

// Trial is one run with one fault.
type Trial struct {
	Planned
	Work string
	Outcome
	Met     bool     // the place was reached
	Refused bool     // it ended otherwise than undisturbed, by itself
	Wrong   []string // what must not be
}

func (t Trial) String() string { return fmt.Sprintf("%s: %v", t.Work, t.Planned) }

func (t *Trial) wrong(what ...string) { t.Wrong = append(t.Wrong, what...) }

// Try runs the work with a fault at a place and looks at what is there afterwards, then runs it again undisturbed.
func (b *Bench) Try(p Planned) (t Trial, err error) {
	t = Trial{Planned: p, Work: b.Name}
	dir, err := b.copy()
	if err != nil {
		return t, err
	}
	defer os.RemoveAll(dir)
	s := strike{Planned: p, file: names{dir, b.ids}.of}
	t.Outcome, err = b.run(dir, s.decide, []string{p.Place.Point.Call})
	if err != nil {
		return t, err
	}
	t.Met = s.met
	now, err := treeOf(dir)
	if err != nil {
		return t, err
	}
	t.wrong(b.conduct(t, now)...)
	if err := b.judge(&t, dir, now); err != nil {
		return t, err
	}
	t.Refused = t.Code != b.code && !t.Killed
	return t, nil
}

// conduct is what the program itself did wrong.
func (b *Bench) conduct(t Trial, now tree) []string {
	wrong := t.collapse()
	if t.Code == b.code && !t.Killed {
		return append(wrong, b.survived(t, now)...)
	}
	return append(wrong, t.manners()...)
}

// judge looks at what a run left, and at what the next run makes of it.
func (b *Bench) judge(t *Trial, dir string, now tree) error {
	wrong, err := b.sound(dir)
	if err != nil {
		return err
	}
	t.wrong(wrong...)
	t.wrong(b.lost(now)...)
	if len(differences(b.tree, now)) == 0 || len(b.otherwise(now)) == 0 { // the next run is the undisturbed one, or has nothing to do
		return nil
	}
	wrong, err = b.again(dir)
	t.wrong(wrong...)
	return err
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

// names tells whether the answer or the last sentence names the file that the fault was at, or one that belongs to it.
func (t Trial) names() bool {
	said := t.Stdout + t.Sentence()
	base := filepath.Base(t.Place.File)
	stem := strings.TrimSuffix(base, filepath.Ext(base))
	own := strings.Contains(said, "store") || strings.Contains(said, "its copy") || snapshotID.MatchString(said) // its copy: of a source
	return strings.Contains(said, stem) || own && strings.HasPrefix(t.Place.File, "store/")
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
		d := differences(b.tree.part(folder), now.part(folder))
		if len(d) > 0 && !b.rebuilt(d) {
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
	if b.rebuilt(d) {
		return nil
	}
	return d
}

// rebuilt tells whether no more is different than a report that says why.
func (b *Bench) rebuilt(d []string) bool {
	return b.args[0] == "ingest" && !slices.ContainsFunc(d, func(s string) bool { return !reports.MatchString(s) })
}

var reports = regexp.MustCompile(`^!(store/snapshots/[^/]*/)?(manifest\.json|report\.(json|md))$`)

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
	return wrong, nil
}
