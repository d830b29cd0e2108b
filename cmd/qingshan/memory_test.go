package main

import (
	"bytes"
	"log/slog"
	"math"
	"os"
	"runtime/debug"
	"strings"
	"testing"
)

// TestMemoryLimit: the flag before the environment before the machine, and the log says which bound holds.
func TestMemoryLimit(t *testing.T) {
	before := debug.SetMemoryLimit(math.MaxInt64)
	t.Cleanup(func() { debug.SetMemoryLimit(before) })
	set := func(mb int) (int64, string) {
		var log bytes.Buffer
		if err := limitMemory(mb, slog.New(slog.NewTextHandler(&log, nil))); err != nil {
			t.Fatal(err)
		}
		return debug.SetMemoryLimit(-1), log.String()
	}
	t.Setenv("GOMEMLIMIT", "3GiB") // read by the runtime when it starts
	if limit, log := set(0); limit != math.MaxInt64 || log != "" {
		t.Errorf("with GOMEMLIMIT: %d, %s", limit, log)
	}
	if limit, log := set(512); limit != 512<<20 || !strings.Contains(log, "mb=512") {
		t.Errorf("with a flag: %d, %s", limit, log)
	}
	if err := os.Unsetenv("GOMEMLIMIT"); err != nil { // t.Setenv brings it back
		t.Fatal(err)
	}
	debug.SetMemoryLimit(math.MaxInt64)
	if limit, log := set(0); limit == math.MaxInt64 || limit < 1<<20 || !strings.Contains(log, "memory limit") {
		t.Errorf("by the machine: %d, %s", limit, log)
	}
	if err := limitMemory(-1, slog.Default()); err == nil {
		t.Error("a negative limit is taken")
	}
}
