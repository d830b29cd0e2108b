package api

import (
	"context"
	"net/http"

	"github.com/qingshan-gis/qingshan/api/limit"
	"github.com/qingshan-gis/qingshan/api/live"
	"github.com/qingshan-gis/qingshan/data/difference"
	"github.com/qingshan-gis/qingshan/data/render"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/data/store"
)

// diffOptions name two snapshots and what is compared.
type diffOptions struct {
	From snapshot.ID `help:"@diff_from" placeholder:"ID"`
	To   snapshot.ID `help:"@diff_to" placeholder:"ID"`
	difference.Query
}

// diff compares two snapshots: to is the current one where it is not named, from the one before to.
func (s *Server) diff(w http.ResponseWriter, r *http.Request) {
	var q diffOptions
	var form formOptions
	if err := readOptions(r, &q, &form); err != nil {
		fail(s.log, w, r, err)
		return
	}
	var earlier *live.View
	s.answer(w, r, steps{
		export:   form.Format.IsFile(),
		snapshot: q.To,
		load: func(ctx context.Context, later *live.View) (err error) {
			earlier, err = s.earlier(ctx, r, q.From, later)
			return err
		},
		costly: costly,
		fill: func(ctx context.Context, later *live.View, out *limit.Reply) error {
			doc, err := drawn(render.Diff)(difference.Compare(ctx, earlier.Engines.Coverage, later.Engines.Coverage, q.Query))
			if err != nil {
				return err
			}
			return s.document(ctx, out, r, form, later, q.From != "" && q.To != "", doc)
		},
	})
}

// earlier is the snapshot that a comparison begins with: the one named, or the one before the later.
func (s *Server) earlier(ctx context.Context, r *http.Request, id snapshot.ID, later *live.View) (_ *live.View, err error) {
	if id == "" {
		if id, err = store.Before(ctx, s.cfg.Store, later.Manifest.ID); err != nil {
			return nil, err
		}
	}
	return s.get(ctx, r, id)
}
