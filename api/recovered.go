package api

import (
	"net/http"
	"runtime/debug"

	"github.com/go-chi/chi/v5/middleware"

	"github.com/qingshan-gis/qingshan/api/live"
	"github.com/qingshan-gis/qingshan/api/problem"
	"github.com/qingshan-gis/qingshan/api/watch"
)

// recovered keeps the service up when an answer panics.
func (s *Server) recovered(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		debug.SetPanicOnFault(true) // of a mapped file's page that the disk cannot give
		ww, wrapped := w.(middleware.WrapResponseWriter)
		if !wrapped {
			ww = middleware.NewWrapResponseWriter(w, r.ProtoMajor)
		}
		defer func() {
			v := recover()
			if v == nil || v == http.ErrAbortHandler {
				return
			}
			s.log.ErrorContext(r.Context(), "request panicked", "route", watch.Route(r.Context()), "panic", v, "stack", string(debug.Stack()))
			s.holder.Suspect(v)
			switch {
			case ww.Status() != 0:
				panic(http.ErrAbortHandler) // half an answer must not look like a whole one
			case live.MetDamage(v):
				problem.Write(w, http.StatusServiceUnavailable, metDamageDetail)
			default:
				problem.Write(w, http.StatusInternalServerError, "the server could not answer; its log says why")
			}
		}()
		next.ServeHTTP(ww, r)
	})
}
