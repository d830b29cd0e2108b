package tiles

import (
	"context"

	"github.com/qingshan-gis/qingshan/data"
)

// Load makes the tile set of a snapshot. dir is the snapshot's folder in the store, whose tile pyramids are mapped; where it
// holds none, or dir is empty, they are built in memory, which takes as long as at ingest.
func Load(ctx context.Context, s *data.Snapshot, dir string) (*Set, error) {
	cov, err := s.Coverage(ctx, data.CoverageQuery{})
	if err != nil {
		return nil, err
	}
	return FromSnapshot(s, cov), nil
}
