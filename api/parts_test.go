package api

import (
	"context"
	"net/netip"
	"testing"
	"time"

	"github.com/qingshan-gis/qingshan/api/limit"
)

// TestPyramidsOfPartsAreCostly: a part's tiles in degrees, for which a pyramid is built when one is first asked for, wait for a slot of the
// costly questions; once it is built they do not.
func TestPyramidsOfPartsAreCostly(t *testing.T) {
	o := boundedTownships(t, limit.Limits{Slots: 1, Patience: time.Millisecond})
	const mercator, degrees = "/tiles/zones/0/0/0.mvt", "/tiles/zones/WorldCRS84Quad/0/1/0.mvt"
	if w := o.as("0", mercator); w.Code >= 300 {
		t.Fatal(w.Code, w.Body)
	}
	leave, err := o.bounds.Costly.Enter(context.Background(), limit.At(netip.MustParseAddr("10.0.0.1")))
	if err != nil {
		t.Fatal(err)
	}
	if w := o.as("0", degrees); w.Code != 503 {
		t.Errorf("while costly questions are worked on: %d", w.Code)
	}
	leave()
	if w := o.as("0", degrees); w.Code >= 300 {
		t.Errorf("with a slot: %d %s", w.Code, w.Body)
	}
	if leave, err = o.bounds.Costly.Enter(context.Background(), limit.At(netip.MustParseAddr("10.0.0.1"))); err != nil {
		t.Fatal(err)
	}
	defer leave()
	if w := o.as("0", "/tiles/zones/WorldCRS84Quad/1/3/0.mvt?fields=name"); w.Code >= 300 {
		t.Errorf("once it is built: %d %s", w.Code, w.Body)
	}
}
