package api

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"strings"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/data/store"
	"github.com/qingshan-gis/qingshan/tiles/rastertile"
	"github.com/qingshan-gis/qingshan/tiles/serve"
	"github.com/qingshan-gis/qingshan/tiles/tilematrix"
)

// problem is an RFC 9457 document.
type problem struct {
	Title  string `json:"title"`
	Status int    `json:"status"`
	Detail string `json:"detail"`
}

// badRequest is a parameter that cannot be read.
type badRequest struct{ reason string }

func (e *badRequest) Error() string { return e.reason }

// statusOf is the one place that turns an error into a status.
func statusOf(err error) int {
	var query *snapshot.QueryError
	var zone *snapshot.UnknownZoneError
	var bad *badRequest
	var body *badBody
	var matrix *unknownMatrix
	var busy *busyError
	switch {
	case errors.As(err, &body):
		return body.status
	case errors.As(err, &query), errors.As(err, &bad), errors.Is(err, rastertile.ErrRequest), errors.Is(err, serve.ErrNoField):
		return http.StatusBadRequest
	case errors.As(err, &zone), errors.As(err, &matrix), errors.Is(err, store.ErrNotFound), errors.Is(err, serve.ErrNoLayer), errors.Is(err, tilematrix.ErrTileRange), errors.Is(err, serve.ErrNoZone), errors.Is(err, rastertile.ErrNoScene):
		return http.StatusNotFound
	case errors.Is(err, errNotReady), errors.Is(err, store.ErrNoCurrent), errors.As(err, &busy), errors.Is(err, context.DeadlineExceeded):
		return http.StatusServiceUnavailable
	case errors.Is(err, store.ErrDamaged), errors.Is(err, serve.ErrDamaged), errors.Is(err, rastertile.ErrDamaged), metDamage(err):
		return http.StatusServiceUnavailable
	case errors.Is(err, context.Canceled):
		return 499 // the client went away; nobody reads this
	}
	return http.StatusInternalServerError
}

// retryAfter is when, in seconds, one may ask again who was told that the server cannot answer now.
const retryAfter = "10"

// longestDetail bounds what a refusal repeats of what was asked, in bytes.
const longestDetail = 1000

func writeProblem(w http.ResponseWriter, status int, detail string) {
	if len(detail) > longestDetail {
		detail = strings.ToValidUTF8(detail[:longestDetail], "") + "…"
	}
	w.Header().Set("Content-Type", "application/problem+json")
	w.Header().Set("Cache-Control", "no-store")
	if status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", retryAfter)
	}
	w.WriteHeader(status)
	title := http.StatusText(status)
	_ = json.NewEncoder(w).Encode(problem{title, status, detail})
}

// metDamageDetail is what a client is told whose request met a damaged file.
const metDamageDetail = "a file of the snapshot is damaged, which was found just now; ask again in a few seconds"

// fail answers with the problem. What went wrong inside is logged, not told.
func fail(log *slog.Logger, w http.ResponseWriter, r *http.Request, err error) {
	status := statusOf(err)
	detail := err.Error()
	suspect(r.Context(), err)
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		detail = "the answer took longer than one request may; ask for less, as one zone or one level, or ask on the command line, which has no such limit"
	case metDamage(err):
		detail = metDamageDetail
	}
	if status == http.StatusInternalServerError {
		log.Error("request failed", "path", r.URL.Path, "error", err)
		detail = "the server could not answer; its log says why"
	}
	writeProblem(w, status, detail)
}
