package api

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"strconv"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"
	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/api/features"
	"github.com/qingshan-gis/qingshan/api/limit"
	"github.com/qingshan-gis/qingshan/api/live"
	"github.com/qingshan-gis/qingshan/data/render"
	"github.com/qingshan-gis/qingshan/data/scenario"
	"github.com/qingshan-gis/qingshan/data/snapshot"
)

// editLimits bound what one request may have worked out: the cells of a township or two. The command line has no such bound.
var editLimits = scenario.EditLimits{Pairs: 20_000, Vertices: 2_000_000}

// whatIf answers how coverage would be with the cells of the body; assign=true proposes which cells could take the gaps.
func (s *Server) whatIf(w http.ResponseWriter, r *http.Request) {
	body, err := s.bounds.ReadBody(w, r, "application/geo+json", "application/json")
	if err != nil {
		fail(s.log, w, r, err)
		return
	}
	defer body.Close()
	ask(s, always[scenario.WhatIfQuery](true), func(ctx context.Context, at *live.View, q scenario.WhatIfQuery) (render.Document, error) {
		edits, err := cellEdits(body.Reader(), at.Snapshot)
		if err != nil {
			return render.Document{}, err
		}
		if q.Assign {
			return drawn(render.Proposal)(at.Engines.Scenario.Propose(ctx, edits, q.Query, editLimits))
		}
		return drawn(func(a *scenario.WhatIf) render.Document { return render.WhatIf(a, at.Snapshot) })(at.Engines.Scenario.WhatIf(ctx, edits, q.Query, editLimits))
	})(w, r)
}

// Bounds on what is supposed at a time; what is larger is for the command line.
const (
	maxEdits    = 20_000
	maxVertices = 500_000
)

// cellEdits reads an RFC 7946 collection of cells. Vertices are brought into the working CRS; edges are straight there, as
// those of the cells that this API hands out. What is beyond the bounds is refused as soon as it is met.
func cellEdits(body io.Reader, s *snapshot.Snapshot) (out []scenario.CellEdit, err error) {
	vertices := 0
	err = features.Each(body, func(i int, f *geojson.Feature) error {
		if i == maxEdits {
			return limit.TooLarge("more than %d features", maxEdits)
		}
		edit, err := cellEdit(f, s)
		if err != nil {
			return &snapshot.QueryError{Reason: fmt.Sprintf("feature %d: %v", i+1, err)}
		}
		if edit.Shape != nil {
			vertices += len(edit.Shape.FlatCoords()) / 2
		}
		if vertices > maxVertices {
			return limit.TooLarge("more than %d vertices", maxVertices)
		}
		out = append(out, edit)
		return nil
	})
	return out, err
}

// exactBelow is 2^53: JSON numbers are read as binary floating point, which does not hold all whole numbers from there on.
const exactBelow = 1 << 53

// cellEdit reads one feature. Of a cell that the snapshot has, properties that are not given stay as they are.
func cellEdit(f *geojson.Feature, s *snapshot.Snapshot) (scenario.CellEdit, error) {
	if f == nil {
		return scenario.CellEdit{}, errors.New("it is null")
	}
	for _, v := range []any{f.ID, f.Properties["id"], f.Properties["ranger"]} {
		if n, isNumber := v.(float64); isNumber && math.Abs(n) >= exactBelow {
			return scenario.CellEdit{}, fmt.Errorf("the id %.0f has more digits than a JSON number keeps; give it as a text", n)
		}
	}
	edit := scenario.CellEdit{ID: idText(f.ID)}
	if edit.ID == "" {
		edit.ID = idText(f.Properties["id"])
	}
	if edit.ID == "" {
		return edit, errors.New("it has no id; give it as member id or property id, a text or a number")
	}
	if remove, _ := f.Properties["remove"].(bool); remove || f.Geometry == nil {
		return edit, nil
	}
	if old, known := s.FindCell(edit.ID); known {
		edit.Ranger, edit.ValidFrom, edit.ValidTo = s.Cells.Ranger[old], s.Cells.ValidFrom[old], s.Cells.ValidTo[old]
	}
	if v, given := f.Properties["ranger"]; given {
		edit.Ranger = idText(v)
	}
	for name, to := range map[string]*snapshot.Date{"valid_from": &edit.ValidFrom, "valid_to": &edit.ValidTo} {
		parse := snapshot.ParseDateIn
		if name == "valid_to" {
			parse = snapshot.ParseEndIn
		}
		v, given := f.Properties[name]
		if !given {
			continue
		}
		text, isText := v.(string)
		d, err := parse(text, s.Manifest.Location())
		if err != nil || v != nil && !isText {
			return edit, fmt.Errorf("cell %s: %s is %v; write a date as 2026-10-01, or null", edit.ID, name, v)
		}
		*to = d
	}
	var err error
	edit.Shape, err = workingShape(f.Geometry, s)
	if err != nil {
		err = fmt.Errorf("cell %s: %w", edit.ID, err)
	}
	return edit, err
}

// idText writes an id or a name as the project's layers would: numbers without an exponent.
func idText(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return ""
}

// workingShape brings a polygon into the working CRS.
func workingShape(g orb.Geometry, s *snapshot.Snapshot) (*geom.MultiPolygon, error) {
	var polygons orb.MultiPolygon
	switch g := g.(type) {
	case orb.Polygon:
		polygons = orb.MultiPolygon{g}
	case orb.MultiPolygon:
		polygons = g
	default:
		return nil, fmt.Errorf("its geometry is a %s; a Polygon or MultiPolygon is needed", g.GeoJSONType())
	}
	var flat []float64
	var endss [][]int
	for _, p := range polygons {
		var ends []int
		for _, ring := range p {
			for _, at := range ring {
				if !s.Manifest.FromLonLat.Box.Contains(at[0], at[1]) {
					return nil, fmt.Errorf("%v, %v lies outside of what snapshot %s can measure; check its coordinates, longitude first", at[0], at[1], s.Manifest.ID)
				}
				x, y := s.Manifest.FromLonLat.At(at[0], at[1])
				flat = append(flat, x, y)
			}
			ends = append(ends, len(flat))
		}
		endss = append(endss, ends)
	}
	return geom.NewMultiPolygonFlat(geom.XY, flat, endss), nil
}
