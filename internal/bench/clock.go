package bench

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"syscall"
	"time"
)

// Best runs something a few times and returns the shortest time, since a machine with other work only ever adds.
func Best(times int, do func() error) (time.Duration, error) {
	best := time.Duration(0)
	for i := range times {
		start := time.Now()
		if err := do(); err != nil {
			return 0, err
		}
		if d := time.Since(start); i == 0 || d < best {
			best = d
		}
	}
	return best, nil
}

// Cost is what a piece of work took.
type Cost struct {
	Wall time.Duration
	CPU  time.Duration // user and system time of all threads, and of ended child processes
}

// Measured runs something a few times and returns the least wall time and the least processor time, which other work on the
// machine lengthens less.
func Measured(times int, do func() error) (best Cost, err error) {
	for i := range times {
		start, cpu := time.Now(), cpuTime()
		if err := do(); err != nil {
			return best, err
		}
		c := Cost{time.Since(start), cpuTime() - cpu}
		if i == 0 {
			best = c
		}
		best.Wall, best.CPU = min(best.Wall, c.Wall), min(best.CPU, c.CPU)
	}
	return best, nil
}

func cpuTime() time.Duration {
	var sum time.Duration
	for _, who := range []int{syscall.RUSAGE_SELF, syscall.RUSAGE_CHILDREN} {
		var r syscall.Rusage
		if err := syscall.Getrusage(who, &r); err == nil {
			sum += time.Duration(r.Utime.Nano() + r.Stime.Nano())
		}
	}
	return sum
}

// PeakRSS is the most memory the process has held, in MiB.
func PeakRSS() int {
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		return 0
	}
	return int(r.Maxrss / 1024)
}

// Load is the machine's load average over a minute, to be told beside every figure.
func Load() string {
	text, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "?"
	}
	return strings.Fields(string(text))[0]
}

// Table prints rows in aligned columns.
func Table(rows ...[]string) {
	width := make([]int, len(slices.MaxFunc(rows, func(a, b []string) int { return len(a) - len(b) })))
	for _, r := range rows {
		for i, c := range r {
			width[i] = max(width[i], len([]rune(c)))
		}
	}
	for _, r := range rows {
		var b strings.Builder
		for i, c := range r {
			fmt.Fprintf(&b, "%-*s  ", width[i], c)
		}
		fmt.Println(strings.TrimRight(b.String(), " "))
	}
}

// Ms writes a duration in milliseconds.
func Ms(d time.Duration) string { return fmt.Sprintf("%.0f ms", float64(d)/float64(time.Millisecond)) }

// Times writes how many times longer a takes than b.
func Times(a, b time.Duration) string { return fmt.Sprintf("%.1f ×", float64(a)/float64(b)) }
