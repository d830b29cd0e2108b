package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"
	"golang.org/x/term"
)

// progress shows bars on a terminal and one line a phase elsewhere.
type progress struct {
	out   io.Writer
	bars  *mpb.Progress // nil where out is no terminal
	bar   *mpb.Bar
	phase string
	began time.Time
}

func newProgress(out io.Writer) *progress {
	p := &progress{out: out}
	if f, ok := out.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		p.bars = mpb.New(mpb.WithOutput(out), mpb.WithWidth(40))
	}
	return p
}

func (p *progress) Start(phase string, steps int) {
	p.phase, p.began = phase, time.Now()
	if p.bars != nil {
		p.bar = p.bars.AddBar(int64(steps), mpb.PrependDecorators(decor.Name(phase, decor.WCSyncSpaceR)),
			mpb.AppendDecorators(decor.CountersNoUnit("%d/%d"), decor.Elapsed(decor.ET_STYLE_MMSS, decor.WCSyncSpace)))
	}
}

func (p *progress) Step(n int) {
	if p.bar != nil {
		p.bar.IncrBy(n)
	}
}

// Done ends a phase; where none was begun it says nothing.
func (p *progress) Done() {
	if p.bar != nil {
		if p.bar.Current() == 0 { // a phase without steps
			p.bar.IncrBy(1)
		}
		p.bar.SetTotal(-1, true)
		p.bar = nil
		return
	}
	if p.bars == nil && p.phase != "" {
		fmt.Fprintf(p.out, "%s: %.1f s\n", p.phase, time.Since(p.began).Seconds())
	}
	p.phase = ""
}

// finish leaves the terminal tidy, also after a phase that failed.
func (p *progress) finish() {
	if p.bar != nil {
		p.bar.Abort(false)
	}
	if p.bars != nil {
		p.bars.Wait()
	}
}
