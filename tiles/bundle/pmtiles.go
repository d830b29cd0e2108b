// Package bundle writes tiles into single files that are read offline.
package bundle

import (
	"bufio"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"

	"github.com/qingshan-gis/qingshan/tiles/tilematrix"
)

// PMTiles writes a PMTiles archive, version 3 (https://github.com/protomaps/PMTiles, spec v3): tiles clustered along the Hilbert
// curve, equal ones once. Not safe for concurrent use.
type PMTiles struct {
	path      string
	pending   *pending
	tiles     *os.File
	out       *bufio.Writer
	at        uint64
	entries   []entry
	known     map[[sha256.Size]byte]entry
	addressed uint64
}

type entry struct {
	id     uint64
	offset uint64
	length uint32
	run    uint32
}

// Limits of the format.
const (
	headerBytes = 127
	rootBytes   = 16384 - headerBytes
	leafEntries = 4096
)

// CreatePMTiles begins an archive. Nothing is at path before [PMTiles.Close]; what was there stays until then.
func CreatePMTiles(path string) (*PMTiles, error) {
	p, err := beginPending(path)
	if err != nil {
		return nil, err
	}
	f, err := os.Create(p.file("tiles"))
	if err != nil {
		p.remove()
		return nil, err
	}
	return &PMTiles{path: path, pending: p, tiles: f, out: bufio.NewWriterSize(f, 1<<20), known: map[[sha256.Size]byte]entry{}}, nil
}

// Add appends a tile, compressed by gzip. Tiles come in ascending order of [TileID].
func (p *PMTiles) Add(at tilematrix.TileCoord, body []byte) error {
	id := TileID(at.Z, at.X, at.Y)
	p.addressed++
	sum := sha256.Sum256(body)
	n := len(p.entries)
	if e, same := p.known[sum]; same {
		if last := &p.entries[max(0, n-1)]; last.offset == e.offset && last.length == e.length && last.id+uint64(last.run) == id {
			last.run++
			return nil
		}
		p.entries = append(p.entries, entry{id, e.offset, e.length, 1})
		return nil
	}
	if n > 0 && id <= p.entries[n-1].id {
		return fmt.Errorf("pmtiles: tile %d comes after %d", id, p.entries[n-1].id)
	}
	e := entry{id, p.at, uint32(len(body)), 1}
	p.known[sum] = e
	p.entries = append(p.entries, e)
	p.at += uint64(len(body))
	_, err := p.out.Write(body)
	return err
}

// Abort gives the archive up; after Close it does nothing.
func (p *PMTiles) Abort() {
	p.tiles.Close()
	p.pending.remove()
}

// Close writes the archive, makes it durable and puts it in its place.
func (p *PMTiles) Close(h Header) error {
	defer p.Abort()
	if err := p.out.Flush(); err != nil {
		return err
	}
	root, leaves, err := p.directories()
	if err != nil {
		return err
	}
	text, err := json.Marshal(h.Metadata)
	if err != nil {
		return err
	}
	meta, err := packed(text)
	if err != nil {
		return err
	}
	f, err := os.Create(p.pending.file("pmtiles"))
	if err != nil {
		return err
	}
	defer f.Close()
	if _, err := p.tiles.Seek(0, io.SeekStart); err != nil {
		return err
	}
	w := bufio.NewWriterSize(f, 1<<20)
	for _, b := range [][]byte{p.header(h, len(root), len(meta), len(leaves)), root, meta, leaves} {
		if _, err := w.Write(b); err != nil {
			return err
		}
	}
	if _, err := io.Copy(w, p.tiles); err != nil {
		return err
	}
	if err := errors.Join(w.Flush(), f.Chmod(0o644), f.Sync(), f.Close()); err != nil {
		return err
	}
	return p.pending.publish("pmtiles", p.path)
}

func (p *PMTiles) header(h Header, root, meta, leaves int) []byte {
	b := append([]byte("PMTiles"), 3)
	at := uint64(headerBytes)
	for _, n := range []uint64{uint64(root), uint64(meta), uint64(leaves), p.at} {
		b = binary.LittleEndian.AppendUint64(b, at)
		b = binary.LittleEndian.AppendUint64(b, n)
		at += n
	}
	for _, n := range []uint64{p.addressed, uint64(len(p.entries)), uint64(len(p.known))} {
		b = binary.LittleEndian.AppendUint64(b, n)
	}
	const gzipped, vector = 2, 1
	b = append(b, 1, gzipped, gzipped, vector, byte(h.MinZoom), byte(h.MaxZoom))
	degrees := func(v float64) { b = binary.LittleEndian.AppendUint32(b, uint32(int32(math.Round(v*1e7)))) }
	for _, v := range h.Bounds {
		degrees(v)
	}
	lon, lat, zoom := h.centre()
	b = append(b, byte(zoom))
	degrees(lon)
	degrees(lat)
	return b
}

// directories are the root and, where it would not fit into the file's first 16 kB, the leaves it points to.
func (p *PMTiles) directories() (root, leaves []byte, err error) {
	if root, err = directory(p.entries); err != nil || len(root) <= rootBytes {
		return root, nil, err
	}
	for size := leafEntries; ; size *= 2 {
		var top []entry
		leaves = leaves[:0]
		for i := 0; i < len(p.entries); i += size {
			leaf, err := directory(p.entries[i:min(len(p.entries), i+size)])
			if err != nil {
				return nil, nil, err
			}
			top = append(top, entry{p.entries[i].id, uint64(len(leaves)), uint32(len(leaf)), 0})
			leaves = append(leaves, leaf...)
		}
		if root, err = directory(top); err != nil || len(root) <= rootBytes {
			return root, leaves, err
		}
	}
}

func directory(entries []entry) ([]byte, error) {
	b := binary.AppendUvarint(nil, uint64(len(entries)))
	last := uint64(0)
	for _, e := range entries {
		b = binary.AppendUvarint(b, e.id-last)
		last = e.id
	}
	for _, e := range entries {
		b = binary.AppendUvarint(b, uint64(e.run))
	}
	for _, e := range entries {
		b = binary.AppendUvarint(b, uint64(e.length))
	}
	for i, e := range entries {
		if i > 0 && e.offset == entries[i-1].offset+uint64(entries[i-1].length) {
			b = append(b, 0)
		} else {
			b = binary.AppendUvarint(b, e.offset+1)
		}
	}
	return packed(b)
}

// TileID numbers tiles by zoom, then along the Hilbert curve.
func TileID(z int, x, y uint32) uint64 {
	id := (uint64(1)<<(2*z) - 1) / 3
	for s := uint32(1) << z >> 1; s > 0; s >>= 1 {
		rx, ry := uint64(0), uint64(0)
		if x&s > 0 {
			rx = 1
		}
		if y&s > 0 {
			ry = 1
		}
		id += uint64(s) * uint64(s) * ((3 * rx) ^ ry)
		if ry == 0 {
			if rx == 1 {
				x, y = s-1-x&(s-1), s-1-y&(s-1)
			}
			x, y = y, x
		}
	}
	return id
}
