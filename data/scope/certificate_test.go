package scope_test

import (
	"encoding/json"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/qingshan-gis/qingshan/data"
	"github.com/qingshan-gis/qingshan/data/certificate"
	"github.com/qingshan-gis/qingshan/data/certificate/recount"
	"github.com/qingshan-gis/qingshan/data/coverage"
	"github.com/qingshan-gis/qingshan/data/scope"
	"github.com/qingshan-gis/qingshan/data/snapshot"
)

// TestCertificatesOfAPartAreConfirmedOnTheWhole: what somebody who sees a part has certified names the same snapshot, ends with what he sees,
// and is confirmed by whoever has the whole; with another figure, or another end, it is not.
func TestCertificatesOfAPartAreConfirmedOnTheWhole(t *testing.T) {
	ctx := t.Context()
	issued, ended := 0, 0
	for seed := range landscapes() / 4 {
		rng := rand.New(rand.NewPCG(seed, 40))
		l, s := drawCounty(rng)
		if l.Turn != 0 { // whether two slivers of forest touch is rounding there, and a matter of which parcels are cut
			continue
		}
		var parts []scope.Part // no role certifies that does not see how an office works
		for _, p := range someScope(rng, s).Parts() {
			parts = append(parts, scope.Part{Zone: p.Zone, Groups: scope.ShownInFull})
		}
		part := cut(t, s, scope.Of(parts...))
		whole, within := data.NewEngines(s, data.Native{}), data.NewEngines(part, data.Native{})
		for i, code := range part.Zones.Code {
			q := coverage.Query{Zone: code, On: snapshot.Date(95 + rng.IntN(15)), InPost: rng.IntN(2) == 0}
			c, err := within.Certificate.Certify(ctx, q, certificate.Issue{On: 120, Tool: "test"})
			if err != nil {
				t.Fatal(err)
			}
			chain := part.Zones.Chain(int32(i))
			top := part.Zones.Code[chain[len(chain)-1]]
			if st := c.Statement; st.Snapshot != s.Manifest.ID || len(st.Chiefs) != len(chain) || part != s && (st.Within != top || len(st.Inputs) > 0 || st.Project != top) {
				t.Fatalf("seed %d: the certificate of %s is %+v", seed, code, st)
			}
			text, err := json.Marshal(c)
			if err != nil {
				t.Fatal(err)
			}
			if got := checked(t, whole, string(text)); !got.Confirmed || got.Recounted == 0 {
				t.Fatalf("seed %d: the certificate of %s is not confirmed: %v", seed, code, got.Deviations)
			}
			issued++
			if part == s {
				continue
			}
			if i%4 == 0 {
				if got := checked(t, whole, strings.Replace(string(text), `"unheld_zones":`, `"unheld_zones":1`, 1)); !refuted(got) {
					t.Fatalf("seed %d: a forged certificate of %s is confirmed", seed, code)
				}
			}
			if root, _ := s.Zones.Find(top); s.Zones.Parent[root] >= 0 { // it goes on in the whole
				ended++
				if got := checked(t, whole, strings.Replace(string(text), `"within":"`+top+`",`, "", 1)); !refuted(got) {
					t.Fatalf("seed %d: a certificate of %s without its end is confirmed", seed, code)
				}
			}
		}
	}
	if !testing.Short() && (issued < 30 || ended < 5) {
		t.Errorf("%d certificates, %d that end below a root: too little was tested", issued, ended)
	}
}

// refuted tells whether the facts refute a certificate, and not its hash alone.
func refuted(c *certificate.CertificateCheck) bool {
	return slices.ContainsFunc(c.Deviations, func(d certificate.Deviation) bool { return d.By == "facts" })
}

func checked(t *testing.T, whole *data.Engines, text string) *certificate.CertificateCheck {
	t.Helper()
	f, err := certificate.ParseCertificate([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	got, err := whole.Certificate.Check(t.Context(), f, "test", recount.ByOverlay)
	if err != nil {
		t.Fatal(err)
	}
	return got
}
