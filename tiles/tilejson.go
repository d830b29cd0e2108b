package tiles

import "strings"

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
	// Rules say what low zooms leave out, merge or show otherwise; beside the specification's own members.
	Rules []string `json:"rules,omitempty"`
}

// sourceMaxZoom is where clients stop asking and enlarge instead: a unit of a z16 tile is a centimetre.
const sourceMaxZoom = 16

// Describe makes the TileJSON of the named layers; url is the template of their tiles.
func (s *Set) Describe(names []string, url, snapshot string, bounds [4]float64) (*TileJSON, error) {
	layers, err := s.Pick(names)
	if err != nil {
		return nil, err
	}
	out := &TileJSON{TileJSON: "3.0.0", Name: "Qingshan " + strings.Join(names, ", "), Tiles: []string{url}, Bounds: bounds,
		MinZoom: MaxZoom, MaxZoom: sourceMaxZoom, Version: "1.0.0", Snapshot: snapshot}
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
