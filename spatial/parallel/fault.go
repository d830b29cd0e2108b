package parallel

import (
	"errors"
	"fmt"
	"path"
	"runtime"
	"runtime/debug"
	"strings"
)

// Fault is a panic that was caught and made an error: a mistake of the program, met on some input, or a page of a mapped file that
// cannot be read, see [IsPageFault].
type Fault struct {
	Value any    // what was panicked with
	At    string // the line of this program that it comes from, such as "tiles/mesh/snap.go:47"; "" where it is not known
	On    string // the piece of input that was being worked on; "" where it is not known
}

func (f *Fault) Error() string {
	on, at := "", ""
	if f.On != "" {
		on = " on " + f.On
	}
	if f.At != "" {
		at = " in " + f.At
	}
	if IsPageFault(f.Value) {
		return fmt.Sprintf("a page of a mapped file cannot be read%s (%v%s): the file was cut short, or its disk fails; `qingshan snapshots scrub` looks for damage", on, f.Value, at)
	}
	return fmt.Sprintf("a fault of the program%s (%v%s); please report this line", on, f.Value, at)
}

// Unwrap returns the error that was panicked with, if it was one.
func (f *Fault) Unwrap() error {
	err, _ := f.Value.(error)
	return err
}

// Caught makes a panic of the calling function the error that it returns. It must be deferred itself:
//
//	defer parallel.Caught(&err, func() string { return "cells.gpkg, row 3" })
//
// on, which may be nil, names the input at hand. Of several on the way up the innermost counts.
func Caught(err *error, on func() string) {
	v := recover()
	if v == nil {
		return
	}
	f := &Fault{Value: v, At: origin()}
	if on != nil {
		f.On = on()
	}
	*err = f
}

// Guarded returns f, to be run in a goroutine of its own, as a function whose panics, and pages of mapped files that cannot be read,
// are errors, [*Fault]s. Without it either ends the program. on is that of [Caught].
func Guarded(on func() string, f func() error) func() error {
	return func() (err error) {
		defer Caught(&err, on)
		defer debug.SetPanicOnFault(debug.SetPanicOnFault(true)) // of this goroutine alone
		return f()
	}
}

// IsPageFault tells whether what was panicked with, or an error that wraps it, comes from a page of a mapped file that could not be
// read: its file was cut short, or its disk failed.
func IsPageFault(v any) bool {
	err, _ := v.(error)
	var at interface{ Addr() uintptr } // see [debug.SetPanicOnFault]
	return errors.As(err, &at)
}

// module is what the names of this program's functions begin with.
const module = "github.com/qingshan-gis/qingshan/"

// origin is the innermost line of this program on the stack of a panic that was just recovered, this file left out.
func origin() (at string) {
	pcs := make([]uintptr, 64)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(3, pcs)])
	for more := true; more && at == ""; {
		var f runtime.Frame
		f, more = frames.Next()
		if name, ok := strings.CutPrefix(f.Function, module); ok {
			folder, last := path.Split(name)
			pkg, _, _ := strings.Cut(last, ".")
			at = fmt.Sprintf("%s%s/%s:%d", folder, pkg, path.Base(f.File), f.Line)
		}
	}
	return at
}
