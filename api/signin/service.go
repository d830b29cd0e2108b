package signin

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"sync/atomic"
	"time"

	"github.com/qingshan-gis/qingshan/api/notes"

	"github.com/qingshan-gis/qingshan/api/access"
	"github.com/qingshan-gis/qingshan/api/access/accounts"
	"github.com/qingshan-gis/qingshan/api/limit"
	"github.com/qingshan-gis/qingshan/api/problem"
	"github.com/qingshan-gis/qingshan/api/security"
)

// Config of the service; the zero Config lets everybody read all, and keep accounts who is at the machine.
type Config struct {
	// Accounts are users and tokens; nil for none.
	Accounts *accounts.Store
	// Token is the one token that reads all, if one is asked for.
	Token *security.Token
	// OIDC is an identity provider; nil for none.
	OIDC *OIDC
	// Public lets everybody read what is public.
	Public bool
	// BaseURL is where browsers reach the server, "" if nobody said.
	BaseURL string
	// UserHeader is the header in which a trusted proxy names who has signed in at it, by his login name; "" for none.
	UserHeader string

	Log      *slog.Logger
	Refusals *security.Refusals
	Denied   security.Denied
	// Record is told who signed in and out; nil for the log alone.
	Record func(ctx context.Context, e Event)
	// Now is the clock; nil for the machine's.
	Now func() time.Time
}

// Service finds out who asks. Safe for concurrent use.
type Service struct {
	cfg      Config
	ways     []Authenticator
	throttle *throttle
	cross    *http.CrossOriginProtection
	shut     atomic.Bool  // there were access rules at some time
	portal   atomic.Value // of []byte, see byPortal

	// An open server asks nobody who he is: it answers most requests from these two. near tells that its address is on this machine.
	near               bool
	machine, elsewhere *visit
}

// New makes a service.
func New(cfg Config) *Service {
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Token == nil {
		cfg.Token = security.NewToken("")
	}
	s := &Service{cfg: cfg, throttle: newThrottle(cfg.Now), cross: http.NewCrossOriginProtection(),
		machine: &visit{principal: access.AtTheMachine()}, elsewhere: &visit{principal: access.FromElsewhere()}}
	base, err := url.Parse(cfg.BaseURL)
	s.near = err == nil && (base.Host == "" || loopback(base.Hostname()))
	if origin := originOf(cfg.BaseURL); origin != "" {
		_ = s.cross.AddTrustedOrigin(origin) // refuses what is no origin, which then is not trusted
	}
	s.ways = []Authenticator{byToken{s}, bySession{s}}
	if cfg.UserHeader != "" {
		s.ways = append(s.ways, byPortal{s, cfg.UserHeader})
	}
	s.shut.Store(cfg.Public || cfg.Token.Asked() || cfg.OIDC != nil || cfg.UserHeader != "")
	_, _ = s.guarded(context.Background()) // what the start relied on counts, though it be gone before the first request
	return s
}

// guarded tells whether there are access rules. A server that has found some once does not open again, whatever becomes of them.
func (s *Service) guarded(ctx context.Context) (bool, error) {
	if s.shut.Load() || s.cfg.Accounts == nil {
		return s.shut.Load(), nil
	}
	has, err := s.cfg.Accounts.Has(ctx)
	if err != nil || !has.Any() {
		return false, err
	}
	if s.shut.CompareAndSwap(false, true) {
		s.cfg.Log.Info("there are users or tokens now: whoever asks is asked who he is")
	}
	return true, nil
}

// Guarded tells whether answers differ by who asks, so that no shared cache may keep them.
func (s *Service) Guarded() bool { return s.shut.Load() }

// signsIn tells whether people can sign in on the page.
func (s *Service) signsIn(ctx context.Context) bool {
	return s.cfg.OIDC != nil || s.byPassword(ctx)
}

func (s *Service) byPassword(ctx context.Context) bool {
	if s.cfg.Accounts == nil {
		return false
	}
	has, err := s.cfg.Accounts.Has(ctx)
	return err == nil && has.Users
}

// visit is what was found out about a request.
type visit struct {
	principal access.Principal
	signed    *accounts.Signed // within a session
	login     string           // of somebody without a session
	proof     string           // what the page says to change something; "" where a browser adds nothing by itself
	ended     bool             // the browser has the cookie of a session that is over
}

