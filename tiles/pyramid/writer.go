package pyramid

import (
	"encoding/binary"
	"encoding/json"
	"io"
)

// Writer writes a pyramid's file, section by section.
type Writer struct {
	w         io.Writer
	at        int64
	directory []sectionEntry
	err       error
}

// NewWriter begins a pyramid's file.
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

// Section writes all tiles of a layer at a level. clusters are the features of each cluster, ascending. Errors are [Writer.Close]'s.
func (p *Writer) Section(layer, level, aggregation int, s Section, clusters [][]int32) {
	f := sectionEntry{Layer: layer, Level: level, Aggregation: aggregation, Directory: p.at, Layers: p.at + int64(len(s.directory))}
	p.write(s.directory)
	p.write(s.layers)
	f.Clusters = p.at
	p.write(appendClusters(nil, clusters))
	f.End = p.at
	p.directory = append(p.directory, f)
}

// Close writes the directory and returns the first error of all writing; the underlying writer stays open.
func (p *Writer) Close() error {
	b, err := json.Marshal(p.directory)
	if err != nil {
		return err
	}
	at := p.at
	p.write(b)
	tail := binary.LittleEndian.AppendUint64(nil, uint64(at))
	p.write(binary.LittleEndian.AppendUint64(tail, uint64(len(b))))
	return p.err
}
