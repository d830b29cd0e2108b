package api

import (
	"context"
	"net/http"

	"github.com/qingshan-gis/qingshan/api/access"
	"github.com/qingshan-gis/qingshan/api/live"
	"github.com/qingshan-gis/qingshan/data/snapshot"
)

// get is what whoever asks may see of the snapshot that a request names; what is not in memory is loaded, or cut out, under a slot.
func (s *Server) get(ctx context.Context, r *http.Request, id snapshot.ID) (*live.View, error) {
	sc := access.ScopeOf(ctx)
	if !s.holder.HasView(id, sc) {
		_, leave, err := s.bounds.Enter(ctx, r, true)
		if err != nil {
			return nil, err
		}
		defer leave()
	}
	return s.holder.View(ctx, id, sc)
}
