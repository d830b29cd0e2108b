package render

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"math"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/spatial"
)

// Feature is one feature of an answer: its properties and its place in a packed layer of the working CRS.
type Feature struct {
	Properties map[string]any
	Shapes     *spatial.Polygons
	Index      int
}

// writeGeoJSON streams an RFC 7946 collection. Coordinates are CGCS2000 degrees with nine decimals: 0.1 mm.
func writeGeoJSON(w io.Writer, d Document, s *snapshot.Snapshot) error {
	out := bufio.NewWriter(w)
	fmt.Fprint(out, `{"type":"FeatureCollection","features":[`)
	comma := ""
	for f := range d.Features {
		g := geojson.NewFeature(lonLat(f.Shapes, f.Index, s))
		g.Properties = f.Properties
		b, err := json.Marshal(g)
		if err != nil {
			return err
		}
		out.WriteString(comma)
		if _, err := out.Write(b); err != nil {
			return err
		}
		comma = ",\n"
	}
	fmt.Fprintln(out, "]}")
	return out.Flush()
}

func lonLat(p *spatial.Polygons, f int, s *snapshot.Snapshot) orb.MultiPolygon {
	var out orb.MultiPolygon
	p.EachRing(f, func(part, _ int, xy []float64) {
		for len(out) <= part {
			out = append(out, orb.Polygon{})
		}
		ring := make(orb.Ring, 0, len(xy)/2)
		for i := 0; i < len(xy); i += 2 {
			lon, lat := s.LonLat(xy[i], xy[i+1])
			ring = append(ring, orb.Point{math.Round(lon*1e9) / 1e9, math.Round(lat*1e9) / 1e9})
		}
		out[part] = append(out[part], ring)
	})
	return out
}
