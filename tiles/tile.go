package tiles

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/qingshan-gis/qingshan/data/once"
)

// ErrTileRange means that a tile matrix set has no such tile.
var ErrTileRange = errors.New("no such tile")

// Errors of a request.
var (
	ErrNoLayer = errors.New("no such layer")
	ErrNoField = errors.New("no such field")
	ErrNoZone  = errors.New("no such zone")
	// ErrDamaged means that a tile lies in a file that [Load] was told not to open.
	ErrDamaged = errors.New("map tiles are damaged")
)

// ErrCorrupt means that a file that was opened does not hold what was written.
var ErrCorrupt = errors.New("map tiles are corrupt")

// tileAt is a place in a pyramid.
type tileAt struct {
	level int
	x, y  uint32
}

// extentAt is the width of a level's tiles in their own units.
func extentAt(level int) uint64 {
	if level < fullLevel {
		return Extent
	}
	return max(Extent, uint64(1)<<(32-level))
}

// Set is all layers of one snapshot. Immutable, safe for concurrent use.
type Set struct {
	layers   []*Layer
	byName   map[string]*Layer
	pyramids [planes]*pyramid // nil for one whose file is damaged
	tables   *tables
	bunched  once.Cache[bunchedAt, *table]
	encoders sync.Pool // of *tileEncoder
}

func newSet(t *tables, pyramids [planes]*pyramid) *Set {
	described := cmp.Or(pyramids[mercatorPlane], pyramids[geographicPlane], newPyramid(layerCount))
	s := &Set{layers: layersOf(described), byName: map[string]*Layer{}, pyramids: pyramids, tables: t}
	for _, l := range s.layers {
		s.byName[l.Name] = l
	}
	return s
}

// Layers lists the layers there are.
func (s *Set) Layers() []*Layer { return s.layers }

// Pick returns the named layers, or an error that wraps [ErrNoLayer] and lists those there are.
func (s *Set) Pick(names []string) ([]*Layer, error) {
	var out []*Layer
	for i, n := range names {
		if slices.Contains(names[:i], n) {
			return nil, fmt.Errorf("%w twice in one tile: %q", ErrNoLayer, n)
		}
		l, ok := s.byName[n]
		if !ok {
			var known []string
			for _, l := range s.layers {
				known = append(known, l.Name)
			}
			return nil, fmt.Errorf("%w %q; there are %s", ErrNoLayer, n, strings.Join(known, ", "))
		}
		out = append(out, l)
	}
	return out, nil
}

// asked is a request that was looked through.
type asked struct {
	layers  []*Layer
	pyramid *pyramid
	at      tileAt
	within  *placeRange // of a zone's subtree; nil for all
	fields  []string
}

func (s *Set) check(r Request) (a asked, err error) {
	if a.layers, err = s.Pick(r.Layers); err != nil {
		return a, err
	}
	m := r.Matrix
	if m == nil {
		m = WebMercatorQuad()
	}
	if err := m.Check(r.Z, r.X, r.Y); err != nil {
		return a, err
	}
	if a.fields, err = known(a.layers, r.Fields); err != nil {
		return a, err
	}
	if r.Zone != "" {
		z, err := s.zone(r.Zone)
		if err != nil {
			return a, err
		}
		within := s.tables.walk.subtree(z)
		a.within = &within
	}
	a.pyramid, a.at = s.pyramids[m.plane], tileAt{r.Z + m.offset, r.X, r.Y}
	if a.pyramid == nil {
		return a, fmt.Errorf("%w: those of %s lie in %s; `qingshan ingest` makes them again", ErrDamaged, m.ID, fileName(m.plane))
	}
	return a, nil
}

// zone finds a zone by its code.
func (s *Set) zone(code string) (int32, error) {
	z, ok := s.tables.s.Zones.Find(code)
	if !ok {
		return 0, fmt.Errorf("%w: %q", ErrNoZone, code)
	}
	return z, nil
}

// known refuses fields that none of the layers has.
func known(layers []*Layer, fields []string) ([]string, error) {
	for _, name := range fields {
		if slices.ContainsFunc(layers, func(l *Layer) bool {
			return slices.ContainsFunc(l.Fields, func(f Field) bool { return f.Name == name })
		}) {
			continue
		}
		var all []string
		for _, l := range layers {
			for _, f := range l.Fields {
				if !slices.Contains(all, f.Name) {
					all = append(all, f.Name)
				}
			}
		}
		return nil, fmt.Errorf("%w %q; there are %s", ErrNoField, name, strings.Join(all, ", "))
	}
	return fields, nil
}

