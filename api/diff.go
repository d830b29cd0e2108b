package api

import (
	"net/http"

	"github.com/qingshan-gis/qingshan/data"
	"github.com/qingshan-gis/qingshan/data/answer"
	"github.com/qingshan-gis/qingshan/data/store"
)

// diff compares two snapshots: to is the current one where it is not named, from the one before to.
func (s *Server) diff(w http.ResponseWriter, r *http.Request) {
	p := &params{values: r.URL.Query()}
	from, to := data.SnapshotID(p.text("from")), data.SnapshotID(p.text("to"))
	q := data.DiffQuery{Demand: data.Demand(p.oneOf("demand", "all", "forest")), InPost: p.oneOf("in_post", "true", "false") == "true", Zone: p.text("zone"), Level: p.level()}
	format, plain := p.format(), p.plain()
	if err := p.done(); err != nil {
		fail(s.log, w, r, err)
		return
	}
	later, err := s.holder.get(r.Context(), to)
	if err != nil {
		fail(s.log, w, r, err)
		return
	}
	named := from != "" && to != ""
	if from == "" {
		if from, err = store.Before(r.Context(), s.holder.store, later.Manifest.ID); err != nil {
			fail(s.log, w, r, err)
			return
		}
	}
	earlier, err := s.holder.get(r.Context(), from)
	if err != nil {
		fail(s.log, w, r, err)
		return
	}
	d, err := later.DiffFrom(r.Context(), earlier.Snapshot, q)
	if err != nil {
		fail(s.log, w, r, err)
		return
	}
	doc := answer.Diff(d)
	doc.Mark = !plain
	s.write(w, r, format, later, named, doc, nil)
}
