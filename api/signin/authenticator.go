package signin

import (
	"errors"
	"net/http"
	"strings"

	"github.com/qingshan-gis/qingshan/api/access"
	"github.com/qingshan-gis/qingshan/api/access/accounts"
	"github.com/qingshan-gis/qingshan/api/security"
)

// ErrRefused means that a request gives a proof of who asks that is wrong.
var ErrRefused = errors.New("the proof of who asks is wrong")

// Authenticator is a way to find out who asks. given is false for a request that has no proof of its kind. The error is [ErrRefused] for
// a wrong proof; any other means that it cannot be told now. Safe for concurrent use.
type Authenticator interface {
	authenticate(r *http.Request) (v visit, given bool, err error)
}

// machine is who asks with the token that the server was started with: he reads all.
func machine() access.Principal {
	return access.Principal{Kind: access.Token, ID: "token-file", Grants: []access.Grant{{Role: access.Auditor}}}
}

// byToken knows machines by their tokens.
type byToken struct{ *Service }

func (s byToken) authenticate(r *http.Request) (visit, bool, error) {
	given, basic := security.Given(r)
	// A proxy in front may ask for names and passwords of its own, and passes them on.
	foreign := basic && !s.cfg.Token.Asked() && !strings.HasPrefix(given, accounts.TokenPrefix)
	if given == "" || foreign || s.cfg.Accounts == nil && !s.cfg.Token.Asked() {
		return visit{}, false, nil
	}
	if s.cfg.Token.Is(given) {
		return visit{principal: machine()}, true, nil
	}
	if s.cfg.Accounts == nil {
		return visit{}, true, ErrRefused
	}
	p, err := s.cfg.Accounts.ByToken(r.Context(), given)
	if errors.Is(err, accounts.ErrUnknown) {
		err = ErrRefused
	}
	return visit{principal: p}, true, err
}

// UnattendedHeader is sent by a page that asks by itself while nobody works with it.
const UnattendedHeader = "X-Unattended"

// bySession knows people by the cookie of their session.
type bySession struct{ *Service }

func (s bySession) authenticate(r *http.Request) (visit, bool, error) {
	if s.cfg.Accounts == nil {
		return visit{}, false, nil
	}
	secret := s.cookie(r, sessionCookie)
	if secret == "" {
		return visit{}, false, nil
	}
	signed, err := s.cfg.Accounts.BySession(r.Context(), secret, r.Header.Get(UnattendedHeader) == "")
	if errors.Is(err, accounts.ErrUnknown) { // anybody's session ends some time
		return visit{ended: true}, false, nil
	}
	if err != nil {
		return visit{}, true, err
	}
	return visit{principal: signed.Principal, signed: &signed, proof: csrfToken(secret)}, true, nil
}
