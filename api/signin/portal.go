package signin

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"strings"

	"github.com/qingshan-gis/qingshan/api/access/accounts"
	"github.com/qingshan-gis/qingshan/api/reach"
)

// byPortal knows people by the header that a portal writes which has signed them in itself, as by CAS. It is believed only of a proxy that
// the server was told to trust; what anybody else writes there is not looked at. Whom the portal names and the accounts do not know, is
// nobody.
type byPortal struct {
	*Service
	header string
}

func (s byPortal) authenticate(r *http.Request) (visit, bool, error) {
	if s.cfg.Accounts == nil || !reach.Of(r).Proxied {
		return visit{}, false, nil
	}
	named := r.Header.Values(s.header)
	if len(named) != 1 || !plainLogin(named[0]) { // a second one was written by somebody else
		return visit{}, false, nil
	}
	signed, err := s.cfg.Accounts.ByLogin(r.Context(), named[0])
	if errors.Is(err, accounts.ErrUnknown) {
		return visit{}, false, nil
	}
	if err != nil {
		return visit{}, true, err
	}
	proof, err := s.portalProof(r, signed.Principal.ID)
	return visit{principal: signed.Principal, login: signed.Login, proof: proof}, true, err
}

// plainLogin tells whether a name that a portal says can be a login name. It may be written in capitals, as directories do, but not in other
// characters that count for the same: to the portal these may be two people, and one of them has chosen his name.
func plainLogin(name string) bool {
	return name != "" && accounts.CanonicalLogin(name) == strings.ToLower(name)
}

// portalProof is what a page of this server says to change something, for a user without a session here; see [csrfToken].
func (s byPortal) portalProof(r *http.Request, user string) (string, error) {
	key, err := s.portalKey(r)
	if err != nil {
		return "", err
	}
	seal := hmac.New(sha256.New, key)
	seal.Write([]byte(user))
	return hex.EncodeToString(seal.Sum(nil)), nil
}

// portalKey is read from the accounts once.
func (s byPortal) portalKey(r *http.Request) ([]byte, error) {
	if key, ok := s.portal.Load().([]byte); ok {
		return key, nil
	}
	key, err := s.cfg.Accounts.Key(r.Context(), "changes through a portal")
	if err == nil {
		s.portal.Store(key)
	}
	return key, err
}
