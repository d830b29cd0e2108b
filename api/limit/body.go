package limit

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"os"
	"slices"
	"time"
)

const (
	// MaxBody bounds what a request may send: the cells of a large county.
	MaxBody = 20 << 20
	// bodyTime is how long a request may take to send it.
	bodyTime = time.Minute
)

// BodyError is a request body that is not taken, with its status.
type BodyError struct {
	Status int
	reason string
}

func (e *BodyError) Error() string { return e.reason }

// TooLarge refuses a body beyond a bound and names what has none.
func TooLarge(format string, args ...any) *BodyError {
	return &BodyError{http.StatusRequestEntityTooLarge, fmt.Sprintf("the body holds "+format, args...) + "; use `qingshan whatif --cells` for layers of that size"}
}

// ReadBody takes a body of one of the media types, before any slot is taken: its sender sets the pace, within bounds. The caller
// closes it. The error is a [BodyError] or a [BusyError].
func (b *Bounds) ReadBody(w http.ResponseWriter, r *http.Request, types ...string) (body *Spool, err error) {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || !slices.Contains(types, kind) {
		return nil, &BodyError{http.StatusUnsupportedMediaType, fmt.Sprintf("send Content-Type %s, not %q", types[0], r.Header.Get("Content-Type"))}
	}
	if r.ContentLength > MaxBody {
		return nil, TooLarge("more than %d MB", MaxBody>>20)
	}
	body = b.Open(context.WithoutCancel(r.Context()), r) // what ends the request ends the reading
	if err := b.receive(body, w, r); err != nil {
		body.Close()
		return nil, err
	}
	return body, nil
}

// receive writes a request's body into a spool.
func (b *Bounds) receive(body *Spool, w http.ResponseWriter, r *http.Request) error {
	from := pacedReader{http.MaxBytesReader(w, r.Body, MaxBody), http.NewResponseController(w), b.limits.Stall, time.Now().Add(bodyTime)}
	_, err := io.Copy(body, from)
	var large *http.MaxBytesError
	var busy *BusyError
	switch {
	case err == nil:
		from.done()
		return nil
	case errors.As(err, &large):
		return TooLarge("more than %d MB", MaxBody>>20)
	case errors.As(err, &busy):
		return err
	case errors.Is(err, os.ErrDeadlineExceeded):
		return &BodyError{http.StatusRequestTimeout, "the body did not come in time; send it without a pause"}
	}
	return &BodyError{http.StatusBadRequest, fmt.Sprintf("the body could not be read: %v", err)}
}

// pacedReader reads piece by piece, each within a time.
type pacedReader struct {
	from  io.Reader
	time  *http.ResponseController
	stall time.Duration // for one piece
	end   time.Time     // for all
}

func (p pacedReader) Read(b []byte) (int, error) {
	by := time.Now().Add(p.stall)
	if by.After(p.end) {
		by = p.end
	}
	_ = p.time.SetReadDeadline(by) // what cannot keep time is bounded in size alone
	return p.from.Read(b)
}

// done lifts the deadline behind a whole body: the server reads on, so as to notice when the client goes, and would take the deadline
// for that.
func (p pacedReader) done() { _ = p.time.SetReadDeadline(time.Time{}) }

// UnreadBody bounds how long a body that no handler reads may be on its way: the server waits for the rest of it before it
// answers.
func (b *Bounds) UnreadBody(next http.Handler) http.Handler {
	within := b.limits.Stall / 3
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.ContentLength != 0 {
			_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(within))
		}
		next.ServeHTTP(w, r)
	})
}
