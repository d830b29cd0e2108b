package api

import (
	"context"
	"net/http"

	"github.com/qingshan-gis/qingshan/api/access"
	"github.com/qingshan-gis/qingshan/api/live"
	"github.com/qingshan-gis/qingshan/api/telemetry"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/tiles/rastertile"
	"github.com/qingshan-gis/qingshan/tiles/serve"
)

// get is what whoever asks may see of the snapshot that a request names; what is not in memory is loaded, or cut out, under a slot.
func (s *Server) get(ctx context.Context, r *http.Request, id snapshot.ID) (*live.View, error) {
	sc := access.ScopeOf(ctx).InTables()
	if !s.holder.HasView(id, sc) {
		var loaded func()
		ctx, loaded = telemetry.Step(ctx, "load view")
		defer loaded()
		_, leave, err := s.bounds.Enter(ctx, r, true)
		if err != nil {
			return nil, err
		}
		defer leave()
	}
	return s.holder.View(ctx, id, sc)
}

// tiles are the vector tiles of a view; those of a part are made ready under a slot.
func (s *Server) tiles(r *http.Request, v *live.View) (*serve.Set, error) {
	if !v.HasTiles() {
		_, leave, err := s.bounds.Enter(r.Context(), r, true)
		if err != nil {
			return nil, err
		}
		defer leave()
	}
	return v.Tiles(r.Context())
}

// rasters are the scenes of a view; those of a part are looked through under a slot.
func (s *Server) rasters(r *http.Request, v *live.View) (*rastertile.Set, error) {
	if !v.HasRasters() {
		_, leave, err := s.bounds.Enter(r.Context(), r, true)
		if err != nil {
			return nil, err
		}
		defer leave()
	}
	return v.Rasters(r.Context())
}
