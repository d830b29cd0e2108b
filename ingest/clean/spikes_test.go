package clean_test

import (
	"testing"

	"github.com/qingshan-gis/qingshan/ingest/report"
	"github.com/qingshan-gis/qingshan/internal/delivery"
)

// TestCaseSpikeUnrepairable runs the shared case: a zone of 5 ha with a spike of 0.6 m.
func TestCaseSpikeUnrepairable(t *testing.T) {
	dir := delivery.CopyOfCase(t, "spike-unrepairable")
	r := delivery.Taken(t, dir, delivery.CaseYAML(t, dir, "qingshan.yaml"))
	if z := r.Snapshot.Zones; z.Len() != 1 || z.Planar[0] < 50000 || z.Planar[0] > 52000 || delivery.Remarked(r)[report.Repaired] != 1 {
		t.Errorf("%d zones, %v, %v", z.Len(), z.Planar, delivery.Remarked(r))
	}
}
