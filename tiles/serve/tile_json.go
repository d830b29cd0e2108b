package serve

import (
	"strings"

	"github.com/qingshan-gis/qingshan/tiles/tilematrix"
)

// TileJSON is the document of https://github.com/mapbox/tilejson-spec, version 3.0.0.
type TileJSON struct {
	TileJSON     string        `json:"tilejson"`
	Name         string        `json:"name"`
	Tiles        []string      `json:"tiles"`
	VectorLayers []VectorLayer `json:"vector_layers"`
	Bounds       [4]float64    `json:"bounds"`
	MinZoom      int           `json:"minzoom"`
	MaxZoom      int           `json:"maxzoom"`
	Attribution  string        `json:"attribution,omitempty"`
	Version      string        `json:"version"`
	Snapshot     string        `json:"snapshot"`
}

// VectorLayer describes one layer.
type VectorLayer struct {
	ID          string            `json:"id"`
	Description string            `json:"description"`
	MinZoom     int               `json:"minzoom"`
	MaxZoom     int               `json:"maxzoom"`
	Fields      map[string]string `json:"fields"`
	// Rules say what low zooms leave out, merge or show otherwise. The specification has no such member.
	Rules []string `json:"rules,omitempty"`
}

// sourceMaxZoom is the last level that clients ask for, and enlarge beyond: a unit of a z16 tile is a centimetre.
const sourceMaxZoom = 16

// Describe makes the TileJSON of a request's layers, fields and zone; it does not look at Z, X and Y. url is the template of the tiles'
// addresses. Bounds, in degrees, are those of the zone or, without one, of all zones. Errors wrap [ErrNoLayer], [ErrNoField] or [ErrNoZone].
func (s *Set) Describe(r Request, url string) (*TileJSON, error) {
	layers, err := s.Pick(r.Layers)
	if err != nil {
		return nil, err
	}
	if _, err := known(layers, r.Fields); err != nil {
		return nil, err
	}
	snapshot := s.tables.Snapshot
	out := &TileJSON{TileJSON: "3.0.0", Name: "Qingshan " + strings.Join(r.Layers, ", "), Tiles: []string{url}, Bounds: snapshot.Bounds(),
		MinZoom: tilematrix.MaxZoom, MaxZoom: sourceMaxZoom, Version: "1.0.0", Snapshot: string(snapshot.Manifest.ID)}
	if r.Zone != "" {
		zone, err := s.zone(r.Zone)
		if err != nil {
			return nil, err
		}
		out.Bounds = snapshot.ZoneBounds(zone)
	}
	for _, l := range layers {
		v := VectorLayer{ID: l.Name, Description: l.Description, MinZoom: l.MinZoom, MaxZoom: sourceMaxZoom, Fields: map[string]string{}, Rules: l.Rules}
		for _, f := range l.Fields {
			v.Fields[f.Name] = f.Description
			if f.OnRequest {
				v.Fields[f.Name] += " (with fields=)"
			}
		}
		out.MinZoom = min(out.MinZoom, l.MinZoom)
		out.VectorLayers = append(out.VectorLayers, v)
	}
	return out, nil
}
