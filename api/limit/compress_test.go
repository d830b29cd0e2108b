package limit

import (
	"testing"
)

func TestAcceptsGzip(t *testing.T) {
	for header, want := range map[string]bool{
		"": false, "gzip": true, "gzip, deflate, br": true, "br, gzip;q=0.5": true, "gzip;q=0": false, "gzip; q=0.000": false,
		"*": true, "*;q=0": false, "gzip;q=0, *": false, "*, gzip;q=0": false, "identity": false, "gzip;q=x": false, "xgzip": false,
	} {
		if got := AcceptsGzip(header); got != want {
			t.Errorf("%q: %v", header, got)
		}
	}
}
