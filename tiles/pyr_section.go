package tiles

import (
	"encoding/binary"
)

// section is all tiles of one layer at one level, as they lie in a file: a directory of 16 bytes a tile, its key and where its
// layer begins, sorted by key, with a last entry for the end; and the finished layers, one after the other.
type section struct {
	directory, layers []byte
}

const entryBytes = 16

// len is the number of tiles.
func (s section) len() int { return max(0, len(s.directory)/entryBytes-1) }

func (s section) key(i int) uint64 { return binary.LittleEndian.Uint64(s.directory[i*entryBytes:]) }

// at is the i-th tile's finished layer.
func (s section) at(i int) (finished, error) {
	from := binary.LittleEndian.Uint64(s.directory[i*entryBytes+8:])
	to := binary.LittleEndian.Uint64(s.directory[(i+1)*entryBytes+8:])
	if from > to || to > uint64(len(s.layers)) {
		return finished{}, errFinished
	}
	return readFinished(s.layers[from:to])
}

// find returns the place of a tile, -1 where it is empty.
func (s section) find(k uint64) int {
	low, high := 0, s.len()
	for low < high {
		if middle := int(uint(low+high) / 2); s.key(middle) < k {
			low = middle + 1
		} else {
			high = middle
		}
	}
	if low < s.len() && s.key(low) == k {
		return low
	}
	return -1
}

func (s *section) append(k uint64) {
	s.directory = binary.LittleEndian.AppendUint64(s.directory, k)
	s.directory = binary.LittleEndian.AppendUint64(s.directory, uint64(len(s.layers)))
}
