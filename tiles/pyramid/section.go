package pyramid

import (
	"encoding/binary"
	"math"
)

// Section is all tiles of one layer at one level, as they lie in a file: a directory of 16 bytes a tile, its key and where its
// layer begins, sorted by key, with a last entry for the end; and the deflated layers, one after the other.
type Section struct {
	directory, layers []byte
}

// entryBytes is the size of an entry of the directory.
const entryBytes = 16

// Len is the number of tiles.
func (s Section) Len() int { return max(0, len(s.directory)/entryBytes-1) }

// Key is that of the i-th tile, or the end's.
func (s Section) Key(i int) uint64 { return binary.LittleEndian.Uint64(s.directory[i*entryBytes:]) }

// At is the i-th tile's layer. Errors wrap [ErrCorrupt].
func (s Section) At(i int) (DeflatedLayer, error) {
	from := binary.LittleEndian.Uint64(s.directory[i*entryBytes+8:])
	to := binary.LittleEndian.Uint64(s.directory[(i+1)*entryBytes+8:])
	if from > to || to > uint64(len(s.layers)) {
		return DeflatedLayer{}, errDeflatedLayer
	}
	return readDeflatedLayer(s.layers[from:to])
}

// Find returns the index of a tile by its key, -1 if the tile is empty.
func (s Section) Find(k uint64) int {
	low, high := 0, s.Len()
	for low < high {
		if middle := int(uint(low+high) / 2); s.Key(middle) < k {
			low = middle + 1
		} else {
			high = middle
		}
	}
	if low < s.Len() && s.Key(low) == k {
		return low
	}
	return -1
}

// Append adds a tile's encoded layer, deflated by w; tiles come in ascending order of their keys. Errors are those of deflating.
func (s *Section) Append(key uint64, w *LayerWriter, layer []byte) (err error) {
	s.appendEntry(key)
	s.layers, err = w.deflate(s.layers, layer)
	return err
}

// End closes the directory, after the last tile. A section without tiles stays empty.
func (s *Section) End() {
	if len(s.directory) > 0 {
		s.appendEntry(math.MaxUint64)
	}
}

func (s *Section) appendEntry(key uint64) {
	s.directory = binary.LittleEndian.AppendUint64(s.directory, key)
	s.directory = binary.LittleEndian.AppendUint64(s.directory, uint64(len(s.layers)))
}
