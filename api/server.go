package api

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/go-chi/chi/v5"

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
	// Token, if set, is asked of every request but those for health: as Bearer token, or as password of Basic auth.
	Token string
	// BaseURL is where clients reach the server, as in https://example.cn/forest; documents name tiles below it. Without it they name
	// the host that was asked, or the path alone where shared caches keep them.
	BaseURL string
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
	Limits Limits
	// Vector writes GeoPackages; without it they are refused.
	Vector render.VectorWriter
	// Scrub is the pause between two looks for silent damage to the files that are served; default one hour, below 0 for none.
	Scrub time.Duration
}

// DefaultCache is the default size of the tile cache.
const DefaultCache = 256 << 20

// Server answers from a store's current snapshot. Safe for concurrent use.
type Server struct {
	cfg     Config
	log     *slog.Logger
	holder  *holder
	cache   *serve.Cache
	metrics *metrics
	hosts   *hosts
	auth    *authenticator
	router  http.Handler
	limits  Limits
	spools  *spools
	tidy    tidier

	quick, costly *gate // for what takes milliseconds, and for what takes seconds
}

// New makes a server; nothing is loaded before [Server.Run] or [Server.Refresh].
func New(cfg Config) *Server {
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
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
	denied := newDenied()
	s.hosts, s.auth = newHosts(cfg, denied.otherHost), newAuthenticator(cfg.Token, newRefusals(cfg.Log, denied))
	s.holder = newHolder(cfg.Store, cfg.Native, cfg.Log)
	s.metrics = newMetrics(s.holder)
	s.limits = cfg.Limits.withDefaults()
	s.tidy.percent = s.limits.Garbage
	s.spools = newSpools(spoolHead, spoolMemory, s.limits.SpoolBytes)
	s.spools.dir = s.limits.SpoolDir
	s.quick, s.costly = newGate(s.limits.quickGate()), newGate(s.limits.costlyGate())
	s.metrics.watch(s.quick, "quick")
	s.metrics.watch(s.costly, "costly")
	s.router = s.routes()
	s.metrics.registry.MustRegister(denied)
	return s
}

// Refresh loads the store's current snapshot now.
func (s *Server) Refresh(ctx context.Context) error { return s.holder.refresh(ctx) }

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.router.ServeHTTP(w, r) }

// healthPath is asked by whoever watches the process, under any name.
const healthPath = "/healthz"

func (s *Server) routes() http.Handler {
	r := chi.NewRouter()
	r.Use(s.recovered, securityHeaders(s.cfg.Basemap), s.metrics.observe, onePath, headIsGet, s.holder.hold, unreadBody(s.limits.Stall/3))
	r.NotFound(nothingHere)
	r.MethodNotAllowed(otherMethod)
	r.Use(s.hosts.only)
	r.Get(healthPath, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })
	r.Get("/readyz", s.ready)
	r.Group(func(r chi.Router) {
		r.Use(s.auth.authenticate)
		r.Method(http.MethodGet, "/metrics", s.metrics.handler())
		r.Get("/tiles/{layers}.json", s.tileJSON)
		r.Get("/tiles/{layers}/{z}/{x}/{y}.mvt", s.tile)
		r.Get("/tiles/{layers}/{matrix}.json", s.tileJSON)
		r.Get("/tiles/{layers}/{matrix}/{z}/{x}/{y}.mvt", s.tile)
		r.Get("/tileMatrixSets", s.matrixSets)
		r.Get("/tileMatrixSets/{matrix}", s.matrixSet)
		s.rasterRoutes(r)
		r.Route("/api", func(r chi.Router) {
			r.Use(compressed(), shortQuery)
			for _, q := range s.questions() {
				r.Method(q.method, q.path, q.handler)
			}
			r.Get("/page", s.page)
		})
		if s.cfg.Page != nil {
			r.With(compressed(), cacheAssets).Method(http.MethodGet, "/*", http.FileServerFS(s.cfg.Page))
		}
	})
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

// httpServer is the server that reads requests. Its deadlines hold where no handler sets another one, see [Server.reply].
func (s *Server) httpServer() *http.Server {
	l := s.limits
	return &http.Server{Handler: s, ReadHeaderTimeout: l.Header, WriteTimeout: 2 * l.Stall, IdleTimeout: l.Idle, MaxHeaderBytes: 1 << 16,
		ErrorLog: slog.NewLogLogger(s.log.Handler(), slog.LevelWarn)}
}

// Run serves on a listener until ctx ends, then lets open requests finish.
func (s *Server) Run(ctx context.Context, l net.Listener) error {
	if err := s.holder.refresh(ctx); errors.Is(err, store.ErrNoCurrent) {
		s.log.Error("nothing to serve yet", "error", err)
	}
	dir, remove, err := spoolFolder(s.limits.SpoolDir)
	if err != nil {
		return fmt.Errorf("folder for temporary files: %w; name another one with TMPDIR", err)
	}
	defer remove()
	s.spools.dir = dir
	var following sync.WaitGroup
	following.Go(func() { s.holder.follow(ctx, s.cfg.Poll) })
	if s.cfg.Scrub > 0 {
		following.Go(func() { s.holder.scrub(ctx, s.cfg.Scrub, scrubShare) })
	}
	srv := s.httpServer()
	ended := make(chan error, 1)
	go func() { ended <- srv.Serve(bounded(l, s.limits.Connections)) }()
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
	now := s.holder.current.Load()
	if now == nil {
		detail := errNotReady.Error()
		if d := s.holder.damage.Load(); d != nil {
			detail = d.text
		}
		writeProblem(w, http.StatusServiceUnavailable, detail)
		return
	}
	if d := s.holder.damage.Load(); d != nil {
		fmt.Fprintf(w, "ready, serving snapshot %s; but %s\n", now.Manifest.ID, d.text)
		return
	}
	fmt.Fprintf(w, "ready, serving snapshot %s\n", now.Manifest.ID)
}
