package main

import (
	"fmt"
	"io"
)

// terminal is where a command writes: its answer to out; progress, warnings and errors to errs.
type terminal struct{ out, errs io.Writer }

// warn writes one line to errs under the program's name.
func (t terminal) warn(format string, args ...any) {
	fmt.Fprintf(t.errs, "qingshan: "+format+"\n", args...)
}
