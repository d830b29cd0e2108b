package telemetry

import (
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/http/pprof"
	"net/netip"
	"strings"
	"time"

	"github.com/qingshan-gis/qingshan/spatial/parallel"
)

// ErrBeyondLoopback means that an address can be reached from other machines.
var ErrBeyondLoopback = errors.New("profiles show what is in memory; name an address of this machine alone, as in 127.0.0.1:6060")

// CheckLoopback refuses an address, as HOST:PORT, that others than this machine may reach, with [ErrBeyondLoopback].
func CheckLoopback(address string) error {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return err
	}
	if !isLoopback(host) {
		return ErrBeyondLoopback
	}
	return nil
}

func isLoopback(host string) bool {
	at, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return strings.EqualFold(host, "localhost") || err == nil && at.Unmap().IsLoopback()
}

// Profiles answers with the program's profiles below /debug/pprof/, to requests that name this machine as their host: a page on the web
// can have its own name resolved to it.
func Profiles() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/debug/pprof/", pprof.Index)
	mux.HandleFunc("/debug/pprof/cmdline", pprof.Cmdline)
	mux.HandleFunc("/debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("/debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("/debug/pprof/trace", pprof.Trace)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host := r.Host
		if name, _, err := net.SplitHostPort(host); err == nil {
			host = name
		}
		if !isLoopback(host) {
			http.Error(w, "ask for this machine by its address", http.StatusMisdirectedRequest)
			return
		}
		mux.ServeHTTP(w, r)
	})
}

// ServeProfiles serves [Profiles] on an address of this machine until stop is called. Errors are [ErrBeyondLoopback] and those of the
// network.
func ServeProfiles(address string, log *slog.Logger) (stop func(), err error) {
	if err := CheckLoopback(address); err != nil {
		return nil, err
	}
	l, err := net.Listen("tcp", address)
	if err != nil {
		return nil, err
	}
	srv := &http.Server{Handler: Profiles(), ReadHeaderTimeout: 10 * time.Second, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn)}
	log.Info("profiles are served", "url", "http://"+l.Addr().String()+"/debug/pprof/")
	go parallel.Guarded(nil, func() error { return srv.Serve(l) })()
	return func() { srv.Close() }, nil
}
