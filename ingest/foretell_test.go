package ingest_test

import (
	"math"
	"strings"
	"testing"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/ingest"
	"github.com/qingshan-gis/qingshan/internal/delivery"
)

// TestLargeAreasAreForetold: what a large area will cost is told once, before the overlay begins; a small one is not spoken of.
func TestLargeAreasAreForetold(t *testing.T) {
	p, _ := delivery.EveryTable(t)
	for _, c := range []struct {
		tiles, bytes int64
		words        string // by |; "" for silence
	}{{900_000, 1 << 27, ""}, {5_100_000, 700 << 20, "about 5.1 million map tiles (700 MB)|some 3 minutes"}, {2_000_000, math.MaxInt64, "磁盘空间不足"}} {
		var told []string
		overlaid := false
		o := ingest.Options{EstimateTiles: func(s *snapshot.Tables) (int64, int64) {
			if s.Zones.Len() != 3 {
				t.Errorf("asked before the zones were read")
			}
			return c.tiles, c.bytes
		}, Tell: func(line string) { told = append(told, line) }, Fresh: true, TilesVersion: c.words,
			Progress: &delivery.Meddler{Phase: "overlay", Do: func() { overlaid = len(told) == min(1, len(c.words)) }}}
		if _, err := ingest.Run(t.Context(), p, o); err != nil {
			t.Fatal(err)
		}
		if !overlaid || len(told) != min(1, len(c.words)) {
			t.Errorf("%d tiles: told %q", c.tiles, told)
		}
		for _, w := range strings.Split(c.words, "|") {
			if !strings.Contains(strings.Join(told, ""), w) {
				t.Errorf("%q does not say %q", told, w)
			}
		}
	}
}
