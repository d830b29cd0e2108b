package api

import (
	"net/http/httptest"
	"strings"
	"testing"
)

// TestTokenSchemes: the token is taken by either scheme, however its name is written, and by nothing else.
func TestTokenSchemes(t *testing.T) {
	const token = "0123456789abcdef0123"
	s := New(Config{Store: noStore{}, Token: token})
	for header, want := range map[string]int{
		"Bearer " + token: 200, "bearer " + token: 200, "BEARER  " + token: 200, "bEaReR " + token + " ": 200,
		"Basic dTowMTIzNDU2Nzg5YWJjZGVmMDEyMw==": 200, "basic OjAxMjM0NTY3ODlhYmNkZWYwMTIz": 200,
		"": 401, token: 401, "Bearer": 401, "Bearer ": 401, "Bearer" + token: 401, "Bearer x" + token: 401, "Token " + token: 401, "bearer Bearer " + token: 401, "Basic " + token: 401,
	} {
		r := httptest.NewRequest("GET", "/api/page", nil)
		r.Header.Set("Authorization", header)
		w := httptest.NewRecorder()
		if s.ServeHTTP(w, r); w.Code != want {
			t.Errorf("%q: %d, want %d", header, w.Code, want)
		}
	}
}

// TestScriptsConnectHereOnly: the policy lets scripts reach this server and the base map's, whatever its template looks like.
func TestScriptsConnectHereOnly(t *testing.T) {
	for basemap, want := range map[string]string{
		"": "'self'",
		"https://tiles.example.cn/{z}/{x}/{y}.png": "'self' https://tiles.example.cn",
		"http://10.1.2.3:8081/wmts?x={x}":          "'self' http://10.1.2.3:8081",
		"https://t{s}.tianditu.gov.cn/vec_w/{z}":   "'self' https://*.tianditu.gov.cn",
		"https://{a-c}.a.example:444/{z}":          "'self' https://*.a.example:444",
		"HTTPS://Tiles.Example.cn?{z}":             "'self' https://Tiles.Example.cn",
		"/basemap/{z}/{x}/{y}.png":                 "'self'",
		"https://a.cn; script-src *":               "'self'",
		"https://a.cn 'unsafe-inline'/{z}":         "'self'",
		"https://{host}/{z}":                       "'self'",
		"javascript://a.cn/{z}":                    "'self'",
	} {
		s := New(Config{Store: noStore{}, Basemap: basemap})
		w := httptest.NewRecorder()
		s.ServeHTTP(w, httptest.NewRequest("GET", "/healthz", nil))
		got := ""
		for part := range strings.SplitSeq(w.Header().Get("Content-Security-Policy"), "; ") {
			if rest, ok := strings.CutPrefix(part, "connect-src "); ok {
				got = rest
			}
		}
		if got != want || strings.Contains(w.Header().Get("Content-Security-Policy"), "script-src") {
			t.Errorf("base map %q: connect-src %q, want %q", basemap, got, want)
		}
	}
}
