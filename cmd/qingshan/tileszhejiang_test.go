package main

import (
	"context"
	"math"
	"path/filepath"
	"testing"

	"github.com/qingshan-gis/qingshan/ingest"
	"github.com/qingshan-gis/qingshan/internal/shared"
	"github.com/qingshan-gis/qingshan/tiles"
	"github.com/qingshan-gis/qingshan/tiles/mvt"
)

// TestTilesOfZhejiang: 90 real counties with 518 islands, at all zooms: strict, and what the tiles cover without their buffers is
// what the counties cover.
func TestTilesOfZhejiang(t *testing.T) {
	source := shared.Path(t, "data", "zhejiang_counties")
	files, err := filepath.Glob(filepath.Join(source, "*.shp"))
	if err != nil || len(files) != 1 {
		t.Fatalf("%v %v", files, err)
	}
	project := filepath.Join(t.TempDir(), "qingshan.yaml")
	write(t, project, `name: Zhejiang
date: 2026-10-01
zones:
  - {path: `+files[0]+`, level: county, code: adcode, name: name, crs: "EPSG:4326", encoding: UTF-8}
`)
	p, err := ingest.LoadZones(project)
	if err != nil {
		t.Fatal(err)
	}
	r, err := ingest.Run(context.Background(), p, ingest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	set, err := tiles.Load(context.Background(), r.Snapshot, "")
	if err != nil {
		t.Fatal(err)
	}
	s := r.Snapshot
	want := 0.0 // in tiles of z0, by an own formula
	for i := range s.Zones.Len() {
		s.Zones.Shapes.EachRing(i, func(_, ring int, xy []float64) {
			var flat [][2]float64
			for k := 0; k+1 < len(xy)-2; k += 2 {
				lon, lat := s.LonLat(xy[k], xy[k+1])
				flat = append(flat, [2]float64{(lon + 180) / 360, (1 - math.Log(math.Tan(math.Pi/4+lat*math.Pi/360))/math.Pi) / 2})
			}
			if a := math.Abs(shoelace(flat)); ring == 0 {
				want += a
			} else {
				want -= a
			}
		})
	}
	for z := 0; z <= 15; z++ {
		got, parts := 0.0, 0
		eachTile(t, set, tiles.WebMercatorQuad(), z, func(p tiles.Place, _ []byte, layers []mvt.Layer) {
			if problems := mvt.Validate(layers); len(problems) > 0 {
				t.Fatalf("%d/%d/%d: %d problems, the first %v", p.Z, p.X, p.Y, len(problems), problems[0])
			}
			for _, l := range layers {
				if l.Name != "zones" {
					continue
				}
				for _, f := range l.Features {
					for _, part := range f.Parts {
						var ring [][2]float64
						for _, q := range part {
							ring = append(ring, [2]float64{float64(q.X) / float64(l.Extent), float64(q.Y) / float64(l.Extent)})
						}
						got += shoelace(within(ring))
						parts++
					}
				}
			}
		})
		got /= math.Pow(4, float64(z))
		// Borders move by less than half a unit of 1/8192 tile, either way.
		tolerance := 1e-3 * math.Pow(2, float64(8-z))
		if z >= 8 {
			tolerance = 1e-4
		}
		if math.Abs(got/want-1) > tolerance {
			t.Errorf("z%d: the tiles cover %.9f of the counties", z, got/want)
		}
		t.Logf("z%d: %.7f, %d rings", z, got/want, parts)
		if z == 15 && parts < 606 {
			t.Errorf("%d rings of 606", parts)
		}
	}
}

func shoelace(ring [][2]float64) (area float64) {
	for i, a := range ring {
		b := ring[(i+1)%len(ring)]
		area += a[0]*b[1] - b[0]*a[1]
	}
	return area / 2
}

// within clips a ring to the unit square by Sutherland and Hodgman, whose spikes have no area.
func within(ring [][2]float64) [][2]float64 {
	for side := range 4 {
		axis, at, sign := side/2, float64(side%2), 1-2*float64(side%2)
		var out [][2]float64
		for i, a := range ring {
			b := ring[(i+1)%len(ring)]
			da, db := sign*(a[axis]-at), sign*(b[axis]-at)
			if da >= 0 {
				out = append(out, a)
			}
			if (da < 0) != (db < 0) {
				u := da / (da - db)
				out = append(out, [2]float64{a[0] + u*(b[0]-a[0]), a[1] + u*(b[1]-a[1])})
			}
		}
		ring = out
	}
	return ring
}
