package bundle

import (
	"bytes"
	"context"
	"fmt"
	"slices"

	"github.com/qingshan-gis/qingshan/tiles"
)

// Wanted says what goes into a bundle.
type Wanted struct {
	Layers           []string
	Zone             string // only this zone's subtree; empty for all
	MinZoom, MaxZoom int
	Name, Snapshot   string
	Bounds           [4]float64
	// Since, if given, is the earlier snapshot's set: only tiles that differ from its are written, and those that it has and the
	// new one has not are listed in the metadata as `removed`.
	Since         *tiles.Set
	SinceSnapshot string
}

// Written says what came into a bundle.
type Written struct {
	Tiles, Unchanged, Removed int
	Bytes                     int64
}

// metadata is PMTiles' JSON, with ours beside what the specification names.
type metadata struct {
	Name         string              `json:"name"`
	Type         string              `json:"type"`
	Snapshot     string              `json:"snapshot"`
	Zone         string              `json:"zone,omitempty"`
	Since        string              `json:"since,omitempty"`
	Removed      []string            `json:"removed,omitempty"` // z/x/y
	VectorLayers []tiles.VectorLayer `json:"vector_layers"`
}

// WritePMTiles writes the tiles of a set to a file; step is called for each place that was looked at.
func WritePMTiles(ctx context.Context, set *tiles.Set, w Wanted, path string, step func()) (done Written, err error) {
	doc, err := set.Describe(w.Layers, "", w.Snapshot, w.Bounds)
	if err != nil {
		return done, err
	}
	meta := metadata{Name: w.Name, Type: "overlay", Snapshot: w.Snapshot, Zone: w.Zone, Since: w.SinceSnapshot, VectorLayers: doc.VectorLayers}
	p, err := CreatePMTiles(path)
	if err != nil {
		return done, err
	}
	defer p.Abort()
	for z := w.MinZoom; z <= w.MaxZoom; z++ {
		places, err := placesOf(set, w, z)
		if err != nil {
			return done, err
		}
		for _, at := range places {
			if err := ctx.Err(); err != nil {
				return done, err
			}
			step()
			r := tiles.Request{Layers: w.Layers, Zone: w.Zone, Z: at.Z, X: at.X, Y: at.Y}
			raw, err := set.Tile(r)
			if err != nil {
				return done, err
			}
			if w.Since != nil {
				old, err := w.Since.Tile(r)
				if err != nil {
					return done, err
				}
				if bytes.Equal(old, raw) {
					done.Unchanged++
					continue
				}
				if len(raw) == 0 {
					meta.Removed = append(meta.Removed, fmt.Sprintf("%d/%d/%d", at.Z, at.X, at.Y))
					done.Removed++
					continue
				}
			}
			if len(raw) == 0 {
				continue
			}
			body, err := packed(raw)
			if err != nil {
				return done, err
			}
			if err := p.Add(TileID(at.Z, at.X, at.Y), body); err != nil {
				return done, err
			}
			done.Tiles++
			done.Bytes += int64(len(body))
		}
	}
	return done, p.Close(Header{MinZoom: w.MinZoom, MaxZoom: w.MaxZoom, Bounds: w.Bounds, Metadata: meta})
}

// placesOf lists the places of a level where either set may have something, along the curve.
func placesOf(set *tiles.Set, w Wanted, z int) ([]tiles.Place, error) {
	var all []tiles.Place
	for _, s := range []*tiles.Set{set, w.Since} {
		if s == nil {
			continue
		}
		places, err := s.Occupied(tiles.Request{Layers: w.Layers, Zone: w.Zone, Z: z})
		if err != nil {
			return nil, err
		}
		all = slices.AppendSeq(all, places)
	}
	slices.SortFunc(all, func(a, b tiles.Place) int {
		i, j := TileID(a.Z, a.X, a.Y), TileID(b.Z, b.X, b.Y)
		switch {
		case i < j:
			return -1
		case i > j:
			return 1
		}
		return 0
	})
	return slices.Compact(all), nil
}
