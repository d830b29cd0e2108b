package ingest

import (
	"testing"

	"github.com/qingshan-gis/qingshan/ingest/report"
)

// TestCaseSpikeUnrepairable runs the shared case: a zone of 5 ha with a spike of 0.6 m.
func TestCaseSpikeUnrepairable(t *testing.T) {
	dir := intakeCase(t, "spike-unrepairable")
	r := delivered(t, dir, intakeYAML(t, dir, "qingshan.yaml"))
	if z := r.Snapshot.Zones; z.Len() != 1 || z.Planar[0] < 50000 || z.Planar[0] > 52000 || remarked(r)[report.Repaired] != 1 {
		t.Errorf("%d zones, %v, %v", z.Len(), z.Planar, remarked(r))
	}
}
