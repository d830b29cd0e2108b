package api

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"

	"github.com/qingshan-gis/qingshan/api/notes"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"

	"github.com/qingshan-gis/qingshan/api/access"
	"github.com/qingshan-gis/qingshan/api/access/accounts"
	"github.com/qingshan-gis/qingshan/api/audit"
	"github.com/qingshan-gis/qingshan/api/limit"
	"github.com/qingshan-gis/qingshan/api/live"
	"github.com/qingshan-gis/qingshan/api/problem"
	"github.com/qingshan-gis/qingshan/api/reach"
	"github.com/qingshan-gis/qingshan/api/security"
	"github.com/qingshan-gis/qingshan/api/signin"
	"github.com/qingshan-gis/qingshan/api/telemetry"
	"github.com/qingshan-gis/qingshan/api/watch"
	"github.com/qingshan-gis/qingshan/data"
	"github.com/qingshan-gis/qingshan/data/render"
	"github.com/qingshan-gis/qingshan/data/store"
	"github.com/qingshan-gis/qingshan/tiles/serve"
)

// Config of a server. Store is needed; other zero values work.
type Config struct {
	Store store.Store
	Log   *slog.Logger
	// Native is what the program can ask GDAL and GEOS for.
	Native data.Native
	// Token, if set, reads all: as Bearer token, or as password of Basic auth. Where nobody can sign in, it is asked of every request but
	// those for health.
	Token string
	// Accounts are the users and tokens that are let in; nil for none. Without any, and without Token, OIDC and Public, everybody
	// reads all, and who is at the machine keeps accounts, see [access.AtTheMachine].
	Accounts *accounts.Store
	// OIDC is an identity provider at which users sign in; it needs Accounts and BaseURL. Nil for none.
	OIDC *signin.OIDC
	// Public lets everybody read what is public.
	Public bool
	// UserHeader is the header in which one of Proxies names who has signed in at it; "" for none.
	UserHeader string
	// Who says who asks, in place of all that.
	Who func(r *http.Request) access.Principal
	// BaseURL is where clients reach the server, as in https://example.cn/forest; documents name tiles below it. Without it they name
	// the host that was asked, or the path alone where shared caches keep them.
	BaseURL string
	// Proxies are the addresses of proxies that are believed about whom they ask for and how they were asked, Forwarded the family of
	// headers that they write; default [reach.XForwarded].
	Proxies   []netip.Prefix
	Forwarded reach.Header
	// Sites are the other sites whose pages may read answers in a browser.
	Sites reach.Sites
	// Hosts are the names, beside localhost, every address and that of BaseURL, by which requests may ask for the server; all others are
	// refused. Without any, every name is answered to.
	Hosts []string
	// Page holds the map page's files.
	Page fs.FS
	// Basemap is a raster tile URL template drawn under the map, BasemapAttribution its credit.
	Basemap, BasemapAttribution string
	// CacheBytes bounds the finished tiles kept; default [DefaultCache].
	CacheBytes int
	// Version is the tool that certificates name.
	Version string
	// Poll is how often the store is looked at; default one second.
	Poll time.Duration
	// Limits keep one client from taking what all need.
	Limits limit.Limits
	// Vector writes GeoPackages; without it they are refused.
	Vector render.VectorWriter
	// Audit is where it is written down who asked for what; nil for nowhere.
	Audit *audit.Log
	// Traces is where traces go; nil for nowhere.
	Traces *telemetry.Traces
	// Scrub is the pause between two looks for silent damage to the files that are served; default one hour, below 0 for none.
	Scrub time.Duration
}

// DefaultCache is the default size of the tile cache.
const DefaultCache = 256 << 20

// Server answers from a store's current snapshot. Safe for concurrent use.
type Server struct {
	cfg     Config
	log     *slog.Logger
	holder  *live.Holder
	cache   *serve.Cache
	metrics *metrics
	watch   *watch.Watch
	hosts   *security.HostNames
	token   *security.Token
	signin  *signin.Service
	router  http.Handler
	bounds  *limit.Bounds
}

// New makes a server; nothing is loaded before [Server.Run] or [Server.Refresh].
func New(cfg Config) *Server {
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	if cfg.Who == nil {
		cfg.Who = signin.Who
	}
	if cfg.CacheBytes == 0 {
		cfg.CacheBytes = DefaultCache
	}
	if cfg.Poll == 0 {
		cfg.Poll = time.Second
	}
	if cfg.Scrub == 0 {
		cfg.Scrub = time.Hour
	}
	s := &Server{cfg: cfg, log: cfg.Log, cache: serve.NewCache(cfg.CacheBytes)}
	s.holder = live.NewHolder(cfg.Store, cfg.Native, cfg.Log)
	s.metrics = newMetrics(s.holder)
	s.metrics.watchCache("tiles", s.cache.Bytes)
	s.metrics.watchAudit(cfg.Audit)
	s.watch = watch.New(watch.Config{Log: cfg.Log, Audit: cfg.Audit, Traces: cfg.Traces, Begun: s.metrics.begun, Count: s.metrics.count, SignIn: s.metrics.signedIn})
	denied := security.NewDenied()
	s.hosts, s.token = security.NewHostNames(cfg.Hosts, cfg.BaseURL, cfg.Log, denied.OtherHost), security.NewToken(cfg.Token)
	s.signin = signin.New(signin.Config{Accounts: cfg.Accounts, Token: s.token, OIDC: cfg.OIDC, Public: cfg.Public, BaseURL: cfg.BaseURL, UserHeader: cfg.UserHeader,
		Log: cfg.Log, Refusals: security.NewRefusals(cfg.Log, denied), Denied: denied, Record: s.watch.Access})
	s.bounds = limit.New(cfg.Limits, cfg.Log, func(w http.ResponseWriter, r *http.Request, err error) { fail(s.log, w, r, err) })
	s.metrics.watch(s.bounds.Quick, "quick")
	s.metrics.watch(s.bounds.Costly, "costly")
	s.metrics.throttled(s.bounds)
	s.router = s.routes()
	s.metrics.registry.MustRegister(denied)
	return s
}

