package pyramid

import (
	"encoding/binary"
	"encoding/json"
	"io"
)

// Writer writes a pyramid's file, section by section.
type Writer struct {
	w     io.Writer
	at    int64
	filed []sectionEntry
	err   error
}

func NewWriter(w io.Writer) *Writer {
	p := &Writer{w: w}
	p.write([]byte(pyramidMagic))
	return p
}

func (p *Writer) write(b []byte) {
	if p.err == nil {
		_, p.err = p.w.Write(b)
		p.at += int64(len(b))
	}
}

func (p *Writer) Section(layer, lvl, rung int, s Section, bunches [][]int32) {
	f := sectionEntry{Layer: layer, Level: lvl, Aggregation: rung, Directory: p.at, Layers: p.at + int64(len(s.directory))}
	p.write(s.directory)
	p.write(s.Layers)
	f.Bunches = p.at
	p.write(appendClusters(nil, bunches))
	f.End = p.at
	p.filed = append(p.filed, f)
}

func (p *Writer) Close() error {
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
