package api

import (
	"strings"
	"testing"
)

// TestCSVIsMarkedUnlessAskedNotTo: spreadsheets know UTF-8 by the mark; programs can do without.
func TestCSVIsMarkedUnlessAskedNotTo(t *testing.T) {
	s := fixtureServer(t)
	for _, path := range []string{"/api/coverage", "/api/gaps", "/api/changes", "/api/stats", "/api/responsible"} {
		query := "format=csv"
		if path == "/api/responsible" {
			query += "&lon=120&lat=30"
		}
		marked, plain := answerTo(t, s, path, query).Body.String(), answerTo(t, s, path, query+"&bom=false").Body.String()
		if rest, ok := strings.CutPrefix(marked, "\xef\xbb\xbf"); !ok || rest != plain || strings.Contains(plain, "\ufeff") || plain == "" {
			t.Errorf("%s: %.40q and, unmarked, %.40q", path, marked, plain)
		}
		if json := answerTo(t, s, path, strings.TrimPrefix(query, "format=csv")).Body.String(); json[0] != '{' {
			t.Errorf("%s as JSON: %.40q", path, json)
		}
	}
	if w := answerTo(t, s, "/api/coverage", "format=csv&bom=maybe"); w.Code != 400 {
		t.Errorf("bom=maybe: %d", w.Code)
	}
}
