package tiles

// Layer is a tiled layer with the attributes of its features. Immutable once built, safe for concurrent use.
type Layer struct {
	Name, Description string
	// MinZoom is the first level, of WebMercatorQuad, at which tiles carry it.
	MinZoom int
	Fields  []Field
	// Rules say in words, Chinese and English, what is left out, merged or shown otherwise at low zooms.
	Rules []string

	polygons int           // place in a pyramid, -1 for points
	tables   map[int]table // by rung; 0 where there are no rungs
	places   [planes]points
}

// tableAt is the attribute table of a level.
func (l *Layer) tableAt(rung int) (table, bool) {
	if l.polygons != parcelsLayer {
		rung = 0
	}
	t, ok := l.tables[rung]
	return t, ok
}
