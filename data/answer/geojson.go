package answer

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"math"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"

	"github.com/qingshan-gis/qingshan/data"
	"github.com/qingshan-gis/qingshan/spatial"
)

// Feature is one feature of an answer: its properties and its place in a packed layer of the working CRS.
type Feature struct {
	Properties map[string]any
	Shapes     *spatial.Polygons
	Index      int
}

// writeGeoJSON streams an RFC 7946 collection. Coordinates are CGCS2000 degrees with nine decimals: 0.1 mm.
func writeGeoJSON(w io.Writer, d Document, s *data.Snapshot) error {
	out := bufio.NewWriter(w)
	fmt.Fprint(out, `{"type":"FeatureCollection","features":[`)
	var err error
	comma := ""
	d.Features(func(f Feature) {
		g := geojson.NewFeature(lonLat(f.Shapes, f.Index, s))
		g.Properties = f.Properties
		b, e := json.Marshal(g)
		if e != nil && err == nil {
			err = e
		}
		out.WriteString(comma)
		out.Write(b)
		comma = ",\n"
	})
	fmt.Fprintln(out, "]}")
	if e := out.Flush(); err == nil {
		err = e
	}
	return err
}

func lonLat(p *spatial.Polygons, f int, s *data.Snapshot) orb.MultiPolygon {
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
