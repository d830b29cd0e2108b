package live

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"

	"github.com/qingshan-gis/qingshan/data"
	"github.com/qingshan-gis/qingshan/data/scope"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/tiles/rastertile"
	"github.com/qingshan-gis/qingshan/tiles/serve"
)

// View is what a request is answered from: a snapshot, or the part of it that whoever asks may see, with all that answers are drawn from.
// It has no way to what lies outside. Immutable, safe for concurrent use while the request holds what it was given.
type View struct {
	*snapshot.Snapshot
	Engines *data.Engines
	Tiles   *serve.Set
	Rasters *rastertile.Set
	// Tag tells the parts of a snapshot apart in the tags and keys of caches; "" for the whole. It tells nothing of the scope.
	Tag string

	load uint64 // of the snapshot
}

// Key is where an address's tile of this load and part is cached.
func (v *View) Key(address string) string {
	return strconv.FormatUint(v.load, 36) + "/" + v.Tag + "/" + address
}

// View returns what a scope shows of the current snapshot for "", else of the one asked for. The request that ctx belongs to has hold of
// it to its end. A part is made when it is first asked for, once for all who ask, and kept with its snapshot. Errors are those of
// [Holder.Get], of [scope.Cut] and of making the part's tiles.
func (h *Holder) View(ctx context.Context, id snapshot.ID, sc scope.Scope) (*View, error) {
	s, err := h.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	if sc.Whole() {
		return s.Whole, nil
	}
	sc = sc.InTables()
	v, _, err := s.parts.Get(ctx, sc.Key(), func(ctx context.Context) (*View, error) { return h.part(ctx, s, sc) })
	return v, err
}

// HasView tells whether a view can be had without loading a snapshot or cutting a part.
func (h *Holder) HasView(id snapshot.ID, sc scope.Scope) bool {
	s := h.current.Load()
	if s == nil || id != "" && id != s.id() {
		var kept bool
		if s, kept = h.older.Peek(id); !kept {
			return id == "" // there is nothing to be loaded
		}
	}
	return sc.Whole() || s.parts.Has(sc.InTables().Key())
}

// part makes a part of a snapshot ready to be answered from.
func (h *Holder) part(ctx context.Context, s *Served, sc scope.Scope) (*View, error) {
	part, err := scope.Cut(ctx, s.Snapshot, sc)
	if err != nil {
		return nil, err
	}
	out := &View{Snapshot: part, Engines: data.NewEngines(part, h.native), Rasters: s.Whole.Rasters, Tag: tagOf(sc), load: s.load}
	if out.Tiles, err = s.Whole.Tiles.Within(ctx, part); err != nil {
		return nil, fmt.Errorf("a part: %w", err)
	}
	if !sc.Everywhere() {
		out.Rasters, err = s.Whole.Rasters.Within(ctx, part)
	}
	return out, err
}

// tagOf is a hash of a scope.
func tagOf(sc scope.Scope) string {
	sum := sha256.Sum256([]byte(sc.Key()))
	return hex.EncodeToString(sum[:8])
}

// Bounds on the parts that are kept with a snapshot.
const (
	// DefaultPartBytes is about how many bytes they may have.
	DefaultPartBytes = 2 << 30
	// maxParts is how many there may be.
	maxParts = 64
)

// cost is about how many bytes a part has, and never so few that more than maxParts are kept, nor so many that one is not.
func (v *View) cost(limit int) int {
	const row, perVertex = 100, 2 * 8
	bytes := v.Tiles.Held()
	for _, n := range v.Manifest.Counts {
		bytes += row * n
	}
	layers := []*spatial.Polygons{v.Zones.Shapes, v.Cells.Shapes, v.Accepted.Shapes, v.Parcels.Shapes, v.Permitted.Shapes, v.Facts.Faces, v.CellPairs.Shapes}
	for _, c := range v.Changes {
		layers = append(layers, c.Patches.Shapes, c.Parts.Shapes)
	}
	for _, p := range layers {
		if p != nil {
			bytes += perVertex * p.Vertices()
		}
	}
	return min(max(bytes, limit/maxParts), limit)
}
