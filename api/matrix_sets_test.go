package api

import (
	"context"
	"encoding/json"
	"math"
	"net/http/httptest"
	"testing"

	"github.com/qingshan-gis/qingshan/tiles/tilematrix"
)

// TestMatrixSetsAreOGCs: the figures of OGC 17-083r4, annex D, and Tianditu's.
func TestMatrixSetsAreOGCs(t *testing.T) {
	s := New(Config{Store: noStore{}})
	read := func(path string, v any) {
		t.Helper()
		w := httptest.NewRecorder()
		s.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
		if w.Code != 200 || w.Header().Get("Content-Type") != "application/json" {
			t.Fatalf("%s: %d %s", path, w.Code, w.Body)
		}
		if err := json.Unmarshal(w.Body.Bytes(), v); err != nil {
			t.Fatal(err)
		}
	}
	var list struct {
		TileMatrixSets []struct {
			ID    string
			Links []struct{ Href, Rel string }
		}
	}
	read("/tileMatrixSets", &list)
	if len(list.TileMatrixSets) != 3 || list.TileMatrixSets[0].Links[0].Href != "http://example.com/tileMatrixSets/WebMercatorQuad" {
		t.Errorf("%+v", list)
	}
	type level struct {
		scale, cell   float64
		width, height uint32
	}
	for id, want := range map[string]struct {
		origin  [2]float64
		by      string
		level   int
		figures level
	}{
		"WebMercatorQuad": {[2]float64{-20037508.3427892, 20037508.3427892}, "0", 0, level{559082264.028717, 156543.033928041, 1, 1}},
		"WorldCRS84Quad":  {[2]float64{-180, 90}, "0", 0, level{279541132.014358, 0.703125, 2, 1}},
		"CGCS2000Quad":    {[2]float64{90, -180}, "18", 17, level{279541132.014358 / (1 << 17), 0.703125 / (1 << 17), 2 << 17, 1 << 17}},
	} {
		var doc tilematrix.Document
		read("/tileMatrixSets/"+id, &doc)
		m := doc.TileMatrices[want.level]
		near := func(a, b float64) bool { return math.Abs(a-b) <= 1e-9*math.Abs(b) }
		if m.ID != want.by || !near(m.ScaleDenominator, want.figures.scale) || !near(m.CellSize, want.figures.cell) || m.MatrixWidth != want.figures.width ||
			m.MatrixHeight != want.figures.height || !near(m.PointOfOrigin[0], want.origin[0]) || !near(m.PointOfOrigin[1], want.origin[1]) || m.TileWidth != 256 {
			t.Errorf("%s: %+v", id, m)
		}
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, httptest.NewRequest("GET", "/tileMatrixSets/EuropeanQuad", nil))
	if w.Code != 404 || w.Header().Get("Content-Type") != "application/problem+json" {
		t.Errorf("an unknown set: %d %s", w.Code, w.Body)
	}
	if err := s.Refresh(context.Background()); err == nil {
		t.Error("no store gave a snapshot")
	}
}