type visitKey struct{}

func visitOf(r *http.Request) visit {
	if v, ok := notes.Get(r.Context(), visitKey{}).(*visit); ok {
		return *v
	}
	return visit{principal: access.Nobody()}
}

// Who is who asks, once the request has been admitted.
func Who(r *http.Request) access.Principal { return visitOf(r).principal }

// Admit finds out who asks and refuses wrong proofs: 401 for a wrong token, 429 for many, 403 for a change without its token of the
// page, 503 while accounts cannot be read. Where nobody can sign in on the page, nothing at all is shown to whoever has no token.
func (s *Service) Admit(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v, err := s.visit(r)
		switch {
		case errors.Is(err, ErrRefused):
			s.refuse(w, r)
			return
		case err != nil:
			s.cfg.Log.Error("accounts cannot be read", "error", err)
			problem.Write(w, http.StatusServiceUnavailable, "who may see what cannot be read at the moment; the server's log says why")
			return
		case v.principal.Kind == access.Anonymous && v.principal.ID == "" && !s.signsIn(r.Context()):
			s.AskWho(w, r)
			return
		}
		r = notes.With(r, visitKey{}, v)
		if why := s.forged(r, *v); why != "" {
			problem.Write(w, http.StatusForbidden, why)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// atTheMachine tells whether a request does not come by a proxy. One that says nothing of whom it asks for is known by the base URL under
// which it is asked.
func (s *Service) atTheMachine(r *http.Request) bool {
	return s.near && onLoopback(r)
}

func (s *Service) visit(r *http.Request) (*visit, error) {
	guarded, err := s.guarded(r.Context())
	if err != nil {
		return nil, err
	}
	switch {
	case !guarded && s.atTheMachine(r):
		return s.machine, nil
	case !guarded:
		return s.elsewhere, nil
	}
	ended := false
	for _, way := range s.ways {
		v, given, err := way.authenticate(r)
		if err != nil || given {
			return &v, err
		}
		ended = ended || v.ended
	}
	if s.cfg.Public {
		return &visit{principal: access.PublicReader(), ended: ended}, nil
	}
	return &visit{principal: access.Nobody(), ended: ended}, nil
}

// CanEnter tells whether somebody who may not see something could by saying who he is.
func (s *Service) CanEnter(r *http.Request) bool {
	if s.cfg.Token.Asked() || s.signsIn(r.Context()) || s.cfg.UserHeader != "" {
		return true
	}
	if s.cfg.Accounts == nil {
		return false
	}
	has, err := s.cfg.Accounts.Has(r.Context())
	return err != nil || has.Any()
}

const realm = `realm="Qingshan"`

// AskWho asks with 401 who somebody is: where people can sign in on the page so that the page does it, else so that the browser asks for
// the token.
func (s *Service) AskWho(w http.ResponseWriter, r *http.Request) {
	switch {
	case !s.signsIn(r.Context()):
		w.Header().Set("WWW-Authenticate", "Basic "+realm+`, charset="UTF-8"`)
		problem.Write(w, http.StatusUnauthorized, "this server asks for a token: as Bearer token, or as password")
	case visitOf(r).ended:
		w.Header().Set("WWW-Authenticate", "Bearer "+realm)
		problem.Write(w, http.StatusUnauthorized, "the session has ended; sign in again")
	default:
		w.Header().Set("WWW-Authenticate", "Bearer "+realm)
		problem.Write(w, http.StatusUnauthorized, "sign in, or give a token as Bearer token")
	}
}

// refuse answers a wrong token, and asks whoever gives many to wait.
func (s *Service) refuse(w http.ResponseWriter, r *http.Request) {
	if s.cfg.Refusals != nil {
		if wait := s.cfg.Refusals.Note(limit.ClientOf(r)); wait > 0 {
			security.Wait(w, wait, "too many wrong tokens came from this address; correct the token")
			return
		}
	}
	if !s.signsIn(r.Context()) {
		s.AskWho(w, r)
		return
	}
	w.Header().Set("WWW-Authenticate", "Bearer "+realm+`, error="invalid_token"`) // RFC 6750, 3.1
	problem.Write(w, http.StatusUnauthorized, "the token is not known here, has expired or has been revoked")
}
