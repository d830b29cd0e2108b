package signin

import (
	"context"
	"log/slog"
)

// Event is something that the audit keeps: a sign-in, a sign-out, a change of accounts. It holds no secret and no person's name.
type Event struct {
	// What happened, as in "sign_in", "grant_added".
	What string
	// By is the id of who did it, "" for nobody that is known.
	By string
	// On is the id of what it was done to.
	On string
	// From is the address that it came from.
	From string
	// OK is false for what was tried and refused.
	OK bool
	// Detail says more, as the role and zone of a grant.
	Detail string
}

// Record writes down what happened.
func (s *Service) Record(ctx context.Context, e Event) {
	if s.cfg.Record != nil {
		s.cfg.Record(ctx, e)
		return
	}
	Log(s.cfg.Log)(ctx, e)
}

// Log writes events into a log, for a server without an audit.
func Log(log *slog.Logger) func(ctx context.Context, e Event) {
	return func(ctx context.Context, e Event) {
		log.InfoContext(ctx, "access", "what", e.What, "by", e.By, "on", e.On, "from", e.From, "ok", e.OK, "detail", e.Detail)
	}
}
