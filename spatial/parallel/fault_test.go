package parallel

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"
)

// TestPanicsAreErrors: wherever a worker panics, all others end, every resource that was opened is closed, and the error says
// what, where and on what.
func TestPanicsAreErrors(t *testing.T) {
	none := errors.New("an error of its own")
	for name, where := range map[string]string{"open": "open", "do": "do", "done": "done"} {
		opened, closed := 0, 0
		err := Each(context.Background(), 100, 1, func() (int, error) {
			if where == "open" {
				var empty []int
				_ = empty[len(where)]
			}
			opened++
			return 0, nil
		}, func(int) {
			closed++
			if where == "done" {
				panic(none)
			}
		}, func(_, i int) (err error) {
			defer Caught(&err, func() string { return fmt.Sprint("piece ", i) })
			if where == "do" && i == 7 {
				panic("seven")
			}
			return nil
		})
		var f *Fault
		if !errors.As(err, &f) {
			t.Fatalf("%s: %v", name, err)
		}
		if f.At == "" || !strings.HasPrefix(f.At, "spatial/parallel/fault_test.go:") || !strings.Contains(err.Error(), f.At) {
			t.Errorf("%s: it comes from %q", name, f.At)
		}
		switch where {
		case "open":
			var bounds runtime.Error
			if !errors.As(err, &bounds) || opened != 0 {
				t.Errorf("%v, opened %d", err, opened)
			}
		case "do":
			if f.On != "piece 7" || closed != 1 || !strings.Contains(err.Error(), "on piece 7 (seven in spatial/parallel/") {
				t.Errorf("%v, closed %d", err, closed)
			}
		case "done":
			if !errors.Is(err, none) || closed != 1 {
				t.Errorf("%v, closed %d", err, closed)
			}
		}
	}
}
