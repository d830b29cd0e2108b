package notes

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"
)

type one struct{ n int }

// TestNotes: what was noted last is read, with and without notes, also beyond what they hold, and no request reads another's.
func TestNotes(t *testing.T) {
	plain := context.Background()
	with := func(do func(r *http.Request)) {
		Begin(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { do(r) })).ServeHTTP(nil, httptest.NewRequest("GET", "/", nil))
	}
	check := func(r *http.Request) {
		t.Helper()
		for i := range 2 * most {
			if Get(r.Context(), one{i}) != nil {
				t.Errorf("%d was noted by nobody here", i)
			}
			r = With(r, one{i}, "first")
			r = With(r, one{i}, i)
		}
		derived, cancel := context.WithCancel(r.Context())
		defer cancel()
		for i := range 2 * most {
			if Get(r.Context(), one{i}) != i || Get(derived, one{i}) != i {
				t.Errorf("under %d stands %v", i, Get(r.Context(), one{i}))
			}
		}
	}
	with(check)
	with(check)
	check(httptest.NewRequest("GET", "/", nil).WithContext(plain))
	with(func(r *http.Request) {
		if With(r, one{}, 1) != r {
			t.Error("the request is copied though it has notes")
		}
	})
}
