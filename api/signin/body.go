package signin

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"time"

	"github.com/qingshan-gis/qingshan/api/problem"
)

const (
	// mostBody bounds what a request of this package may send, in bytes, bodyTime how long it may take to.
	mostBody = 64 << 10
	bodyTime = 10 * time.Second
)

// ReadJSON reads a small body into a value, or answers why not: 415 for another media type, which forms of other sites could send, 413
// for too much, 400 for what is no such value.
func ReadJSON(w http.ResponseWriter, r *http.Request, into any) bool {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/json" {
		problem.Write(w, http.StatusUnsupportedMediaType, "send Content-Type application/json")
		return false
	}
	pace := http.NewResponseController(w)
	_ = pace.SetReadDeadline(time.Now().Add(bodyTime)) // not all have one
	read := json.NewDecoder(http.MaxBytesReader(w, r.Body, mostBody))
	read.DisallowUnknownFields()
	err = read.Decode(into)
	if err == nil {
		if _, more := read.Token(); !errors.Is(more, io.EOF) {
			err = errors.New("more than one value")
		}
	}
	var large *http.MaxBytesError
	switch {
	case err == nil:
		_ = pace.SetReadDeadline(time.Time{}) // the server reads on, and would take who waits for his password's turn for gone
		return true
	case errors.As(err, &large):
		problem.Write(w, http.StatusRequestEntityTooLarge, "the body is too large")
	default: // what is wrong could repeat a password
		problem.Write(w, http.StatusBadRequest, "the body is no JSON object with the fields that belong here")
	}
	return false
}

// WriteJSON answers with a value that no cache may keep.
func WriteJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v)
}