// ready tells whether the tile's layers lie finished in the pyramid.
func (a asked) ready() bool {
	return a.within == nil && len(a.fields) == 0 && a.at.level <= finestOf(a.pyramid, a.layers)
}

// finished appends the layers of a ready tile that hold anything.
func (a asked) finished(out []finished) ([]finished, error) {
	k := key(a.at.x, a.at.y)
	for _, l := range a.layers {
		level := &a.pyramid.levels[a.at.level][l.index]
		i := level.find(k)
		if i < 0 {
			continue
		}
		f, err := level.at(i)
		if err != nil {
			return nil, err
		}
		out = append(out, f)
	}
	return out, nil
}

// Tile encodes one tile, not compressed; nil where nothing is in it. Errors wrap [ErrNoLayer], [ErrTileRange], [ErrNoField],
// [ErrNoZone], [ErrDamaged] or [ErrCorrupt].
func (s *Set) Tile(r Request) (raw []byte, err error) {
	defer runtime.KeepAlive(s) // and with it what is mapped
	a, err := s.check(r)
	if err != nil {
		return nil, err
	}
	if !a.ready() {
		return s.encode(a)
	}
	layers, err := a.finished(nil)
	for _, l := range layers {
		if raw, err = l.appendLayer(raw); err != nil {
			return nil, err
		}
	}
	return raw, err
}

// AppendReady appends a tile as one gzip member (RFC 1952) if it lies finished in the snapshot's files, that is without `Fields`
// and `Zone` and up to level 16 of the pyramid; else ready is false. Nothing is appended where nothing is in the tile. Errors are
// those of [Set.Tile].
func (s *Set) AppendReady(out []byte, r Request) (gz []byte, ready bool, err error) {
	defer runtime.KeepAlive(s)
	a, err := s.check(r)
	if err != nil || !a.ready() {
		return out, false, err
	}
	var few [layerCount]finished
	layers, err := a.finished(few[:0])
	if err == nil && len(layers) > 0 {
		out = appendGzip(out, layers)
	}
	return out, true, err
}

// tileEncoder makes a tile of what a pyramid holds of it. It is reused.
type tileEncoder struct {
	encoder
	source   []byte // a layer of the pyramid
	geometry []byte
}

// encode makes a tile from what the pyramid holds of it.
func (s *Set) encode(a asked) ([]byte, error) {
	e, _ := s.encoders.Get().(*tileEncoder)
	if e == nil {
		e = &tileEncoder{}
	}
	defer s.encoders.Put(e)
	e.reset()
	for _, l := range a.layers {
		if err := s.encodeLayer(e, a, l); err != nil {
			return nil, err
		}
	}
	if len(e.tile()) == 0 {
		return nil, nil
	}
	return slices.Clone(e.tile()), nil
}

func (s *Set) encodeLayer(e *tileEncoder, a asked, l *Layer) (err error) {
	full := min(a.at.level, a.pyramid.finest(l.index))
	up := a.at.level - full
	level := &a.pyramid.levels[full][l.index]
	i := level.find(key(a.at.x>>up, a.at.y>>up))
	if i < 0 {
		return nil
	}
	f, err := level.at(i)
	if err != nil {
		return err
	}
	if e.source, err = f.appendLayer(e.source[:0]); err != nil {
		return err
	}
	table, err := s.table(a.pyramid, full, l.index)
	if err != nil {
		return err
	}
	e.begin(table.carried(full, a.fields))
	err = eachFeature(e.source, func(id uint64, kind byte, geometry []byte) {
		feature, ok := table.find(id)
		if !ok || a.within != nil && !table.zones.in(feature, *a.within) {
			return
		}
		if up > 0 {
			if geometry = e.overzoom(kind, geometry, a.at, full); geometry == nil {
				return
			}
		}
		e.feature(id, feature, kind, geometry)
	})
	e.end(l.Name, extentAt(a.at.level))
	return err
}

type bunchedAt struct {
	p        *pyramid
	z, layer int
}

// table is that of a level of a pyramid, with its bunches.
func (s *Set) table(p *pyramid, z, layer int) (*table, error) {
	l := &p.levels[z][layer]
	made, err := s.tables.at(layer, l.rung)
	if err != nil || len(l.bunches) == 0 {
		return made, err
	}
	made, _, err = s.bunched.Get(context.Background(), bunchedAt{p, z, layer}, func(context.Context) (*table, error) {
		bunches, ok := readBunches(l.bunches, len(made.ids))
		if !ok || made.spots == nil {
			return nil, fmt.Errorf("%w: z%d of %s", errPyramid, z, kinds[layer].name)
		}
		return made.withBunches(layer, bunches), nil
	})
	return made, err
}
