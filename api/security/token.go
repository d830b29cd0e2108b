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

	"github.com/qingshan-gis/qingshan/api/limit"
	"github.com/qingshan-gis/qingshan/api/problem"
)

// Authenticator lets those through who give the token: as Bearer token or as password of Basic auth, which browsers know. Safe for
// concurrent use.
type Authenticator struct {
	want    atomic.Pointer[[sha256.Size]byte] // nil asks for no token
	refused *Refusals
}

// NewAuthenticator makes one that asks for a token, or lets all through if that is ""; wrong tokens are counted by refused.
func NewAuthenticator(token string, refused *Refusals) *Authenticator {
	a := &Authenticator{refused: refused}
	if token != "" {
		a.Set(token)
	}
	return a
}

// Set replaces the token from the next request on.
func (a *Authenticator) Set(token string) {
	sum := sha256.Sum256([]byte(token))
	a.want.Store(&sum)
}

// Authenticate refuses requests without the token with 401, and asks an address that gives many wrong ones to wait, with 429. The
// right token passes whatever came before: behind one address there may be a whole office. So the wait keeps a client with an old
// token from asking without end; what keeps others from guessing is the token's length.
func (a *Authenticator) Authenticate(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		want := a.want.Load()
		given := givenToken(r)
		got := sha256.Sum256([]byte(given))
		if want == nil || subtle.ConstantTimeCompare(got[:], want[:]) == 1 {
			next.ServeHTTP(w, r)
			return
		}
		if given != "" { // browsers ask without one first
			if wait := a.refused.note(limit.ClientOf(r)); wait > 0 {
				tooMany(w, wait)
				return
			}
		}
		w.Header().Set("WWW-Authenticate", `Basic realm="Qingshan", charset="UTF-8"`)
		problem.Write(w, http.StatusUnauthorized, "this server asks for a token: as Bearer token, or as password")
	})
}

// givenToken is the token that a request gives, "" for none.
func givenToken(r *http.Request) string {
	scheme, given, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if strings.EqualFold(scheme, "Bearer") { // schemes have no case (RFC 9110, 11.1)
		return strings.TrimSpace(given)
	}
	_, given, _ = r.BasicAuth()
	return given
}

func tooMany(w http.ResponseWriter, wait time.Duration) {
	seconds := int(math.Ceil(wait.Seconds()))
	w.Header().Set("Retry-After", fmt.Sprint(seconds))
	problem.Write(w, http.StatusTooManyRequests, fmt.Sprintf("too many wrong tokens came from this address; correct the token, or wait %d s", seconds))
}
