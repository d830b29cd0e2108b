package limit

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
)

// Reply is an answer that is made whole before any of it is sent: one that fails is a problem and not half an answer, and the pace of
// the client holds no slot.
type Reply struct {
	*Spool
	Header http.Header
	packs  bool // the client takes gzip
}

// Reply makes an answer within the request's time, then sends it at the client's pace.
func (b *Bounds) Reply(w http.ResponseWriter, r *http.Request, fill func(ctx context.Context, out *Reply) error) {
	ctx, cancel := context.WithTimeout(r.Context(), b.limits.Timeout)
	defer cancel()
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(b.limits.Timeout + b.limits.Stall)) // what cannot keep time answers all the same
	out := &Reply{b.Open(ctx, r), http.Header{}, AcceptsGzip(r.Header.Get("Accept-Encoding"))}
	defer out.Close()
	err := fill(ctx, out)
	if err != nil && ctx.Err() != nil {
		err = ctx.Err() // rather than what it did to the work
	}
	if err != nil {
		b.refuse(w, r, err)
		return
	}
	b.send(w, r, out)
}

// WriteText fills an answer with text, zipped for those who take it. Errors are those of text and of the spool.
func (out *Reply) WriteText(text func(w io.Writer) error) (err error) {
	out.Header.Add("Vary", "Accept-Encoding")
	if !out.packs {
		return buffered(out, text)
	}
	out.Header.Set("Content-Encoding", "gzip")
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
func (b *Bounds) send(w http.ResponseWriter, r *http.Request, out *Reply) {
	maps.Copy(w.Header(), out.Header)
	w.Header().Set("Content-Length", strconv.FormatInt(out.size, 10))
	if r.Method == http.MethodHead {
		return
	}
	to := pacedWriter{w, http.NewResponseController(w), b.limits.Stall, time.Now().Add(b.limits.Stall + time.Duration(out.size)*time.Second/slowest)}
	if _, err := out.WriteTo(to); err != nil {
		b.log.WarnContext(r.Context(), "answer not written", "error", err)
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
