package serve

import (
	"slices"

	"github.com/qingshan-gis/qingshan/tiles/attributes"
	"github.com/qingshan-gis/qingshan/tiles/mvt"
	"github.com/qingshan-gis/qingshan/tiles/pyramid"
)

// Tile returns one tile, not compressed; nil if it is empty. Errors wrap [ErrNoLayer], [tilematrix.ErrTileRange], [ErrNoField],
// [ErrNoZone], [ErrDamaged] or [pyramid.ErrCorrupt].
func (s *Set) Tile(r Request) (raw []byte, err error) {
	a, err := s.check(r)
	if err != nil {
		return nil, err
	}
	if !a.ready() || slices.ContainsFunc(a.layers, func(l *Layer) bool { return s.part.saysOtherwise(a.at.Z, l) }) {
		return s.encode(a)
	}
	layers, err := s.deflated(nil, a)
	for _, l := range layers {
		if raw, err = l.AppendInflated(raw); err != nil {
			return nil, err
		}
	}
	return raw, err
}

// AppendReady appends a tile as one gzip member (RFC 1952) if it lies ready in the snapshot's files, that is without `Fields`
// and `Zone` and up to level 16 of the pyramid; else ready is false, also where a part's pyramid has still to be built, as [Set.Tile] does,
// which takes long. Nothing is appended if the tile is empty. Errors are those of [Set.Tile].
func (s *Set) AppendReady(out []byte, r Request) (gz []byte, ready bool, err error) {
	if r.TileMatrixSet != nil && s.part.unbuilt(r.TileMatrixSet.Plane) {
		return out, false, nil
	}
	a, err := s.check(r)
	if err != nil || !a.ready() {
		return out, false, err
	}
	var few [attributes.LayerCount]pyramid.DeflatedLayer // on the stack
	layers, err := s.deflated(few[:0], a)
	if err == nil && len(layers) > 0 {
		out = pyramid.AppendGzip(out, layers)
	}
	return out, true, err
}

// tileEncoder makes a tile of what a pyramid holds of it. It is reused.
type tileEncoder struct {
	mvt.Encoder
	source   []byte // a layer of the pyramid
	geometry []byte
	deflater pyramid.LayerWriter
}

// encoder is one that is not in use, to be put back.
func (s *Set) encoder() *tileEncoder {
	e, _ := s.encoders.Get().(*tileEncoder)
	if e == nil {
		e = &tileEncoder{}
	}
	e.Reset()
	return e
}

// deflate makes a layer of a tile, deflated; nothing where it is empty.
func (s *Set) deflate(a query, l *Layer) ([]pyramid.DeflatedLayer, error) {
	e := s.encoder()
	defer s.encoders.Put(e)
	if err := s.encodeLayer(e, a, l); err != nil || len(e.Tile()) == 0 {
		return nil, err
	}
	made, err := e.deflater.Deflate(e.Tile())
	return []pyramid.DeflatedLayer{made}, err
}

// encode makes a tile from what the pyramid holds of it.
func (s *Set) encode(a query) ([]byte, error) {
	e := s.encoder()
	defer s.encoders.Put(e)
	for _, l := range a.layers {
		if err := s.encodeLayer(e, a, l); err != nil {
			return nil, err
		}
	}
	if len(e.Tile()) == 0 {
		return nil, nil
	}
	return slices.Clone(e.Tile()), nil
}

func (s *Set) encodeLayer(e *tileEncoder, a query, l *Layer) (err error) {
	full := min(a.at.Z, a.pyramid.Finest(l.index))
	up := a.at.Z - full
	level := &a.pyramid.Levels[full][l.index]
	i := level.Find(pyramid.Key(a.at.X>>up, a.at.Y>>up))
	if i < 0 {
		return nil
	}
	f, err := level.At(i)
	if err != nil {
		return err
	}
	if e.source, err = f.AppendInflated(e.source[:0]); err != nil {
		return err
	}
	table, err := s.table(a.pyramid, full, l.index)
	if err != nil {
		return err
	}
	e.Begin(table.Carried(full, a.fields))
	err = mvt.EachFeature(e.source, func(id uint64, kind mvt.GeomType, geometry []byte) {
		feature, ok := table.Find(id)
		if !ok || a.within != nil && !table.Zones.In(feature, *a.within) {
			return
		}
		if up > 0 {
			if geometry = e.overzoom(kind, geometry, a.at, full); geometry == nil {
				return
			}
		}
		e.Feature(id, feature, kind, geometry)
	})
	e.End(l.Name, pyramid.ExtentAt(a.at.Z))
	return err
}
