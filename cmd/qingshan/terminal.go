package main

import (
	"fmt"
	"io"

	"github.com/qingshan-gis/qingshan/data/render"
)

// terminal is where a command writes: its answer to out; progress, warnings and errors to errs. What it asks for is read from in, which may
// be nil.
type terminal struct {
	out, errs io.Writer
	in        io.Reader
}

// warn writes one line to errs under the program's name.
func (t terminal) warn(format string, args ...any) {
	fmt.Fprintf(render.LegibleWriter(t.errs), "qingshan: "+format+"\n", args...)
}

// people is out for texts that are read there, not by programs: what comes from files cannot steer the terminal.
func (t terminal) people() io.Writer { return render.LegibleWriter(t.out) }
