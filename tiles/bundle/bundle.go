package bundle

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"

	"github.com/qingshan-gis/qingshan/spatial/parallel"
	"github.com/qingshan-gis/qingshan/tiles/serve"
	"github.com/qingshan-gis/qingshan/tiles/tilematrix"
)

// Wanted says what goes into a bundle.
type Wanted struct {
	Layers           []string
	Zone             string // only this zone's subtree; empty for all
	MinZoom, MaxZoom int
	Name, Snapshot   string
	Bounds           [4]float64
	// Since, if given, is the earlier snapshot's set: only tiles that differ from its are written, and those that it has and the
	// new one has not are listed in the metadata as `removed`.
	Since         *serve.Set
	SinceSnapshot string
}

// Written says what came into a bundle.
type Written struct {
	Tiles, Unchanged, Removed int
	Bytes                     int64
}

// Progress is told how many tiles there are, then of each that was looked at.
type Progress struct {
	Total func(tiles int)
	Step  func(tiles int)
}

// archive is a file of tiles. Nothing is at its path before Close.
type archive interface {
	// Add appends a tile, compressed by gzip; tiles come by zoom, then along the Hilbert curve.
	Add(p tilematrix.TileCoord, body []byte) error
	Close(h Header) error
	// Abort gives the file up; after Close it does nothing.
	Abort()
}

// Header is what a file says of itself beside its tiles.
type Header struct {
	MinZoom, MaxZoom int
	Bounds           [4]float64 // west, south, east, north in degrees
	Metadata         Metadata
}

// Metadata is PMTiles' JSON, with ours beside what the specification names.
type Metadata struct {
	Name         string              `json:"name"`
	Type         string              `json:"type"`
	Snapshot     string              `json:"snapshot"`
	Zone         string              `json:"zone,omitempty"`
	Since        string              `json:"since,omitempty"`
	Removed      []string            `json:"removed,omitempty"` // z/x/y
	VectorLayers []serve.VectorLayer `json:"vector_layers"`
}

// WritePMTiles writes the tiles of a set to a PMTiles file.
func WritePMTiles(ctx context.Context, set *serve.Set, w Wanted, path string, progress Progress) (Written, error) {
	p, err := CreatePMTiles(path)
	if err != nil {
		return Written{}, err
	}
	return write(ctx, set, w, p, progress)
}

// WriteMBTiles writes the tiles of a set to an MBTiles file.
func WriteMBTiles(ctx context.Context, set *serve.Set, w Wanted, path string, progress Progress) (Written, error) {
	m, err := CreateMBTiles(path)
	if err != nil {
		return Written{}, err
	}
	return write(ctx, set, w, m, progress)
}

// batch is how many tiles are made side by side before they are written.
const batch = 512

func write(ctx context.Context, set *serve.Set, w Wanted, to archive, progress Progress) (done Written, err error) {
	defer to.Abort()
	doc, err := set.Describe(serve.Request{Layers: w.Layers, Zone: w.Zone}, "")
	if err != nil {
		return done, err
	}
	meta := Metadata{Name: w.Name, Type: "overlay", Snapshot: w.Snapshot, Zone: w.Zone, Since: w.SinceSnapshot, VectorLayers: within(doc.VectorLayers, w.MinZoom, w.MaxZoom)}
	var tiles []tilematrix.TileCoord
	for z := w.MinZoom; z <= w.MaxZoom; z++ {
		level, err := tilesOf(set, w, z)
		if err != nil {
			return done, err
		}
		tiles = append(tiles, level...)
	}
	progress.Total(len(tiles))
	for some := range slices.Chunk(tiles, batch) {
		made := make([]outcome, len(some))
		err := parallel.Do(ctx, len(some), runtime.NumCPU(), func(i int) (err error) {
			made[i], err = makeTile(set, w, some[i])
			return err
		})
		if err != nil {
			return done, err
		}
		for i, m := range made {
			switch {
			case m.unchanged:
				done.Unchanged++
			case len(m.body) > 0:
				if err := to.Add(some[i], m.body); err != nil {
					return done, err
				}
				done.Tiles++
				done.Bytes += int64(len(m.body))
			case m.removed:
				meta.Removed = append(meta.Removed, fmt.Sprintf("%d/%d/%d", some[i].Z, some[i].X, some[i].Y))
				done.Removed++
			}
		}
		progress.Step(len(some))
	}
	return done, to.Close(Header{MinZoom: w.MinZoom, MaxZoom: w.MaxZoom, Bounds: w.Bounds, Metadata: meta})
}

// outcome is what became of a tile.
type outcome struct {
	body               []byte // gzip; nil where the tile is empty
	unchanged, removed bool   // as to the earlier snapshot
}

func makeTile(set *serve.Set, w Wanted, at tilematrix.TileCoord) (m outcome, err error) {
	r := serve.Request{Layers: w.Layers, Zone: w.Zone, Z: at.Z, X: at.X, Y: at.Y}
	if m.body, err = zipped(set, r); err != nil || w.Since == nil {
		return m, err
	}
	old, err := zipped(w.Since, r)
	if err != nil {
		return m, err
	}
	if m.unchanged, err = sameTile(m.body, old); m.unchanged || err != nil {
		return m, err
	}
	m.removed = len(m.body) == 0
	return m, nil
}

// zipped is a tile as the server sends it; nil where it is empty.
func zipped(set *serve.Set, r serve.Request) ([]byte, error) {
	body, ready, err := set.AppendReady(nil, r)
	if err != nil || ready {
		return body, err
	}
	raw, err := set.Tile(r)
	if err != nil || len(raw) == 0 {
		return nil, err
	}
	return packed(raw)
}

// sameTile compares what is zipped: programs of different versions may zip differently.
func sameTile(a, b []byte) (bool, error) {
	if bytes.Equal(a, b) {
		return true, nil
	}
	if len(a) == 0 || len(b) == 0 {
		return false, nil
	}
	x, err := unpacked(a)
	if err != nil {
		return false, err
	}
	y, err := unpacked(b)
	return bytes.Equal(x, y), err
}

// packed compresses; the same bytes always give the same bytes.
func packed(b []byte) ([]byte, error) {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	_, err := w.Write(b)
	err = errors.Join(err, w.Close())
	return out.Bytes(), err
}

func unpacked(b []byte) ([]byte, error) {
	r, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}

// tilesOf lists the places of a level where either set may have something, along the curve.
func tilesOf(set *serve.Set, w Wanted, z int) ([]tilematrix.TileCoord, error) {
	var all []tilematrix.TileCoord
	for _, s := range []*serve.Set{set, w.Since} {
		if s == nil {
			continue
		}
		places, err := s.Occupied(serve.Request{Layers: w.Layers, Z: z})
		if err != nil {
			return nil, err
		}
		all = slices.AppendSeq(all, places)
	}
	slices.SortFunc(all, func(a, b tilematrix.TileCoord) int {
		i, j := TileID(a.Z, a.X, a.Y), TileID(b.Z, b.X, b.Y)
		switch {
		case i < j:
			return -1
		case i > j:
			return 1
		}
		return 0
	})
	return slices.Compact(all), nil
}