// Refresh loads the store's current snapshot now. Errors are those of [live.Holder.Refresh].
func (s *Server) Refresh(ctx context.Context) error { return s.holder.Refresh(ctx) }

// SetToken replaces the token from the next request on. A server that was made without one stays open, and an empty token changes
// nothing: what was asked for at the start is never dropped.
func (s *Server) SetToken(token string) {
	if s.cfg.Token != "" && token != "" {
		s.token.Set(token)
	}
}

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.router.ServeHTTP(w, r) }

// healthPath is asked by whoever watches the process, under any name.
const healthPath = "/healthz"

// reached is how clients reach the server. A base URL that is none counts as not given, see [IsBaseURL].
func (s *Server) reached() reach.Config {
	base, _ := reach.ParseBaseURL(s.cfg.BaseURL)
	return reach.Config{BaseURL: base, Proxies: s.cfg.Proxies, Header: s.cfg.Forwarded}
}

func (s *Server) routes() http.Handler {
	r := chi.NewRouter()
	r.Use(notes.Begin, s.reached().Find, s.watch.Requests, s.recovered, security.Headers(s.cfg.Basemap), onePath, middleware.GetHead, s.holder.Hold, s.bounds.UnreadBody)
	r.NotFound(nothingHere)
	r.MethodNotAllowed(otherMethod)
	r.Use(func(next http.Handler) http.Handler { return s.hosts.Only(healthPath, next) })
	s.serve(r, s.allRoutes())
	return r
}

// cacheAssets lets browsers keep files whose names hold their hash.
func cacheAssets(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/assets/") {
			w.Header().Set("Cache-Control", "private, max-age=31536000, immutable")
		} else {
			w.Header().Set("Cache-Control", "no-cache")
		}
		next.ServeHTTP(w, r)
	})
}

// grace is how long open requests may go on after the end was asked for.
const grace = 10 * time.Second

// Run serves on a listener until ctx ends, then lets open requests finish. It returns an error if the folder for temporary files
// cannot be made, if the listener fails, or if some requests do not end in time.
func (s *Server) Run(ctx context.Context, l net.Listener) error {
	if err := s.holder.Refresh(ctx); errors.Is(err, store.ErrNoCurrent) {
		s.log.Error("nothing to serve yet", "error", err)
	}
	remove, err := s.bounds.OwnFolder()
	if err != nil {
		return fmt.Errorf("folder for temporary files: %w; name another one with TMPDIR", err)
	}
	defer remove()
	var following sync.WaitGroup
	following.Go(func() { s.holder.Follow(ctx, s.cfg.Poll) })
	if s.cfg.Scrub > 0 {
		following.Go(func() { s.holder.Scrub(ctx, s.cfg.Scrub, live.ScrubShare) })
	}
	srv := s.bounds.HTTPServer(s)
	ended := make(chan error, 1)
	go func() { ended <- srv.Serve(s.bounds.Listener(l, s.reached().Trusts)) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	s.log.Info("stopping")
	bye, cancel := context.WithTimeout(context.WithoutCancel(ctx), grace)
	defer cancel()
	err = srv.Shutdown(bye)
	<-ended
	following.Wait()
	if errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("some requests did not end within %s", grace)
	}
	return err
}

// ready tells whether a snapshot is served, status 503 where not, and what is wrong with the store: what is served is sound all the same.
func (s *Server) ready(w http.ResponseWriter, _ *http.Request) {
	now := s.holder.Now()
	if now == nil {
		detail := live.ErrNotReady.Error()
		if d := s.holder.Trouble(); d != nil {
			detail = d.Text
		}
		problem.Write(w, http.StatusServiceUnavailable, detail)
		return
	}
	fmt.Fprintf(w, "ready, serving snapshot %s", now.Manifest.ID)
	if d := s.holder.Trouble(); d != nil {
		fmt.Fprintf(w, "; but %s", d.Text)
	}
	if s.cfg.Audit != nil && s.cfg.Audit.Trouble() != nil {
		fmt.Fprint(w, "; but the audit cannot be written, see the log")
	}
	fmt.Fprintln(w)
}
