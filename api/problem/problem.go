package problem

import (
	"encoding/json"
	"net/http"
	"strings"
)

// Document is an RFC 9457 document.
type Document struct {
	Title  string `json:"title"`
	Status int    `json:"status"`
	Detail string `json:"detail"`
	// Request is the request's id, by which the log knows it.
	Request string `json:"request_id,omitempty"`
}

// retryAfter is when, in seconds, one may ask again who was told that the server cannot answer now.
const retryAfter = "10"

// longestDetail bounds what a refusal repeats of what was asked, in bytes.
const longestDetail = 1000

// Write answers with a status and a sentence that says what is wrong, cut where it is long. With 503 it says when to ask again.
func Write(w http.ResponseWriter, status int, detail string) {
	if len(detail) > longestDetail {
		detail = strings.ToValidUTF8(detail[:longestDetail], "") + "…"
	}
	w.Header().Set("Content-Type", "application/problem+json")
	w.Header().Set("Cache-Control", "no-store")
	if status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", retryAfter)
	}
	w.WriteHeader(status)
	title := http.StatusText(status)
	_ = json.NewEncoder(w).Encode(Document{title, status, detail, w.Header().Get("X-Request-Id")})
}
