package api

import (
	"context"
	"net/http"

	"github.com/qingshan-gis/qingshan/api/live"
	"github.com/qingshan-gis/qingshan/api/telemetry"
	"github.com/qingshan-gis/qingshan/data/snapshot"
)

// get is the snapshot that a request names; one that is not in memory is loaded under a slot.
func (s *Server) get(ctx context.Context, r *http.Request, id snapshot.ID) (*live.Served, error) {
	if !s.holder.Has(id) {
		var loaded func()
		ctx, loaded = telemetry.Step(ctx, "load view")
		defer loaded()
		_, leave, err := s.bounds.Enter(ctx, r, true)
		if err != nil {
			return nil, err
		}
		defer leave()
	}
	return s.holder.Get(ctx, id)
}
