package tiles

import (
	"encoding/binary"
	"encoding/json"
	"io"
)

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
