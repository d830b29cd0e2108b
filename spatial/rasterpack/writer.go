package rasterpack

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"

	"github.com/klauspost/compress/zstd"

	"github.com/qingshan-gis/qingshan/spatial/parallel"
	"github.com/qingshan-gis/qingshan/spatial/raster"
)

// Options for [Write]. The zero value works.
type Options struct {
	Workers  int         // 0 is one
	Progress func(n int) // called after each window, from any worker
}

// Windows counts the windows that a grid is written in, for a progress bar.
func Windows(g raster.Grid) int { return len(windows(g)) }

// Write makes a file of a band. h's Stats and Classes are found, all else is given. The band is read once, by workers that open
// it anew. The file depends on the band and h only, not on the number of workers. What an error leaves behind is the caller's.
func Write(ctx context.Context, path string, h Header, open raster.Opener, o Options) (err error) {
	if err := h.check(); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	w := newWriter(f, h)
	if err := w.lead(); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	all := windows(h.Grid)
	err = parallel.Each(ctx, len(all), o.Workers,
		func() (*cutter, error) { return newCutter(&w.header, open) },
		func(c *cutter) { c.band.Close() },
		func(c *cutter, i int) error {
			r, err := c.cut(ctx, all[i])
			if err != nil {
				return err
			}
			if o.Progress != nil {
				o.Progress(1)
			}
			return w.take(i, r)
		})
	if err != nil {
		return err
	}
	if err := w.finish(); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

// entry is a block's place in the file.
type entry struct {
	offset uint64
	length uint32
}

// writer puts blocks into the file.
type writer struct {
	header  Header
	out     *bufio.Writer
	at      uint64
	starts  []int
	entries []entry
	top     []float32 // level windowLevel, from which the levels above are made
	order   ordered
	stats   counter
}

func newWriter(f io.Writer, h Header) *writer {
	w := &writer{header: h, out: bufio.NewWriterSize(f, 1<<20), starts: h.starts()}
	w.entries = make([]entry, w.starts[h.Levels()])
	if h.Levels() > windowLevel {
		width, height := h.Size(windowLevel)
		w.top = make([]float32, width*height)
	}
	return w
}

func (w *writer) lead() error {
	b := binary.LittleEndian.AppendUint32([]byte(magic), version)
	return w.write(append(b, 0, 0, 0, 0))
}

func (w *writer) write(b []byte) error {
	w.at += uint64(len(b))
	_, err := w.out.Write(b)
	return err
}

// take keeps a window's blocks until those before it are written.
func (w *writer) take(i int, c *pieces) error {
	return w.order.put(i, c, func(c *pieces) error {
		for _, b := range c.blocks {
			if err := w.block(b.level, b.col, b.row, b.packed); err != nil {
				return err
			}
		}
		w.stats.join(&c.stats)
		if w.top != nil {
			width, _ := w.header.Size(windowLevel)
			for y := range c.topH {
				copy(w.top[(c.topY+y)*width+c.topX:], c.top[y*c.topW:(y+1)*c.topW])
			}
		}
		return nil
	})
}

func (w *writer) block(level, col, row int, packed []byte) error {
	if len(packed) == 0 {
		return nil
	}
	cols, _ := w.header.blocks(level)
	w.entries[w.starts[level]+row*cols+col] = entry{w.at, uint32(len(packed))}
	return w.write(packed)
}

// finish makes the upper levels and writes what tells where everything is.
func (w *writer) finish() error {
	if w.top != nil {
		if err := w.upper(); err != nil {
			return err
		}
	}
	w.header.Stats = w.stats.stats()
	if w.header.Class {
		w.header.Classes, w.header.MoreClasses = w.stats.classes()
	}
	text, err := w.header.marshal()
	if err != nil {
		return err
	}
	tail := text
	for _, e := range w.entries {
		tail = binary.LittleEndian.AppendUint64(tail, e.offset)
		tail = binary.LittleEndian.AppendUint32(tail, e.length)
	}
	foot := binary.LittleEndian.AppendUint64(nil, w.at)
	foot = binary.LittleEndian.AppendUint32(foot, uint32(len(text)))
	foot = binary.LittleEndian.AppendUint32(foot, crc32.ChecksumIEEE(tail))
	if err := errors.Join(w.write(tail), w.write(append(foot, magic...))); err != nil {
		return err
	}
	return w.out.Flush()
}

func (w *writer) upper() error {
	p, err := newPacker(&w.header)
	if err != nil {
		return err
	}
	level := windowLevel
	width, height := w.header.Size(level)
	values, next := w.top, make([]float32, len(w.top))
	for {
		for _, b := range p.blocks(level, raster.Window{W: width, H: height}, values, nil) {
			if err := w.block(level, b.col, b.row, b.packed); err != nil {
				return err
			}
		}
		if level++; level == w.header.Levels() {
			return nil
		}
		var half []float32
		half, width, height = halve(values, width, height, w.header.Class, w.header.Type != Float32, next)
		values, next = half, values
	}
}

// packer compresses blocks. One goroutine at a time.
type packer struct {
	header *Header
	zstd   *zstd.Encoder
	values []float32
	raw    []byte
}

func newPacker(h *Header) (*packer, error) {
	z, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1))
	return &packer{header: h, zstd: z, values: make([]float32, BlockSize*BlockSize)}, err
}

// block is a block and its place in a level.
type block struct {
	level, col, row int
	packed          []byte
}

// blocks appends the blocks of a window of a level, which starts at a block's corner and ends at one or at the level's end.
func (p *packer) blocks(level int, win raster.Window, values []float32, out []block) []block {
	for y := 0; y < win.H; y += BlockSize {
		for x := 0; x < win.W; x += BlockSize {
			w, h := min(BlockSize, win.W-x), min(BlockSize, win.H-y)
			for r := range h {
				copy(p.values[r*w:(r+1)*w], values[(y+r)*win.W+x:])
			}
			p.raw = packBlock(p.raw[:0], p.values[:w*h], w, p.header.Type)
			b := block{level: level, col: (win.X + x) / BlockSize, row: (win.Y + y) / BlockSize}
			if len(p.raw) > 0 {
				b.packed = p.zstd.EncodeAll(p.raw, nil)
			}
			out = append(out, b)
		}
	}
	return out
}
