package signin

import (
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// timed is a response whose connection has a deadline for reading.
type timed struct {
	*httptest.ResponseRecorder
	deadlines []time.Time
}

// SetReadDeadline notes the deadline.
func (w *timed) SetReadDeadline(t time.Time) error {
	w.deadlines = append(w.deadlines, t)
	return nil
}

// TestBodyHasTime: a body has a bounded time to come, and the request as long as it takes after that: many may wait for their passwords to be
// checked, and the server ends requests whose connection cannot be read any more.
func TestBodyHasTime(t *testing.T) {
	r := httptest.NewRequest("POST", "/api/session", strings.NewReader(`{"name":"li.si","password":"x"}`))
	r.Header.Set("Content-Type", "application/json")
	w := &timed{ResponseRecorder: httptest.NewRecorder()}
	var given credentials
	if !ReadJSON(w, r, &given) || given.Name != "li.si" {
		t.Fatal(w.Code, w.Body)
	}
	if n := len(w.deadlines); n != 2 || w.deadlines[0].IsZero() || !w.deadlines[1].IsZero() {
		t.Errorf("deadlines %v", w.deadlines)
	}
}
