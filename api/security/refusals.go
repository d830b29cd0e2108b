package security

import (
	"log/slog"
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Refusals counts wrong tokens by the address that they come from. Safe for concurrent use.
type Refusals struct {
	log    *slog.Logger
	denied Denied
	lines  *rate.Limiter // of the log

	mu         sync.Mutex
	all        int
	young, old map[netip.Addr]*offender
}

// offender is what came from one address.
type offender struct {
	limiter *rate.Limiter
	count   int
}

const (
	// WrongBurst is how many wrong tokens an address may give at once, wrongEvery how often another one after that.
	WrongBurst = 10
	WrongEvery = 6 * time.Second
	// LinesBurst is how many lines the log gets about wrong tokens at once, linesEvery how often another one after that.
	LinesBurst = 10
	linesEvery = 10 * time.Second
	// maxAddresses bounds the addresses that are remembered: so many young ones, and as many old ones that go next.
	maxAddresses = 2048
)

// NewRefusals makes one that also counts in denied, and logs, though not all that comes in a flood.
func NewRefusals(log *slog.Logger, denied Denied) *Refusals {
	return &Refusals{log: log, denied: denied, lines: rate.NewLimiter(rate.Every(linesEvery), LinesBurst), young: map[netip.Addr]*offender{}}
}

// Note counts a wrong token from a client, see [limit.ClientOf], and tells how long its sender should wait; 0 is not at all. The right
// token passes whatever came before: behind one address there may be a whole office. So the wait keeps a client with an old token from
// asking without end; what keeps others from guessing is the token's length.
func (f *Refusals) Note(from netip.Addr) (wait time.Duration) {
	f.mu.Lock()
	defer f.mu.Unlock()
	one := f.of(from)
	one.count++
	f.all++
	f.denied.wrongToken.Inc()
	if f.lines.Allow() {
		f.log.Warn("a wrong token was refused", "address", from.String(), "from_address", one.count, "in_all", f.all)
	}
	turn := one.limiter.Reserve()
	if wait = turn.Delay(); wait > 0 {
		turn.Cancel()
		f.denied.throttled.Inc()
	}
	return wait
}

// of is what is remembered of an address. When there are many, those that have not come again since are forgotten.
func (f *Refusals) of(from netip.Addr) *offender {
	one := f.young[from]
	if one != nil {
		return one
	}
	if one = f.old[from]; one == nil {
		one = &offender{limiter: rate.NewLimiter(rate.Every(WrongEvery), WrongBurst)}
	}
	if len(f.young) == maxAddresses {
		f.young, f.old = map[netip.Addr]*offender{}, f.young
	}
	f.young[from] = one
	return one
}
