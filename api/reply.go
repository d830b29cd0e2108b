package api

import (
	"bufio"
	"context"
	"io"
	"maps"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/klauspost/compress/gzip"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/spatial/parallel"
)

// reply is an answer that is made whole before any of it is sent: one that fails is a problem and not half an answer, and the pace of
// the client holds no slot.
type reply struct {
	*spool
	header http.Header
	packs  bool // the client takes gzip
}

// reply makes an answer within the request's time, then sends it at the client's pace.
func (s *Server) reply(w http.ResponseWriter, r *http.Request, fill func(ctx context.Context, out *reply) error) {
	ctx, cancel := context.WithTimeout(r.Context(), s.limits.Timeout)
	defer cancel()
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(s.limits.Timeout + s.limits.Stall)) // what cannot keep time answers all the same
	out := &reply{s.spools.open(ctx, clientOf(r)), http.Header{}, acceptsGzip(r.Header.Get("Accept-Encoding"))}
	defer out.Close()
	err := fill(ctx, out)
	if err != nil && ctx.Err() != nil {
		err = ctx.Err() // rather than what it did to the work
	}
	if err != nil {
		fail(s.log, w, r, err)
		return
	}
	s.send(w, r, out)
}

// enter waits for a slot. The work under the context that it returns leaves processors to others.
func (s *Server) enter(ctx context.Context, r *http.Request, costly bool) (work context.Context, leave func(), err error) {
	if !costly {
		leave, err = s.quick.enter(ctx, clientOf(r))
		return ctx, leave, err
	}
	free, err := s.costly.enter(ctx, clientOf(r))
	if err != nil {
		return ctx, nil, err
	}
	end := s.tidy.begin()
	leave = sync.OnceFunc(func() { end(); free() })
	return parallel.Limited(ctx, s.limits.workers()), leave, nil
}

// get is the snapshot that a request names; one that is not in memory is loaded under a slot.
func (s *Server) get(ctx context.Context, r *http.Request, id snapshot.ID) (*served, error) {
	if !s.holder.has(id) {
		_, leave, err := s.enter(ctx, r, true)
		if err != nil {
			return nil, err
		}
		defer leave()
	}
	return s.holder.get(ctx, id)
}

// has tells whether a snapshot can be had without loading it.
func (h *holder) has(id snapshot.ID) bool {
	now := h.current.Load()
	return id == "" || now != nil && id == now.id() || h.older.Has(id)
}

// write fills an answer with text, zipped for those who take it.
func (out *reply) write(text func(w io.Writer) error) (err error) {
	out.header.Add("Vary", "Accept-Encoding")
	if !out.packs {
		return buffered(out, text)
	}
	out.header.Set("Content-Encoding", "gzip")
	zip := answerZippers.Get().(*gzip.Writer)
	defer answerZippers.Put(zip)
	zip.Reset(out)
	if err := buffered(zip, text); err != nil {
		return err
	}
	return zip.Close()
}

// buffered gathers what is written in small pieces, as rows are.
func buffered(w io.Writer, text func(w io.Writer) error) error {
	buffer := answerBuffers.Get().(*bufio.Writer)
	defer answerBuffers.Put(buffer)
	buffer.Reset(w)
	if err := text(buffer); err != nil {
		return err
	}
	return buffer.Flush()
}

var answerBuffers = sync.Pool{New: func() any { return bufio.NewWriterSize(nil, 32<<10) }}

var answerZippers = sync.Pool{New: func() any {
	w, _ := gzip.NewWriterLevel(nil, compressLevel) // the level is right
	return w
}}

// slowest is the pace, in bytes per second, at which an answer must be taken on the whole.
const slowest = 16 << 10

// send sends an answer. A client that takes nothing for a while, or all of it too slowly, loses its connection.
func (s *Server) send(w http.ResponseWriter, r *http.Request, out *reply) {
	maps.Copy(w.Header(), out.header)
	w.Header().Set("Content-Length", strconv.FormatInt(out.size, 10))
	if r.Method == http.MethodHead {
		return
	}
	to := pacedWriter{w, http.NewResponseController(w), s.limits.Stall, time.Now().Add(s.limits.Stall + time.Duration(out.size)*time.Second/slowest)}
	if _, err := out.WriteTo(to); err != nil {
		s.log.Warn("answer not written", "path", r.URL.Path, "error", err)
	}
}

// pacedWriter writes piece by piece, each within a time.
type pacedWriter struct {
	to    io.Writer
	time  *http.ResponseController
	stall time.Duration // for one piece
	end   time.Time     // for all
}

// pieceSize is small enough for a slow line to take within the stall time.
const pieceSize = 64 << 10

func (p pacedWriter) Write(b []byte) (n int, err error) {
	for err == nil && n < len(b) {
		by := time.Now().Add(p.stall)
		if by.After(p.end) {
			by = p.end
		}
		_ = p.time.SetWriteDeadline(by)
		var m int
		m, err = p.to.Write(b[n:min(len(b), n+pieceSize)])
		n += m
	}
	return n, err
}
