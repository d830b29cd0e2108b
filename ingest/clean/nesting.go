package clean

import (
	"context"
	"fmt"
	"runtime"

	"github.com/qingshan-gis/qingshan/data/coverage"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/ingest/report"
	"github.com/qingshan-gis/qingshan/ingest/source"
	"github.com/qingshan-gis/qingshan/spatial/overlay"
)

// Origin is where a feature of the snapshot came from.
type Origin struct {
	layer *source.Layer
	row   int64
}

func (o Origin) remark(id string, reason report.Reason, format string, args ...any) report.Remark {
	return report.Remark{File: o.layer.Source.Path, Layer: o.layer.Info.Name, Row: o.row, ID: id, Reason: reason, Detail: fmt.Sprintf(format, args...)}
}

// noticeable is the ground in m² from which zones that stick out or overlap are remarked on.
const noticeable = 1.0

// checkNesting remarks on zones with ground outside their parent and notes all that have any.
func (c *Cleaner) checkNesting(ctx context.Context, z *snapshot.Zones, origins []Origin) (stickOut []int32, err error) {
	outside, err := coverage.Outside(ctx, z, overlay.Options{Workers: runtime.NumCPU(), Name: func(i int) string { return "zone " + z.Code[i] }})
	if err != nil {
		return nil, err
	}
	for i, a := range outside {
		if a > noticeable {
			o := origins[i]
			c.report.Remark(o.layer.Report, o.remark(z.Code[i], report.SticksOut, "%.1f m² lie outside its parent %s; that ground counts for the zone, and not as unassigned ground of another", a, z.Code[z.Parent[i]]))
		}
	}
	return coverage.StickingOut(outside), nil
}

// RemarkContested remarks on zones that share ground, siblings or not, once the overlay has told which.
func (r *Result) RemarkContested(s *snapshot.Tables, rep *report.Report) {
	for k, a := range s.Contested.A {
		if m2 := s.Contested.Ellipsoidal[k]; m2 > noticeable {
			o := r.zones[a]
			b := s.Contested.B[k]
			if s.Zones.Parent[a] == s.Zones.Parent[b] {
				rep.Remark(o.layer.Report, o.remark(s.Zones.Code[a], report.OverlapsSibling, "%.1f m² are also in zone %s: contested ground", m2, s.Zones.Code[b]))
			} else {
				rep.Remark(o.layer.Report, o.remark(s.Zones.Code[a], report.OverlapsZone, "%.1f m² are also accounted for by zone %s, which has another parent: contested ground", m2, s.Zones.Code[b]))
			}
		}
	}
}
