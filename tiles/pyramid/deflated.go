package pyramid

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"slices"
	"sync"

	"github.com/klauspost/compress/flate"
)

// ErrCorrupt means that a file that was opened does not hold what was written.
var ErrCorrupt = errors.New("map tiles are corrupt")

// DeflatedLayer is one layer of a tile as clients get it: encoded with the attributes that its level carries, and deflated (RFC 1951)
// up to a whole byte, without an end. Such pieces, one after the other, are one deflate stream.
//
// Its bytes are: length of the layer as varint, CRC-32 of the layer (4 bytes), deflated layer.
type DeflatedLayer struct {
	length   uint64
	sum      uint32
	deflated []byte
}

var errDeflatedLayer = fmt.Errorf("%w: a finished layer", ErrCorrupt)

// readDeflatedLayer reads what [LayerWriter.deflate] wrote. Errors wrap [ErrCorrupt].
func readDeflatedLayer(b []byte) (f DeflatedLayer, err error) {
	length, n := binary.Uvarint(b)
	if n <= 0 || len(b) < n+4 {
		return f, errDeflatedLayer
	}
	return DeflatedLayer{length, binary.LittleEndian.Uint32(b[n:]), b[n+4:]}, nil
}

// LayerWriter deflates layers. The zero value is ready; it is reused and not safe for concurrent use.
type LayerWriter struct {
	w   *flate.Writer
	out bytes.Buffer
}

// deflation is the level at which layers are deflated, once at ingest. Trial figures: docs/decisions/021.
const deflation = 5

// deflate deflates an encoded layer and appends it to out.
func (f *LayerWriter) deflate(out, layer []byte) ([]byte, error) {
	f.out.Reset()
	if f.w == nil {
		w, err := flate.NewWriter(&f.out, deflation)
		if err != nil {
			return nil, err
		}
		f.w = w
	} else {
		f.w.Reset(&f.out)
	}
	if _, err := f.w.Write(layer); err != nil {
		return nil, err
	}
	if err := f.w.Flush(); err != nil {
		return nil, err
	}
	out = binary.AppendUvarint(out, uint64(len(layer)))
	out = binary.LittleEndian.AppendUint32(out, crc32.ChecksumIEEE(layer))
	return append(out, f.out.Bytes()...), nil
}

// Deflate deflates an encoded layer.
func (f *LayerWriter) Deflate(layer []byte) (DeflatedLayer, error) {
	out, err := f.deflate(nil, layer)
	if err != nil {
		return DeflatedLayer{}, err
	}
	return readDeflatedLayer(out)
}

// lastBlock is an empty deflate block that ends a stream.
var lastBlock = []byte{3, 0}

// inflater reads a deflate stream from memory: flate is twice as fast on a [bytes.Reader] as on other readers.
type inflater struct {
	stream []byte
	bytes  *bytes.Reader
	flate  io.ReadCloser
}

var inflaters = sync.Pool{New: func() any {
	r := bytes.NewReader(nil)
	return &inflater{bytes: r, flate: flate.NewReader(r)}
}}

// mostInflation is how many bytes one of a deflate stream can become at most, and a little more.
const mostInflation = 1100

// AppendInflated appends the encoded layer to out. Errors wrap [ErrCorrupt].
func (f DeflatedLayer) AppendInflated(out []byte) ([]byte, error) {
	if f.length > mostInflation*uint64(len(f.deflated)+1) {
		return nil, errDeflatedLayer
	}
	in := inflaters.Get().(*inflater)
	defer inflaters.Put(in)
	in.stream = append(append(in.stream[:0], f.deflated...), lastBlock...)
	in.bytes.Reset(in.stream)
	if err := in.flate.(flate.Resetter).Reset(in.bytes, nil); err != nil {
		return nil, err
	}
	from := len(out)
	out = slices.Grow(out, int(f.length))[:from+int(f.length)]
	if _, err := io.ReadFull(in.flate, out[from:]); err != nil {
		return nil, fmt.Errorf("%w: %w", errDeflatedLayer, err)
	}
	if n, err := in.flate.Read(make([]byte, 1)); n > 0 || err != io.EOF || crc32.ChecksumIEEE(out[from:]) != f.sum {
		return nil, fmt.Errorf("%w: its bytes are not what their sum says", errDeflatedLayer)
	}
	return out, nil
}
