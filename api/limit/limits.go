package limit

import (
	"fmt"
	"math"
	"net/http"
	"runtime"
	"time"

	"github.com/qingshan-gis/qingshan/api/problem"
)

// Limits keep one client from taking what all need. A client is an address, see [ClientOf]. Zero values stand for the defaults.
type Limits struct {
	// Timeout is how long an answer may take to be made, waiting included; default one minute.
	Timeout time.Duration
	// Patience is how long a question waits for its turn; default 20 seconds.
	Patience time.Duration
	// Stall is how long a client may send nothing of a body, or take nothing of an answer; default 30 seconds.
	Stall time.Duration
	// Header is how long a request's line and headers may take to come; default 10 seconds.
	Header time.Duration
	// Idle is how long a connection stays open between requests; default 2 minutes.
	Idle time.Duration
	// Slots is how many costly questions are worked on at a time, half of them one client's; default about the square root of the
	// processors, at least 2. Each is worked on by as many processors as leaves the others theirs.
	Slots int
	// Garbage is how much garbage, in percent of what is used, gathers before it is collected while costly questions are worked on;
	// 0 leaves the program's setting.
	Garbage int
	// Connections that are open at a time, half of them one client's; default 1024.
	Connections int
	// SpoolBytes bounds what lies in files of answers that are on their way and of bodies that were sent, half of it one client's;
	// default 1 GiB.
	SpoolBytes int64
	// SpoolDir is where these files are; default the system's folder for temporary files.
	SpoolDir string
	// TileRate, QuestionRate and CostlyRate are how many requests a second one client may go on asking for, ten seconds' worth of them
	// at once: for tiles, for all else, and of that for what takes seconds. 0 is no bound.
	TileRate, QuestionRate, CostlyRate float64
}

// withDefaults fills in what is not given.
func (l Limits) withDefaults() Limits {
	or(&l.Timeout, time.Minute)
	or(&l.Patience, 20*time.Second)
	or(&l.Stall, 30*time.Second)
	or(&l.Header, 10*time.Second)
	or(&l.Idle, 2*time.Minute)
	or(&l.Slots, max(2, int(math.Round(math.Sqrt(float64(runtime.GOMAXPROCS(0)))))))
	or(&l.Connections, 1024)
	or(&l.SpoolBytes, 1<<30)
	return l
}

func or[T comparable](v *T, otherwise T) {
	var zero T
	if *v == zero {
		*v = otherwise
	}
}

// workers is how many processors one costly question may take.
func (l Limits) workers() int { return max(1, runtime.GOMAXPROCS(0)/l.Slots) }

// costlyGate is the gate for what takes seconds and much memory. A client's share of the slots is half, so that another finds one free.
func (l Limits) costlyGate() GateSize {
	return GateSize{slots: l.Slots, Share: max(1, l.Slots/2), line: 256, LineShare: 64, patience: l.Patience}
}

// quickGate is the gate for what takes milliseconds and is asked for by the dozen, as a map asks for tiles.
func (l Limits) quickGate() GateSize {
	n := 2 * runtime.GOMAXPROCS(0)
	return GateSize{slots: n, Share: max(1, n/2), line: 512, LineShare: 128, patience: l.Patience}
}

// Memory that answers and bodies take between being made and being sent.
const (
	spoolHead   = 1 << 20 // of one; more goes into a file
	spoolMemory = 32 << 20
)

// MaxQuery bounds an address's query, in bytes.
const MaxQuery = 4 << 10

// ShortQuery refuses what no question is as long as, before it is taken apart.
func ShortQuery(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if n := len(r.URL.RawQuery); n > MaxQuery {
			problem.Write(w, http.StatusRequestURITooLong, fmt.Sprintf("the address's query has %d bytes; it can have %d; questions about many zones are asked one by one, or on the command line", n, MaxQuery))
			return
		}
		next.ServeHTTP(w, r)
	})
}
