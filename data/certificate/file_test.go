package certificate

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/qingshan-gis/qingshan/data/coverage"
	"github.com/qingshan-gis/qingshan/internal/landscape"
)

// FuzzCertificate: whatever a file holds, reading and comparing it ends; canonical JSON is its own canonical form; and what
// has the same canonical form says the same.
func FuzzCertificate(f *testing.F) {
	s := landscape.ThreeVillages().Snapshot()
	cert := MustCertify(f, s, coverage.Query{Zone: "990001002"})
	issued, err := json.Marshal(cert)
	if err != nil {
		f.Fatal(err)
	}
	want, err := plainJSON(cert.Statement)
	if err != nil {
		f.Fatal(err)
	}
	canonical, err := canonicalJSON(cert.Statement)
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range [][]byte{issued, bytes.Replace(issued, []byte(`"gap_m2":3005`), []byte(`"gap_m2":1e3`), 1), []byte(`{"form":"qingshan-certificate/1"}`),
		[]byte("\ufeff{}"), []byte("<html>"), []byte(`{"form":"qingshan-certificate/1","statement":{"snapshot":"20261001-plane","zone":"990001002","chiefs":[{}],"gaps":[{}],"children":null}}`)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		c, err := ParseCertificate(b)
		if err != nil {
			return
		}
		once, err := canonicalJSON(c.statement)
		if err != nil {
			t.Fatal(err)
		}
		var again any
		if err := json.Unmarshal(once, &again); err != nil {
			t.Fatalf("canonical JSON is not JSON: %v\n%s", err, once)
		}
		if twice, err := canonicalJSON(again); err != nil || !bytes.Equal(once, twice) {
			t.Fatalf("canonical JSON of canonical JSON differs (%v):\n%s\n%s", err, once, twice)
		}
		check := &CertificateCheck{}
		check.compare("", c.statement, want)
		if same := bytes.Equal(once, canonical); same && len(check.Deviations) > 0 {
			t.Fatalf("the same statement deviates: %v", check.Deviations)
		}
	})
}
