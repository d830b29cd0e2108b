package rasterpack

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"math"

	"github.com/klauspost/compress/zstd"

	"github.com/qingshan-gis/qingshan/spatial/raster"
	"github.com/qingshan-gis/qingshan/spatial/regular"
)

// ErrDamaged means that a file was not made by [Write], or was changed since.
var ErrDamaged = errors.New("raster file is damaged")

// File reads what [Write] made. Safe for concurrent use. It is read in place, not mapped: a file that is cut off while it is
// open gives an error, not a fault.
type File struct {
	header  Header
	path    string
	in      io.ReaderAt
	close   func() error
	starts  []int
	entries []entry
	zstd    *zstd.Decoder
}

// Open reads a file's header and directory. Errors are those of [regular.Open], or wrap [ErrDamaged].
func Open(path string) (*File, error) {
	f, info, err := regular.Open(path)
	if err != nil {
		return nil, err
	}
	out, err := newFile(f, info.Size(), path)
	if err != nil {
		f.Close()
		return nil, fmt.Errorf("%s: %w: %w", path, ErrDamaged, err)
	}
	out.close = f.Close
	return out, nil
}

func newFile(in io.ReaderAt, size int64, path string) (*File, error) {
	f := &File{in: in, path: path, close: func() error { return nil }}
	end, dir, err := f.readTail(size)
	if err != nil {
		return nil, err
	}
	f.starts = f.header.starts()
	n := f.starts[f.header.Levels()]
	if len(dir) != n*entryBytes {
		return nil, fmt.Errorf("a directory of %d bytes for %d blocks", len(dir), n)
	}
	f.entries = make([]entry, n)
	for i := range f.entries {
		e := entry{binary.LittleEndian.Uint64(dir[i*entryBytes:]), binary.LittleEndian.Uint32(dir[i*entryBytes+8:])}
		if e.length > 0 && (e.offset < leadBytes || e.offset > end || uint64(e.length) > end-e.offset) {
			return nil, fmt.Errorf("block %d lies outside of the blocks", i)
		}
		f.entries[i] = e
	}
	const most = 1 << 20 // an unpacked block is a quarter of that
	f.zstd, err = zstd.NewReader(nil, zstd.WithDecoderMaxMemory(most), zstd.WithDecoderConcurrency(0))
	return f, err
}

// readTail reads what stands around the blocks, which end at end.
func (f *File) readTail(size int64) (end uint64, dir []byte, err error) {
	var lead [leadBytes]byte
	var foot [footerBytes]byte
	if size < leadBytes+footerBytes {
		return 0, nil, errors.New("it is too short")
	}
	if _, err := f.in.ReadAt(lead[:], 0); err != nil {
		return 0, nil, err
	}
	if _, err := f.in.ReadAt(foot[:], size-footerBytes); err != nil {
		return 0, nil, err
	}
	if string(lead[:8]) != magic || string(foot[16:]) != magic {
		return 0, nil, errors.New("it is no raster file")
	}
	if v := binary.LittleEndian.Uint32(lead[8:]); v != version {
		return 0, nil, fmt.Errorf("its format is version %d, this program reads %d", v, version)
	}
	end = binary.LittleEndian.Uint64(foot[:])
	text := uint64(binary.LittleEndian.Uint32(foot[8:]))
	tail := uint64(size) - footerBytes
	if end < leadBytes || end > tail || text > maxHeader || text > tail-end {
		return 0, nil, errors.New("its header lies outside of it")
	}
	all := make([]byte, tail-end)
	if _, err := f.in.ReadAt(all, int64(end)); err != nil {
		return 0, nil, err
	}
	if crc32.ChecksumIEEE(all) != binary.LittleEndian.Uint32(foot[12:]) {
		return 0, nil, errors.New("its header or directory does not meet its checksum")
	}
	if err := json.Unmarshal(all[:text], &f.header); err != nil {
		return 0, nil, err
	}
	return end, all[text:], f.header.check()
}

// Header says what the file holds. It is not to be changed.
func (f *File) Header() *Header { return &f.header }

// Close closes the file; nothing may be read afterwards. Its error is that of the file system.
func (f *File) Close() error {
	f.zstd.Close()
	return f.close()
}

// Block returns a block's values row by row, w to a row, NaN where there is no observation; nil for a block without any. Errors
// are those of reading, wrap [ErrDamaged], or say that there is no such block.
func (f *File) Block(level, col, row int) (values []float32, w int, err error) {
	cols, rows := f.header.blocks(level)
	if level < 0 || level >= f.header.Levels() || col < 0 || row < 0 || col >= cols || row >= rows {
		return nil, 0, fmt.Errorf("%s: no block %d,%d on level %d", f.path, col, row, level)
	}
	width, height := f.header.Size(level)
	w = min(BlockSize, width-col*BlockSize)
	h := min(BlockSize, height-row*BlockSize)
	e := f.entries[f.starts[level]+row*cols+col]
	if e.length == 0 {
		return nil, w, nil
	}
	fail := func(err error) ([]float32, int, error) {
		return nil, 0, fmt.Errorf("%s: %w: block %d,%d on level %d: %w", f.path, ErrDamaged, col, row, level, err)
	}
	packed := make([]byte, e.length)
	if _, err := f.in.ReadAt(packed, int64(e.offset)); err != nil {
		return fail(err)
	}
	raw, err := f.zstd.DecodeAll(packed, make([]byte, 0, 1+BlockSize*BlockSize*(f.header.Type.bytes())+BlockSize*BlockSize/8))
	if err != nil {
		return fail(err)
	}
	values = make([]float32, w*h)
	if err := unpackBlock(raw, values, w, f.header.Type); err != nil {
		return fail(err)
	}
	return values, w, nil
}

// Window fills values, win.W to a row, with pixels of a level; NaN where there is no observation, and outside of the level. Errors
// are those of [File.Block].
func (f *File) Window(level int, win raster.Window, values []float32) error {
	nan := float32(math.NaN())
	for i := range values {
		values[i] = nan
	}
	width, height := f.header.Size(level)
	x0, y0 := max(0, win.X), max(0, win.Y)
	x1, y1 := min(width, win.X+win.W), min(height, win.Y+win.H)
	if x0 >= x1 || y0 >= y1 {
		return nil
	}
	for row := y0 / BlockSize; row*BlockSize < y1; row++ {
		for col := x0 / BlockSize; col*BlockSize < x1; col++ {
			block, w, err := f.Block(level, col, row)
			if err != nil {
				return err
			}
			if block == nil {
				continue
			}
			left, top := col*BlockSize, row*BlockSize
			from, to := max(x0, left), min(x1, left+w)
			for y := max(y0, top); y < min(y1, top+BlockSize); y++ {
				copy(values[(y-win.Y)*win.W+from-win.X:], block[(y-top)*w+from-left:(y-top)*w+to-left])
			}
		}
	}
	return nil
}
