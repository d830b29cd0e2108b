package tiles

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"runtime"

	"github.com/qingshan-gis/qingshan/data/mapped"
)

// A pyramid's file is pyramidMagic, sections, a directory in JSON, and its place: offset and length, 8 bytes each.
const pyramidMagic = "QSTILES2"

// filed is a section's entry in the directory.
type filed struct {
	Layer     int   `json:"layer"`
	Level     int   `json:"level"`
	Rung      int   `json:"rung,omitempty"`
	Directory int64 `json:"directory"` // offsets in the file
	Layers    int64 `json:"layers"`
	Bunches   int64 `json:"bunches"`
	End       int64 `json:"end"`
}

// errPyramid means that a file is no pyramid of this version.
var errPyramid = errors.New("no tile pyramid of this version")

// readPyramid finds the sections of a pyramid of so many layers in its file's bytes, which must not change.
func readPyramid(b []byte, layers int) (*pyramid, error) {
	const tail = 16
	if len(b) < len(pyramidMagic)+tail || !bytes.HasPrefix(b, []byte(pyramidMagic)) {
		return nil, errPyramid
	}
	at, n := binary.LittleEndian.Uint64(b[len(b)-tail:]), binary.LittleEndian.Uint64(b[len(b)-8:])
	if end := uint64(len(b) - tail); at > end || n != end-at {
		return nil, fmt.Errorf("%w: its directory lies outside of it", errPyramid)
	}
	var list []filed
	if err := json.Unmarshal(b[at:at+n], &list); err != nil {
		return nil, fmt.Errorf("%w: %w", errPyramid, err)
	}
	p := newPyramid(layers)
	for i := range p.over {
		p.over[i] = levels
	}
	for _, f := range list {
		if f.Layer < 0 || f.Layer >= layers || f.Level < 0 || f.Level >= levels || f.Rung < 0 || f.Rung > mostRung ||
			f.Directory < 0 || f.Directory > f.Layers || f.Layers > f.Bunches || f.Bunches > f.End || f.End > int64(at) {
			return nil, fmt.Errorf("%w: its directory is damaged", errPyramid)
		}
		p.levels[f.Level][f.Layer] = level{section{b[f.Directory:f.Layers:f.Layers], b[f.Layers:f.Bunches:f.Bunches]}, f.Rung, b[f.Bunches:f.End:f.End]}
		p.over[f.Layer] = min(p.over[f.Layer], fullLevel-f.Level)
	}
	for i := range p.over {
		if p.over[i] == levels { // a layer that is shown nowhere
			p.over[i] = 0
		}
		for z := p.finest(i) + 1; z < levels; z++ {
			p.levels[z][i].rung = p.levels[p.finest(i)][i].rung
		}
	}
	return p, nil
}

// fileName is the file of a plane's pyramid in a snapshot's folder.
func fileName(p plane) string {
	return [planes]string{"mercator.tiles", "geographic.tiles"}[p]
}

// mapPyramid maps the file of a pyramid of so many layers for as long as something refers to the pyramid.
func mapPyramid(path string, layers int) (*pyramid, error) {
	f, err := mapped.Open(path)
	if err != nil {
		return nil, err
	}
	p, err := readPyramid(f.Bytes(), layers)
	if err != nil {
		f.Unmap()
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	runtime.AddCleanup(p, (*mapped.File).Unmap, f)
	return p, nil
}

// EncodingVersion changes whenever the same snapshot may give other tiles than before; caches tell by it.
const EncodingVersion = "3"

// named is what errors call a plane's tiles.
func named(p plane) string { return "the map tiles in " + fileName(p) }
