package limit

import (
	"bytes"
	"io"
	"strconv"
	"strings"
	"sync"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// Encoding is a coding of an answer's bytes, as Content-Encoding names it.
type Encoding string

// The encodings that texts are sent in.
const (
	Identity Encoding = ""
	Gzip     Encoding = "gzip"
	Zstd     Encoding = "zstd"
)

// PickEncoding reads Accept-Encoding (RFC 9110, 12.5.3): the one that the client likes best, of equals zstd, gzip, none. Zstandard is
// for those who name it; * stands for gzip. No header, or one that refuses everything, gets the text as it is.
func PickEncoding(header string) Encoding {
	if header == "gzip" || header == "" {
		return Encoding(header)
	}
	zstd, gzip, plain, rest := -1., -1., -1., -1.
	for part := range strings.SplitSeq(header, ",") {
		name, parameter, _ := strings.Cut(part, ";")
		quality := qualityOf(parameter)
		switch strings.ToLower(strings.TrimSpace(name)) {
		case "zstd":
			zstd = quality
		case "gzip", "x-gzip": // the same (RFC 9110, 8.4.1.3)
			gzip = quality
		case "identity":
			plain = quality
		case "*":
			rest = quality
		}
	}
	if gzip < 0 {
		gzip = rest
	}
	switch {
	case zstd > 0 && zstd >= gzip && zstd >= plain:
		return Zstd
	case gzip > 0 && gzip >= plain:
		return Gzip
	}
	return Identity
}

// AcceptsGzip tells whether a client takes gzip, as the header says of it or, where it says nothing of it, of *.
func AcceptsGzip(header string) bool {
	if header == "gzip" {
		return true
	}
	rest := false
	for part := range strings.SplitSeq(header, ",") {
		name, parameter, _ := strings.Cut(part, ";")
		switch strings.ToLower(strings.TrimSpace(name)) {
		case "gzip", "x-gzip":
			return qualityOf(parameter) > 0
		case "*":
			rest = qualityOf(parameter) > 0
		}
	}
	return rest
}

// qualityOf reads ;q=; without it a coding is as good as can be. One that is no quality is a no.
func qualityOf(parameter string) float64 {
	name, value, found := strings.Cut(strings.TrimSpace(parameter), "=")
	if !found || !strings.EqualFold(strings.TrimSpace(name), "q") {
		return 1
	}
	v, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
	if err != nil || !(v >= 0 && v <= 1) {
		return 0
	}
	return v
}

// suffix ends the entity tag of an encoded answer, with its quotation mark.
func (e Encoding) suffix() string { return "-" + string(e) + `"` }

// Tag is the entity tag of an answer in the encoding, where tag is that of the answer as it is.
func (e Encoding) Tag(tag string) string {
	if plain, ok := strings.CutSuffix(tag, `"`); ok && e != Identity {
		return plain + e.suffix()
	}
	return tag
}

// Pack is a text in the encoding. It returns an error if it cannot be packed.
func (e Encoding) Pack(text []byte) ([]byte, error) {
	var out bytes.Buffer
	err := e.encode(&out, func(w io.Writer) error {
		_, err := w.Write(text)
		return err
	})
	return out.Bytes(), err
}

// encode writes what text writes into w in the encoding. Errors are those of text and of w.
func (e Encoding) encode(w io.Writer, text func(w io.Writer) error) error {
	if e == Identity {
		return text(w)
	}
	pool := e.pool()
	packer := pool.Get().(packer)
	defer pool.Put(packer)
	packer.Reset(w)
	if err := text(packer); err != nil {
		return err
	}
	return packer.Close()
}

// packer is a compressor that can be used again.
type packer interface {
	io.WriteCloser
	Reset(w io.Writer)
}

func (e Encoding) pool() *sync.Pool {
	if e == Zstd {
		return &zstdPackers
	}
	return &gzipPackers
}

var gzipPackers = sync.Pool{New: func() any {
	w, _ := gzip.NewWriterLevel(nil, compressLevel) // the level is right
	return w
}}

// zstdWindow is what a packer keeps in memory of one text, and its reader too.
const zstdWindow = 1 << 20

var zstdPackers = sync.Pool{New: func() any {
	w, _ := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithWindowSize(zstdWindow), zstd.WithLowerEncoderMem(true)) // the options are right
	return w
}}
