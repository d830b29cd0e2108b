package main

import (
	"fmt"
	"log/slog"
	"math"
	"os"
	"runtime/debug"

	"github.com/KimMachineGun/automemlimit/memlimit"

	"github.com/qingshan-gis/qingshan/ingest/project"
)

// memoryShare is how much of the machine's memory, or of the container's, the program's own may take before it is collected without
// delay; mapped files need some of the rest.
const memoryShare = 0.6

// limitMemory bounds the program's own memory: to mb MiB, else to what GOMEMLIMIT says, else to a share of the container's or the
// machine's. It is a soft bound: what is needed beyond it is taken, at the price of collecting more often.
func limitMemory(mb int, log *slog.Logger) error {
	switch {
	case mb < 0 || mb > math.MaxInt64>>20:
		return &project.ConfigError{Reason: fmt.Sprintf("--memory-mb %d: give a number of megabytes, or 0 for a share of the machine's memory", mb)}
	case mb > 0:
		debug.SetMemoryLimit(int64(mb) << 20)
	case os.Getenv("GOMEMLIMIT") == "":
		_, err := memlimit.SetGoMemLimitWithOpts(memlimit.WithRatio(memoryShare), memlimit.WithProvider(memlimit.ApplyFallback(memlimit.FromCgroup, memlimit.FromSystem)))
		if err != nil {
			log.Warn("the machine does not say how much memory there is; name a limit with --memory-mb", "error", err)
		}
	}
	if limit := debug.SetMemoryLimit(-1); limit < math.MaxInt64 {
		log.Info("memory limit", "mb", limit>>20)
	}
	return nil
}

// garbage is how much garbage gathers, in percent of what is used, while a server works on costly questions: half of Go's default
// unless GOGC says something.
func garbage() int {
	if os.Getenv("GOGC") != "" {
		return 0
	}
	return 50
}

// heapFloor is how much a server's heap counts at least, in bytes. What a server keeps is a few megabytes, the rest lies in mapped files;
// without a floor it would be collected fifty times a second while tiles are asked for. The floor is never touched, so that it takes no memory;
// what takes some is the garbage that gathers between two collections, about as much again.
const heapFloor = 16 << 20

// floor is to be kept as long as the server runs.
func floor() []byte { return make([]byte, heapFloor) }
