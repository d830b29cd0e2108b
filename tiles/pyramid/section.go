package pyramid

import (
	"encoding/binary"
)

// Section is all tiles of one layer at one level, as they lie in a file: a directory of 16 bytes a tile, its key and where its
// layer begins, sorted by key, with a last entry for the end; and the deflated layers, one after the other.
type Section struct {
	directory, Layers []byte
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
	if from > to || to > uint64(len(s.Layers)) {
		return DeflatedLayer{}, errDeflatedLayer
	}
	return readDeflatedLayer(s.Layers[from:to])
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

// Append begins the next tile, by key, or ends the section by the largest key; the tile's layer is appended to Layers afterwards.
func (s *Section) Append(k uint64) {
	s.directory = binary.LittleEndian.AppendUint64(s.directory, k)
	s.directory = binary.LittleEndian.AppendUint64(s.directory, uint64(len(s.Layers)))
}
