package security

import (
	"crypto/sha256"
	"crypto/subtle"
	"fmt"
	"math"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"github.com/qingshan-gis/qingshan/api/problem"
)

// Token is the one token that a server was started with, if any. Safe for concurrent use.
type Token struct {
	want atomic.Pointer[[sha256.Size]byte] // nil asks for no token
}

// NewToken makes one; "" is none.
func NewToken(token string) *Token {
	t := &Token{}
	if token != "" {
		t.Set(token)
	}
	return t
}

// Set replaces the token from the next request on.
func (t *Token) Set(token string) {
	sum := sha256.Sum256([]byte(token))
	t.want.Store(&sum)
}

// Asked tells whether there is one.
func (t *Token) Asked() bool { return t.want.Load() != nil }

// Is tells whether a text is the token; none is if there is no token. The time tells nothing.
func (t *Token) Is(given string) bool {
	want := t.want.Load()
	got := sha256.Sum256([]byte(given))
	return want != nil && subtle.ConstantTimeCompare(got[:], want[:]) == 1
}

// Given is the token that a request gives, "" for none: as Bearer token or as password of Basic auth, which browsers know; basic tells
// which.
func Given(r *http.Request) (token string, basic bool) {
	scheme, given, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if strings.EqualFold(scheme, "Bearer") { // schemes have no case (RFC 9110, 11.1)
		return strings.TrimSpace(given), false
	}
	_, given, _ = r.BasicAuth()
	return given, true
}

// Wait tells a client to come again later, with 429; sentence says why, and is followed by when.
func Wait(w http.ResponseWriter, wait time.Duration, sentence string) {
	seconds := int(math.Ceil(wait.Seconds()))
	w.Header().Set("Retry-After", fmt.Sprint(seconds))
	problem.Write(w, http.StatusTooManyRequests, fmt.Sprintf("%s, or wait %d s", sentence, seconds))
}
