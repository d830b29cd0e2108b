package pyramid

import (
	"fmt"

	"github.com/qingshan-gis/qingshan/data/snapshot/mmap"
)

// Pyramid holds all layers of a snapshot in one plane, generalised, encoded and deflated by level and tile. Immutable, safe for
// concurrent use.
type Pyramid struct {
	Levels  [LevelCount][]Level // by layer
	missing []int               // how many levels, from the finest, each layer lacks since it would fill too many tiles there
	mapping *mmap.File          // nil in memory
}

// New is an empty pyramid of so many layers.
func New(layers int) *Pyramid {
	p := &Pyramid{missing: make([]int, layers)}
	for z := range p.Levels {
		p.Levels[z] = make([]Level, layers)
	}
	return p
}

// Finest is the finest level of a layer; finer tiles are cut out of its tiles.
func (p *Pyramid) Finest(layer int) int { return FullLevel - p.missing[layer] }

// Take puts a layer of another pyramid, with all its levels, in place of p's own. Only while p is made.
func (p *Pyramid) Take(layer int, from *Pyramid) {
	p.missing[layer] = from.missing[layer]
	for z := range p.Levels {
		p.Levels[z][layer] = from.Levels[z][layer]
	}
}

// Held is how many bytes the pyramid takes in memory; none where it is a mapped file.
func (p *Pyramid) Held() (bytes int) {
	if p == nil || p.mapping != nil {
		return 0
	}
	for z := range p.Levels {
		for _, l := range p.Levels[z] {
			bytes += len(l.directory) + len(l.layers) + len(l.Clusters)
		}
	}
	return bytes
}

// maxAggregation bounds [Level.Aggregation].
const maxAggregation = 6

// Level is one layer at one level.
type Level struct {
	Section
	Aggregation int    // how far the level's features are aggregated, by the layer's own count; 0 for not at all
	Clusters    []byte // see [ReadClusters]; none where no points are clustered
}

// Check looks through a level's directory without inflating what it points to. Errors wrap [ErrFormat] or [ErrCorrupt].
func (l Level) Check() error {
	if len(l.directory)%entryBytes != 0 || len(l.directory) == entryBytes || len(l.directory) == 0 && len(l.layers) > 0 {
		return fmt.Errorf("%w: a directory of %d bytes", ErrFormat, len(l.directory))
	}
	for i := range l.Len() {
		if l.Key(i) >= l.Key(i+1) {
			return fmt.Errorf("%w: tile %d of its directory is out of order", ErrFormat, i)
		}
		if _, err := l.At(i); err != nil {
			return err
		}
	}
	return nil
}
