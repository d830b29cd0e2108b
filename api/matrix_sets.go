package api

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/qingshan-gis/qingshan/tiles/tilematrix"
)

// link is that of OGC API Common.
type link struct {
	Href string `json:"href"`
	Rel  string `json:"rel"`
	Type string `json:"type,omitempty"`
}

// matrixSets lists the tile matrix sets (OGC API Tiles, 20-057).
func (s *Server) matrixSets(w http.ResponseWriter, r *http.Request) {
	type item struct {
		ID    string `json:"id"`
		Title string `json:"title"`
		CRS   string `json:"crs"`
		Links []link `json:"links"`
	}
	var list struct {
		TileMatrixSets []item `json:"tileMatrixSets"`
	}
	for _, m := range tilematrix.All() {
		list.TileMatrixSets = append(list.TileMatrixSets, item{m.ID, m.Title, m.CRS,
			[]link{{s.address(r, "/tileMatrixSets/"+m.ID, false), "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme", "application/json"}}})
	}
	s.addressed(w, r, keptAnHour, false)
	writeJSON(w, r, list)
}

// matrixSet describes one.
func (s *Server) matrixSet(w http.ResponseWriter, r *http.Request) {
	m, err := matrixOf(pathText(r, "matrix"))
	if err != nil {
		fail(s.log, w, r, err)
		return
	}
	w.Header().Set("Cache-Control", keptAnHour)
	writeJSON(w, r, m.Document())
}

// keptAnHour is for what depends on the program alone.
const keptAnHour = "public, max-age=3600"

// matrixOf finds a tile matrix set, or tells which there are.
func matrixOf(id string) (*tilematrix.TileMatrixSet, error) {
	m := tilematrix.Find(id)
	if m == nil {
		var known []string
		for _, m := range tilematrix.All() {
			known = append(known, m.ID)
		}
		return nil, &unknownMatrix{fmt.Sprintf("no tile matrix set %.40q; there are %s", id, strings.Join(known, ", "))}
	}
	return m, nil
}

type unknownMatrix struct{ reason string }

func (e *unknownMatrix) Error() string { return e.reason }
