package ingest

import (
	"errors"
	"fmt"

	"github.com/qingshan-gis/qingshan/ingest/progress"
	"github.com/qingshan-gis/qingshan/spatial/parallel"
)

// phased notes which phase is under way, so that a fault of the program can say it.
type phased struct {
	progress.Progress
	phase string
}

func (p *phased) Start(phase string, steps int) {
	p.phase = phase
	p.Progress.Start(phase, steps)
}

func (p *phased) Done() {
	p.phase = ""
	p.Progress.Done()
}

// explain puts the phase before a fault, and says what became of the run.
func (p *phased) explain(err *error) {
	var f *parallel.Fault
	if !errors.As(*err, &f) {
		return
	}
	if p.phase != "" {
		*err = fmt.Errorf("%s: %w", p.phase, *err)
	}
	*err = fmt.Errorf("nothing was published: %w", *err)
}
