package tiles

import (
	"runtime"
	"slices"
)

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

// tileAt is a place in a pyramid.
type tileAt struct {
	level int
	x, y  uint32
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
