package api

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strconv"

	"github.com/qingshan-gis/qingshan/api/limit"
	"github.com/qingshan-gis/qingshan/api/live"
	"github.com/qingshan-gis/qingshan/api/problem"
	"github.com/qingshan-gis/qingshan/api/watch"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/data/store"
	"github.com/qingshan-gis/qingshan/tiles/rastertile"
	"github.com/qingshan-gis/qingshan/tiles/serve"
	"github.com/qingshan-gis/qingshan/tiles/tilematrix"
)

// statusOf is the one place that turns an error into a status.
func statusOf(err error) int {
	var query *snapshot.QueryError
	var zone *snapshot.UnknownZoneError
	var body *limit.BodyError
	var matrix *unknownMatrix
	var busy *limit.BusyError
	var often *limit.RateError
	switch {
	case errors.As(err, &body):
		return body.Status
	case errors.As(err, &often):
		return http.StatusTooManyRequests
	case errors.As(err, &query), errors.Is(err, rastertile.ErrRequest), errors.Is(err, serve.ErrNoField):
		return http.StatusBadRequest
	case errors.As(err, &zone), errors.As(err, &matrix), errors.Is(err, store.ErrNotFound), errors.Is(err, serve.ErrNoLayer), errors.Is(err, tilematrix.ErrTileRange), errors.Is(err, serve.ErrNoZone), errors.Is(err, rastertile.ErrNoScene):
		return http.StatusNotFound
	case errors.Is(err, live.ErrNotReady), errors.Is(err, store.ErrNoCurrent), errors.As(err, &busy), errors.Is(err, context.DeadlineExceeded):
		return http.StatusServiceUnavailable
	case errors.Is(err, store.ErrDamaged), errors.Is(err, serve.ErrDamaged), errors.Is(err, rastertile.ErrDamaged), live.MetDamage(err):
		return http.StatusServiceUnavailable
	case errors.Is(err, context.Canceled):
		return 499 // the client went away; nobody reads this
	}
	return http.StatusInternalServerError
}

// metDamageDetail is what a client is told whose request met a damaged file.
const metDamageDetail = "a file of the snapshot is damaged, which was found just now; ask again in a few seconds"

// fail answers with the problem. What went wrong inside is logged, not told.
func fail(log *slog.Logger, w http.ResponseWriter, r *http.Request, err error) {
	status := statusOf(err)
	detail := err.Error()
	var often *limit.RateError
	if errors.As(err, &often) {
		w.Header().Set("Retry-After", strconv.Itoa(limit.Seconds(often.Wait)))
	}
	live.Suspect(r.Context(), err)
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		detail = "the answer took longer than one request may; ask for less, as one zone or one level, or ask on the command line, which has no such limit"
	case live.MetDamage(err):
		detail = metDamageDetail
	}
	if status == http.StatusInternalServerError {
		log.ErrorContext(r.Context(), "request failed", "route", watch.Route(r.Context()), "error", err)
		detail = "the server could not answer; its log says why"
	}
	problem.Write(w, status, detail)
}
