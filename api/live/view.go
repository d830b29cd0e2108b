package live

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strconv"

	"github.com/qingshan-gis/qingshan/data"
	"github.com/qingshan-gis/qingshan/data/scope"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/internal/once"
	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/tiles/rastertile"
	"github.com/qingshan-gis/qingshan/tiles/serve"
)

// View is what a request is answered from: a snapshot, or the part of it that whoever asks may see, with all that answers are drawn from.
// It has no way to what lies outside. Immutable, safe for concurrent use while the request holds what it was given.
type View struct {
	*snapshot.Snapshot
	Engines *data.Engines
	// Tag tells the parts of a snapshot apart in the tags and keys of caches; "" for the whole. It tells nothing of the scope.
	Tag string

	load    uint64 // of the snapshot
	tiles   drawn[*serve.Set]
	rasters drawn[*rastertile.Set]
}

// drawn is what tiles are drawn from: of the whole it is there, of a part it is made when a tile is first asked for, which may take long.
type drawn[T any] struct {
	there bool
	set   T
	make  func(ctx context.Context) (T, error)
	made  once.Cache[struct{}, T]
}

// has tells whether it can be had without being made.
func (d *drawn[T]) has() bool { return d.there || d.made.Has(struct{}{}) }

// get makes it once for all who ask, who wait to the end: if the work ended when they leave, nothing that takes longer than they wait would
// ever be made. What it is made of lies in the snapshot's files, so that a request has to hold these meanwhile; a slot bounds how many do.
func (d *drawn[T]) get(ctx context.Context) (T, error) {
	if d.there {
		return d.set, nil
	}
	set, _, err := d.made.Get(context.WithoutCancel(ctx), struct{}{}, d.make)
	return set, err
}

// HasTiles tells whether vector tiles can be had without being made ready first.
func (v *View) HasTiles() bool { return v.tiles.has() }

// Tiles are the vector tiles. Errors are those of [serve.Set.Within], or ctx's.
func (v *View) Tiles(ctx context.Context) (*serve.Set, error) { return v.tiles.get(ctx) }

// HasRasters tells whether scenes can be had without being looked through first.
func (v *View) HasRasters() bool { return v.rasters.has() }

// Rasters are the scenes. Errors are those of [rastertile.Set.Within], or ctx's.
func (v *View) Rasters(ctx context.Context) (*rastertile.Set, error) { return v.rasters.get(ctx) }

// Key is where an address's tile of this load and part is cached.
func (v *View) Key(address string) string {
	return strconv.FormatUint(v.load, 36) + "/" + v.Tag + "/" + address
}

// View returns what a scope shows of the current snapshot for "", else of the one asked for. The request that ctx belongs to has hold of
// it to its end. A part is made when it is first asked for, once for all who ask, and kept with its snapshot. Errors are those of
// [Holder.Get] and of [scope.Cut].
func (h *Holder) View(ctx context.Context, id snapshot.ID, sc scope.Scope) (*View, error) {
	s, err := h.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	if sc.Whole() {
		return s.Whole, nil
	}
	sc = sc.InTables()
	v, _, err := s.parts.Get(context.WithoutCancel(ctx), sc.Key(), func(ctx context.Context) (*View, error) { return h.part(ctx, s, sc) })
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

// whole is the view of all of a snapshot.
func (h *Holder) whole(s *Served) *View {
	return &View{Snapshot: s.Snapshot, Engines: data.NewEngines(s.Snapshot, h.native), load: s.load,
		tiles: drawn[*serve.Set]{there: true, set: s.tiles}, rasters: drawn[*rastertile.Set]{there: true, set: s.rasters}}
}

// part cuts a part out of a snapshot.
func (h *Holder) part(ctx context.Context, s *Served, sc scope.Scope) (*View, error) {
	part, err := scope.Cut(ctx, s.Snapshot, sc)
	if err != nil {
		return nil, err
	}
	out := &View{Snapshot: part, Engines: data.NewEngines(part, h.native), Tag: tagOf(sc), load: s.load}
	out.Engines.Coverage.Keep(partKept)
	out.tiles.make = func(ctx context.Context) (*serve.Set, error) { return s.tiles.Within(ctx, part) }
	out.rasters.make = func(ctx context.Context) (*rastertile.Set, error) { return s.rasters.Within(ctx, part) }
	if sc.Everywhere() { // pixels have no groups of fields
		out.rasters.there, out.rasters.set = true, s.rasters
	}
	return out, nil
}

// partKept bounds the bytes that each part's engine of coverage keeps of what it worked out: there may be many parts.
const partKept = 16 << 20

// tagOf is a hash of a scope.
func tagOf(sc scope.Scope) string {
	sum := sha256.Sum256([]byte(sc.Key()))
	return hex.EncodeToString(sum[:8])
}

// Bounds on the parts that are kept with a snapshot.
const (
	// DefaultPartBytes is about how many bytes they may have, if the program's memory allows.
	DefaultPartBytes = 2 << 30
	// partShare of the program's memory is for the parts of all snapshots together.
	partShare = 4
	// maxParts is how many there may be.
	maxParts = 64
)

// partBytes is about how many bytes the parts of one snapshot may have of so much memory, with which older snapshots have parts, too.
func partBytes(memory int64) int { return int(min(DefaultPartBytes, memory/partShare/(1+maxOlder))) }

// cost is about how many bytes a part has, and never so few that more than maxParts are kept, nor so many that one is not.
func (v *View) cost(limit int) int {
	const row, perVertex = 200, 8 * 8 // coordinates and indexes, and as much again in the tiles of each plane
	bytes := 0
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
	return min(max(bytes, limit/maxParts, 1), limit)
}
