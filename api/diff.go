package api

import (
	"context"
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
	s.reply(w, r, func(ctx context.Context, out *reply) error {
		later, err := s.get(ctx, r, to)
		if err != nil {
			return err
		}
		named := from != "" && to != ""
		if from == "" {
			if from, err = store.Before(ctx, s.holder.store, later.Manifest.ID); err != nil {
				return err
			}
		}
		earlier, err := s.get(ctx, r, from)
		if err != nil {
			return err
		}
		ctx, leave, err := s.enter(ctx, r, true)
		if err != nil {
			return err
		}
		defer leave()
		d, err := data.DiffOf(ctx, earlier.engines.Coverage, later.engines.Coverage, q)
		if err != nil {
			return err
		}
		doc := answer.Diff(d)
		doc.Mark = !plain
		return s.document(ctx, out, r, format, later, named, doc)
	})
}
