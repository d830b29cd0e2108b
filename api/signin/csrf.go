package signin

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"net/http"
)

// csrfHeader is where the page says its token.
const csrfHeader = "X-CSRF-Token"

// csrfToken is what a page of this server can know and one of another site cannot: it is drawn from the session's secret, which tells
// nothing of the secret.
func csrfToken(secret string) string {
	sum := sha256.Sum256([]byte("qingshan csrf\x00" + secret))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// forged says why a request that changes something may be one that another site had a browser send; "" if it is none. Browsers add
// cookies by themselves, here or at a portal, so those need a proof; what is asked with a bearer token is asked by whoever has it.
func (s *Service) forged(r *http.Request, v visit) string {
	switch r.Method {
	case http.MethodGet, http.MethodHead, http.MethodOptions:
		return ""
	}
	if v.proof == "" {
		return ""
	}
	if err := s.cross.Check(r); err != nil {
		return "another site may not change anything here"
	}
	if subtle.ConstantTimeCompare([]byte(r.Header.Get(csrfHeader)), []byte(v.proof)) != 1 {
		return "the header " + csrfHeader + " is missing or wrong; GET /api/session says what it is"
	}
	return ""
}
