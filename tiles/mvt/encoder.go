package mvt

import (
	"encoding/binary"
)

// Encoder writes the layers of one tile: Reset, then for each layer Begin, Feature for each of its features, and End. The zero value is
// ready, and an encoder can be used for any number of tiles. Not safe for concurrent use.
type Encoder struct {
	out    []byte // the tile
	layer  []byte // features of the current layer
	values []byte
	tags   []byte

	columns []*Column
	nvalues uint32
	// valueIndex is where in the layer's values a dictionary's value is, plus round, so that nothing need be cleared.
	valueIndex [][]uint64
	round      uint64
}

// Reset starts a tile.
func (e *Encoder) Reset() { e.out = e.out[:0] }

// Tile returns what was encoded. It is valid until the next Reset.
func (e *Encoder) Tile() []byte { return e.out }

// Begin starts a layer whose features have the columns' values.
func (e *Encoder) Begin(columns []*Column) {
	e.layer, e.values, e.nvalues = e.layer[:0], e.values[:0], 0
	e.columns = e.columns[:0]
	e.round++
	for _, c := range columns {
		e.columns = append(e.columns, c)
		for len(e.valueIndex) < len(e.columns) {
			e.valueIndex = append(e.valueIndex, nil)
		}
		if k := len(e.columns) - 1; len(e.valueIndex[k]) < len(c.dictionary) {
			e.valueIndex[k] = make([]uint64, len(c.dictionary))
		}
	}
}

// Feature adds the feature with number f in the columns. kind is the type of its geometry, the commands made by an Append function.
func (e *Encoder) Feature(id uint64, f int32, kind GeomType, geometry []byte) {
	tags := e.tags[:0]
	for k, c := range e.columns {
		at := e.nvalues
		if c.each != nil {
			v := c.each(int(f))
			if v == nil {
				continue
			}
			e.values = append(e.values, v...)
			e.nvalues++
		} else {
			id := c.ids[f]
			if id == none {
				continue
			}
			if p := e.valueIndex[k][id]; p>>32 == e.round {
				at = uint32(p)
			} else {
				e.valueIndex[k][id] = e.round<<32 | uint64(at)
				e.values = append(e.values, c.dictionary[id]...)
				e.nvalues++
			}
		}
		tags = binary.AppendUvarint(tags, uint64(k))
		tags = binary.AppendUvarint(tags, uint64(at))
	}
	e.tags = tags
	size := 1 + uvarintLen(id) + 2 + 1 + uvarintLen(uint64(len(geometry))) + len(geometry)
	if len(tags) > 0 {
		size += 1 + uvarintLen(uint64(len(tags))) + len(tags)
	}
	b := binary.AppendUvarint(append(e.layer, 2<<3|2), uint64(size))
	b = binary.AppendUvarint(append(b, 1<<3), id)
	if len(tags) > 0 {
		b = binary.AppendUvarint(append(b, 2<<3|2), uint64(len(tags)))
		b = append(b, tags...)
	}
	b = append(b, 3<<3, byte(kind))
	b = binary.AppendUvarint(append(b, 4<<3|2), uint64(len(geometry)))
	e.layer = append(b, geometry...)
}

// End appends the layer to the tile, unless it has no features. extent is the width of a tile in units.
func (e *Encoder) End(name string, extent uint64) {
	if len(e.layer) == 0 {
		return
	}
	size := 1 + uvarintLen(uint64(len(name))) + len(name) + len(e.layer) + len(e.values) + 1 + uvarintLen(extent) + 2
	for _, c := range e.columns {
		size += 1 + uvarintLen(uint64(len(c.Name))) + len(c.Name)
	}
	b := binary.AppendUvarint(append(e.out, 3<<3|2), uint64(size))
	b = appendBytes(b, 1, []byte(name))
	b = append(b, e.layer...)
	for _, c := range e.columns {
		b = appendBytes(b, 3, []byte(c.Name))
	}
	b = append(b, e.values...)
	b = appendVarint(b, 5, extent)
	e.out = append(b, 15<<3, 2)
}

func uvarintLen(v uint64) int {
	n := 1
	for v >= 0x80 {
		v >>= 7
		n++
	}
	return n
}
