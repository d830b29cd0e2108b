package tiles

import (
	"fmt"
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

// mostRung bounds level.rung.
const mostRung = 6

// level is one layer at one level.
type level struct {
	section
	rung    int    // zones: the rank of the finest level shown; parcels: see parcelGroups
	bunches []byte // see readBunches; none where no points are bunched
}

// check looks through a level's directory without inflating what it points to.
func (l level) check() error {
	if len(l.directory)%entryBytes != 0 || len(l.directory) == entryBytes || len(l.directory) == 0 && len(l.layers) > 0 {
		return fmt.Errorf("%w: a directory of %d bytes", errPyramid, len(l.directory))
	}
	for i := range l.len() {
		if l.key(i) >= l.key(i+1) {
			return fmt.Errorf("%w: tile %d of its directory is out of order", errPyramid, i)
		}
		if _, err := l.at(i); err != nil {
			return err
		}
	}
	return nil
}
