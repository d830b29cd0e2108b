package limit

import (
	"net/http"
	"strings"

	"github.com/qingshan-gis/qingshan/api/reach"
)

// compressLevel is gzip's: the gain beyond it is small.
const compressLevel = 5

// IsText tells whether answers of a type are made smaller by compressing.
func IsText(contentType string) bool {
	kind, _, _ := strings.Cut(contentType, ";")
	switch kind = strings.TrimSpace(kind); kind {
	case "application/json", "application/geo+json", "application/problem+json", "application/javascript", "application/manifest+json", "image/svg+xml":
		return true
	}
	return strings.HasPrefix(kind, "text/")
}

// Compressed sends what is text in the encoding that the client likes best, unless it has one already, see [Reply.WriteText]. Each
// encoding of an answer has its own entity tag: a handler within gives and compares that of the text as it is.
func Compressed() func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			p := &packing{ResponseWriter: w, encoding: PickEncoding(r.Header.Get("Accept-Encoding")), head: r.Method == http.MethodHead, asked: r.Header.Get("If-None-Match")}
			if p.encoding != Identity && p.asked != "" {
				r = r.Clone(r.Context())
				r.Header.Set("If-None-Match", strings.ReplaceAll(p.asked, p.encoding.suffix(), `"`))
			}
			defer p.end()
			next.ServeHTTP(p, r)
		})
	}
}

// packing is an answer on its way through an encoding. It belongs to one goroutine.
type packing struct {
	http.ResponseWriter
	encoding Encoding
	head     bool
	asked    string // If-None-Match as the client wrote it
	begun    bool
	packer   packer // nil for what is sent as it is
}

// WriteHeader decides whether the answer is encoded.
func (p *packing) WriteHeader(status int) {
	h := p.Header()
	switch {
	case p.begun || status < http.StatusOK:
	case status == http.StatusNotModified:
		reach.AddVary(h, "Accept-Encoding")
		if tag := p.encoding.Tag(h.Get("ETag")); tag != "" && strings.Contains(p.asked, tag) {
			h.Set("ETag", tag)
		}
	case status != http.StatusNoContent && h.Get("Content-Encoding") == "" && IsText(h.Get("Content-Type")):
		reach.AddVary(h, "Accept-Encoding")
		if p.encoding != Identity && h.Get("Content-Range") == "" {
			p.pack(h)
		}
	}
	p.begun = p.begun || status >= http.StatusOK
	p.ResponseWriter.WriteHeader(status)
}

// pack begins to encode.
func (p *packing) pack(h http.Header) {
	h.Set("Content-Encoding", string(p.encoding))
	h.Del("Content-Length")
	h.Del("Accept-Ranges")
	if tag := h.Get("ETag"); tag != "" {
		h.Set("ETag", p.encoding.Tag(tag))
	}
	if p.head { // nothing is sent, and the length of nothing would be taken for the answer's
		return
	}
	p.packer = p.encoding.pool().Get().(packer)
	p.packer.Reset(p.ResponseWriter)
}

// Write writes a piece of the text.
func (p *packing) Write(b []byte) (int, error) {
	if !p.begun {
		if p.Header().Get("Content-Type") == "" {
			p.Header().Set("Content-Type", http.DetectContentType(b))
		}
		p.WriteHeader(http.StatusOK)
	}
	switch {
	case p.packer != nil:
		return p.packer.Write(b)
	case p.head && p.Header().Get("Content-Encoding") != "":
		return len(b), nil
	}
	return p.ResponseWriter.Write(b)
}

// end closes the encoding.
func (p *packing) end() {
	if p.packer == nil {
		return
	}
	_ = p.packer.Close() // the client went away
	p.packer.Reset(nil)
	p.encoding.pool().Put(p.packer)
	p.packer = nil
}

// Unwrap lets an http.ResponseController set deadlines.
func (p *packing) Unwrap() http.ResponseWriter { return p.ResponseWriter }
