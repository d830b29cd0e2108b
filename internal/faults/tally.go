package faults

import "fmt"

// Tally counts trials.
type Tally struct {
	Points    int // calls of the undisturbed run
	Runs      int
	Killed    int
	Refused   int // exit code 1 and a sentence
	Survived  int // the result of an undisturbed run
	Unreached int // the call did not come in this run
	Wrong     int
}

// Count adds a trial.
func (t *Tally) Count(one Trial) {
	t.Runs++
	switch {
	case len(one.Wrong) > 0:
		t.Wrong++
	case !one.Met:
		t.Unreached++
	case one.Killed:
		t.Killed++
	case one.Refused:
		t.Refused++
	default:
		t.Survived++
	}
}

// Add adds another tally.
func (t *Tally) Add(o Tally) {
	t.Points += o.Points
	t.Runs += o.Runs
	t.Killed += o.Killed
	t.Refused += o.Refused
	t.Survived += o.Survived
	t.Unreached += o.Unreached
	t.Wrong += o.Wrong
}

func (t Tally) String() string {
	return fmt.Sprintf("%5d points, %5d runs: %5d killed, %5d refused, %5d survived, %4d not reached, %d wrong", t.Points, t.Runs, t.Killed, t.Refused, t.Survived, t.Unreached, t.Wrong)
}
