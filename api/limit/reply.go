package limit

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/qingshan-gis/qingshan/api/reach"
)

// Reply is an answer that is made whole before any of it is sent: one that fails is a problem and not half an answer, and the pace of
// the client holds no slot.
type Reply struct {
	*Spool
	Header   http.Header
	encoding Encoding // that the client likes best for a text
}

// Reply makes an answer within the request's time, then sends it at the client's pace.
func (b *Bounds) Reply(w http.ResponseWriter, r *http.Request, fill func(ctx context.Context, out *Reply) error) {
	ctx, cancel := context.WithTimeout(r.Context(), b.limits.Timeout)
	defer cancel()
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(b.limits.Timeout + b.limits.Stall)) // what cannot keep time answers all the same
	out := &Reply{b.Open(ctx, r), http.Header{}, PickEncoding(r.Header.Get("Accept-Encoding"))}
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

// WriteText fills an answer with text, in the encoding that the client likes best. Errors are those of text and of the spool.
func (out *Reply) WriteText(text func(w io.Writer) error) (err error) {
	reach.AddVary(out.Header, "Accept-Encoding")
	if out.encoding == Identity {
		return buffered(out, text)
	}
	out.Header.Set("Content-Encoding", string(out.encoding))
	return out.encoding.encode(out, func(w io.Writer) error { return buffered(w, text) })
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

// slowest is the pace, in bytes per second, at which an answer must be taken on the whole.
const slowest = 16 << 10

// send sends an answer, or tells a client that has it already that it is the same; parts of files are sent to those who ask for them.
// A client that takes nothing for a while, or all of it too slowly, loses its connection.
func (b *Bounds) send(w http.ResponseWriter, r *http.Request, out *Reply) {
	h := w.Header()
	for name, values := range out.Header {
		if name == "Vary" {
			reach.AddVary(h, values...)
			continue
		}
		h[name] = values
	}
	h.Set("Content-Length", strconv.FormatInt(out.size, 10))
	to := &pacedWriter{w, http.NewResponseController(w), b.limits.Stall, time.Now().Add(b.limits.Stall + time.Duration(out.size)*time.Second/slowest), nil}
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		b.sendKept(w, r, out, to)
	} else {
		_, _ = out.WriteTo(to)
	}
	if to.err != nil {
		b.log.WarnContext(r.Context(), "answer not written", "error", to.err)
	}
}

// sendKept sends an answer that clients may keep: with a tag that is made of its bytes, so that each encoding has its own.
func (b *Bounds) sendKept(w http.ResponseWriter, r *http.Request, out *Reply, to *pacedWriter) {
	sum := sha256.New()
	if _, err := out.WriteTo(sum); err != nil {
		b.refuse(w, r, err)
		return
	}
	h := w.Header()
	h.Set("ETag", strconv.Quote(hex.EncodeToString(sum.Sum(nil)[:tagBytes])))
	switch {
	case out.file != nil && h.Get("Content-Encoding") == "":
		http.ServeContent(pacedResponse{w, to}, r, "", time.Time{}, out.seeker())
	case NamesTag(r.Header.Get("If-None-Match"), h.Get("ETag")):
		NotModified(w)
	case r.Method == http.MethodGet:
		_, _ = out.WriteTo(to)
	}
}

// tagBytes is how much of a SHA-256 tells answers apart.
const tagBytes = 16

// pacedResponse is a response whose body is written at a pace.
type pacedResponse struct {
	http.ResponseWriter
	body io.Writer
}

func (p pacedResponse) Write(b []byte) (int, error) { return p.body.Write(b) }

// pacedWriter writes piece by piece, each within a time.
type pacedWriter struct {
	to    io.Writer
	time  *http.ResponseController
	stall time.Duration // for one piece
	end   time.Time     // for all
	err   error         // the first one
}

// pieceSize is small enough for a slow line to take within the stall time.
const pieceSize = 64 << 10

func (p *pacedWriter) Write(b []byte) (n int, err error) {
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
	if p.err == nil {
		p.err = err
	}
	return n, err
}
