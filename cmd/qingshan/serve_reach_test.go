package main

import (
	"strings"
	"testing"

	"github.com/qingshan-gis/qingshan/internal/county"
)

// TestReachFlags: what is no proxy, site or rate is refused with what to write, and a check before the start says so.
func TestReachFlags(t *testing.T) {
	_, project := county.Sample(t, "XS")
	for _, c := range []struct{ flag, value, says string }{
		{"--trusted-proxy", "proxy.example", "10.0.0.0/24"}, {"--trusted-proxy", "10.0.0.0/33", "10.0.0.0/24"}, {"--cors-origin", "https://map.example.cn/page", "https://HOST"}, {"--cors-origin", "null", "https://HOST"},
		{"--tile-rate", "-1", "requests a second"}, {"--costly-rate", "NaN", "requests a second"}, {"--forwarded-header", "x-real-ip", "forwarded"}, {"--base-url", "https://h.cn/tiles", "api or tiles"},
	} {
		if o := qingshan(t, "serve", "--project", project, c.flag+"="+c.value); o.code != exitUsage || !strings.Contains(o.stderr, c.says) {
			t.Errorf("%s %s: exit code %d, %s", c.flag, c.value, o.code, o.stderr)
		}
	}
	if o := qingshan(t, "serve", "--check", "--project", project, "--listen", "127.0.0.1:0", "--trusted-proxy", "10.0.0.0/8", "--trusted-proxy", "::1", "--cors-origin", "*"); !strings.Contains(o.stdout+o.stderr, "10.0.0.0/8, ::1, *") {
		t.Errorf("a check: %d %s %s", o.code, o.stdout, o.stderr)
	}
	if o := qingshan(t, "serve", "--check", "--project", project, "--listen", "127.0.0.1:0", "--trusted-proxy", "x"); o.code != exitUsage {
		t.Errorf("a check of a wrong proxy: %d %s", o.code, o.stderr)
	}
}
