package watch

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/qingshan-gis/qingshan/api/access"
)

// FuzzParams: whatever stands in a query or a path, the audit repeats only short values of letters, digits and few signs, of parameters that
// name objects.
func FuzzParams(f *testing.F) {
	f.Add("zone=990001&format=csv", "990001")
	f.Add("name=张三&zone=%E5%BC%A0", "李四")
	f.Add("zone=1%0a2&who=<b>&password=geheim", strings.Repeat("9", 500))
	known := map[string]bool{"code": true}
	for _, name := range objectParams() {
		known[name] = true
	}
	f.Fuzz(func(t *testing.T, query, code string) {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.URL = &url.URL{Path: "/api/zones/x", RawQuery: query}
		r.SetPathValue("code", code)
		for name, v := range namesObjects(&request{found: r, route: "/api/zones/{code}"}) {
			if !known[name] || len(v) > longestParam || v != "?" && strings.ContainsFunc(v, func(c rune) bool { return c <= ' ' || c > '~' || strings.ContainsRune("<>\"'`&?;\\%=", c) }) {
				t.Errorf("%q: %q", name, v)
			}
		}
	})
}

// TestRefused: a refusal is what an answer's status says, or what an address that is not there for somebody means; a wrong address, zone or
// option is none.
func TestRefused(t *testing.T) {
	rule := access.Reading(access.Coverage)
	may, mayNot := access.AtTheMachine().Scope(rule, time.Now()), access.Nobody().Scope(rule, time.Now())
	for _, c := range []struct {
		q      request
		status int
		want   bool
	}{
		{request{}, 401, true}, {request{}, 403, true}, {request{}, 429, true}, {request{}, 404, false}, {request{}, 200, false},
		{request{entered: true, seen: may}, 404, false}, {request{entered: true, seen: may}, 400, false}, {request{entered: true, seen: may}, 503, false}, {request{entered: true, seen: may}, 429, true},
		{request{entered: true, seen: mayNot}, 404, true},
	} {
		if got := c.q.refused(c.status); got != c.want {
			t.Errorf("%+v, %d: %v", c.q, c.status, got)
		}
	}
}
