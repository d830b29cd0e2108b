package tiles

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// pyramid holds all layers of a snapshot in one plane, generalised, encoded and deflated by level and tile. Immutable, safe for
// concurrent use.
type pyramid struct {
	levels [levels][]level // by layer
	over   []int           // how many levels, from the finest, each layer lacks, see mostTiles
}

// newPyramid is an empty one of so many layers.
func newPyramid(layers int) *pyramid {
	p := &pyramid{over: make([]int, layers)}
	for z := range p.levels {
		p.levels[z] = make([]level, layers)
	}
	return p
}

// finest is the finest level of a layer; finer tiles are cut out of its tiles.
func (p *pyramid) finest(layer int) int { return fullLevel - p.over[layer] }

// finestOf is the finest level that all of some layers have.
func finestOf(p *pyramid, layers []*Layer) int {
	least := fullLevel
	for _, l := range layers {
		least = min(least, p.finest(l.index))
	}
	return least
}

// mostRung bounds level.rung.
const mostRung = 6

// level is one layer at one level.
type level struct {
	section
	rung    int    // zones: the rank of the finest level shown; parcels: see parcelGroups
	bunches []byte // see readBunches; none where no points are bunched
}

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

// pyramidWriter writes a pyramid's file, section by section.
type pyramidWriter struct {
	w     io.Writer
	at    int64
	filed []filed
	err   error
}

func newPyramidWriter(w io.Writer) *pyramidWriter {
	p := &pyramidWriter{w: w}
	p.write([]byte(pyramidMagic))
	return p
}

func (p *pyramidWriter) write(b []byte) {
	if p.err == nil {
		_, p.err = p.w.Write(b)
		p.at += int64(len(b))
	}
}

func (p *pyramidWriter) section(layer, lvl, rung int, s section, bunches [][]int32) {
	f := filed{Layer: layer, Level: lvl, Rung: rung, Directory: p.at, Layers: p.at + int64(len(s.directory))}
	p.write(s.directory)
	p.write(s.layers)
	f.Bunches = p.at
	p.write(appendBunches(nil, bunches))
	f.End = p.at
	p.filed = append(p.filed, f)
}

func (p *pyramidWriter) close() error {
	b, err := json.Marshal(p.filed)
	if err != nil {
		return err
	}
	at := p.at
	p.write(b)
	tail := binary.LittleEndian.AppendUint64(nil, uint64(at))
	p.write(binary.LittleEndian.AppendUint64(tail, uint64(len(b))))
	return p.err
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
