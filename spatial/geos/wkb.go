package geos

import (
	"fmt"

	"github.com/twpayne/go-geom"
	"github.com/twpayne/go-geom/encoding/wkb"

	"github.com/qingshan-gis/qingshan/spatial"
)

// parseWKB reads polygonal WKB into one multipolygon with outer rings counter-clockwise and holes clockwise.
func parseWKB(data []byte) (*geom.MultiPolygon, error) {
	g, err := wkb.Unmarshal(data)
	if err != nil {
		return nil, fmt.Errorf("mend: read result: %w", err)
	}
	mp := geom.NewMultiPolygon(geom.XY)
	switch g := g.(type) {
	case *geom.Polygon:
		err = mp.Push(g)
	case *geom.MultiPolygon:
		mp = g
	default:
		err = fmt.Errorf("mend: result is a %T", g)
	}
	if err != nil {
		return nil, err
	}
	flat, start := mp.FlatCoords(), 0
	for _, ends := range mp.Endss() {
		for r, e := range ends {
			if (spatial.RingArea(flat[start:e]) > 0) != (r == 0) {
				spatial.Reverse(flat[start:e])
			}
			start = e
		}
	}
	return mp, nil
}
