package api

import (
	"net/url"
	"testing"
)

// TestAttachmentsAreNamedByQuestionAndZone: two downloads of different zones or questions have different names.
func TestAttachmentsAreNamedByQuestionAndZone(t *testing.T) {
	s := fixtureServer(t)
	snap := s.holder.Now()
	id, zone := string(snap.Manifest.ID), snap.Zones.Code[snap.Zones.Len()-1]
	for path, want := range map[string]string{
		"coverage": "coverage", "coverage?zone=" + zone: "coverage-" + zone, "gaps?zone=" + zone: "gaps-" + zone, "changes?zone=" + zone: "changes-" + zone,
		"stats?layer=parcels&zone=" + zone: "stats_parcels-" + zone, "stats?unobserved=true": "unobserved_zones", "responsible?lon=120&lat=30": "responsible",
	} {
		u, err := url.Parse("/api/" + path)
		if err != nil {
			t.Fatal(err)
		}
		query := u.RawQuery
		if query != "" {
			query += "&"
		}
		w := answerTo(t, s, u.Path, query+"format=xlsx")
		if got := w.Header().Get("Content-Disposition"); w.Code != 200 || got != `attachment; filename="`+want+"-"+id+`.xlsx"` {
			t.Errorf("%s: %d %s", path, w.Code, got)
		}
	}
}
