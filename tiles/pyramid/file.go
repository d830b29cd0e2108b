package pyramid

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/qingshan-gis/qingshan/data/snapshot/mmap"
	"github.com/qingshan-gis/qingshan/tiles/tilematrix"
)

// A pyramid's file is pyramidMagic, sections, a directory in JSON, and the directory's offset and length, 8 bytes each.
const pyramidMagic = "QSTILES2"

// sectionEntry is a section's entry in the directory. Its keys are the file's, whose bytes must not change.
type sectionEntry struct {
	Layer       int   `json:"layer"`
	Level       int   `json:"level"`
	Aggregation int   `json:"rung,omitempty"`
	Directory   int64 `json:"directory"` // offsets in the file
	Layers      int64 `json:"layers"`
	Clusters    int64 `json:"bunches"`
	End         int64 `json:"end"`
}

// ErrFormat means that a file is no pyramid of this version.
var ErrFormat = errors.New("no tile pyramid of this version")

// Read finds the sections of a pyramid of so many layers in its file's bytes, which the pyramid refers to and which must not change. Errors
// wrap [ErrFormat].
func Read(b []byte, layers int) (*Pyramid, error) {
	const tail = 16
	if len(b) < len(pyramidMagic)+tail || !bytes.HasPrefix(b, []byte(pyramidMagic)) {
		return nil, ErrFormat
	}
	at, n := binary.LittleEndian.Uint64(b[len(b)-tail:]), binary.LittleEndian.Uint64(b[len(b)-8:])
	if end := uint64(len(b) - tail); at > end || n != end-at {
		return nil, fmt.Errorf("%w: its directory lies outside of it", ErrFormat)
	}
	var list []sectionEntry
	if err := json.Unmarshal(b[at:at+n], &list); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFormat, err)
	}
	p := New(layers)
	for i := range p.missing {
		p.missing[i] = LevelCount
	}
	for _, f := range list {
		if f.Layer < 0 || f.Layer >= layers || f.Level < 0 || f.Level >= LevelCount || f.Aggregation < 0 || f.Aggregation > maxAggregation ||
			f.Directory < 0 || f.Directory > f.Layers || f.Layers > f.Clusters || f.Clusters > f.End || f.End > int64(at) {
			return nil, fmt.Errorf("%w: its directory is damaged", ErrFormat)
		}
		p.Levels[f.Level][f.Layer] = Level{Section{b[f.Directory:f.Layers:f.Layers], b[f.Layers:f.Clusters:f.Clusters]}, f.Aggregation, b[f.Clusters:f.End:f.End]}
		p.missing[f.Layer] = min(p.missing[f.Layer], FullLevel-f.Level)
	}
	for i := range p.missing {
		if p.missing[i] == LevelCount { // a layer that is shown nowhere
			p.missing[i] = 0
		}
		for z := p.Finest(i) + 1; z < LevelCount; z++ {
			p.Levels[z][i].Aggregation = p.Levels[p.Finest(i)][i].Aggregation
		}
	}
	return p, nil
}

// FileName is the file of a plane's pyramid in a snapshot's folder.
func FileName(p tilematrix.Plane) string {
	return [tilematrix.PlaneCount]string{"mercator.tiles", "geographic.tiles"}[p]
}

// Open maps the file of a pyramid of so many layers, until [Pyramid.Close]. Errors wrap those of the file system or [ErrFormat].
func Open(path string, layers int) (*Pyramid, error) {
	f, err := mmap.Open(path)
	if err != nil {
		return nil, err
	}
	p, err := Read(f.Bytes(), layers)
	if err != nil {
		f.Unmap()
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	p.mapping = f
	return p, nil
}

// Close ends the mapping of a pyramid that was opened; nothing of it may be looked at afterwards. It does nothing to one in memory.
func (p *Pyramid) Close() {
	if p != nil && p.mapping != nil {
		p.mapping.Unmap()
	}
}

// EncodingVersion changes whenever the same snapshot may give other tiles than before; caches tell by it.
const EncodingVersion = "3"

// TilesIn is what errors call a plane's tiles.
func TilesIn(p tilematrix.Plane) string { return "the map tiles in " + FileName(p) }
