package signin

import (
	"context"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"github.com/qingshan-gis/qingshan/api/access/accounts"
	"github.com/qingshan-gis/qingshan/api/limit"
	"github.com/qingshan-gis/qingshan/api/problem"
)

// OIDC is an identity provider: OpenID Connect with the authorization code flow, PKCE and a nonce. Safe for concurrent use.
type OIDC struct {
	config OIDCConfig
	client *http.Client

	mu       sync.Mutex
	provider *oidc.Provider // nil until it has answered once
	failed   error          // of the last time that it did not
	failedAt time.Time
}

// providerTime is how long a provider may take for one answer.
const providerTime = 10 * time.Second

// NewOIDC makes a provider. It is asked for nothing before somebody signs in, so that a server starts without it.
func NewOIDC(c *OIDCConfig) *OIDC {
	return &OIDC{config: *c, client: &http.Client{Timeout: providerTime}}
}

// Name is the issuer's address.
func (o *OIDC) Name() string { return o.config.Issuer }

// found is the provider as it describes itself. While it does not answer, those who wait share one try and its error.
func (o *OIDC) found() (*oidc.Provider, error) {
	asked := time.Now()
	o.mu.Lock()
	defer o.mu.Unlock()
	switch {
	case o.provider != nil:
		return o.provider, nil
	case o.failedAt.After(asked):
		return nil, o.failed
	}
	// The provider goes on to fetch its keys in this context, so that it may not be a request's.
	p, err := oidc.NewProvider(oidc.ClientContext(context.Background(), o.client), o.config.Issuer)
	if err != nil {
		o.failed, o.failedAt = err, time.Now()
		return nil, err
	}
	o.provider = p
	return p, nil
}

// Find asks the provider to describe itself, so that a check before the start can tell whether it can be reached.
func (o *OIDC) Find() error {
	_, err := o.found()
	return err
}

func (o *OIDC) flow(p *oidc.Provider, back string) *oauth2.Config {
	return &oauth2.Config{ClientID: o.config.ClientID, ClientSecret: o.config.secret, Endpoint: p.Endpoint(), Scopes: o.config.Scopes, RedirectURL: back}
}

// OIDCPath is where a sign-in at the provider begins, and below it where the browser comes back to.
const (
	OIDCPath         = "/api/session/oidc"
	OIDCCallbackPath = OIDCPath + "/callback"
)

// The ways in which a sign-in at a provider fails, as the page is told behind #sign_in=.
const (
	failedLate        = "late"        // it took too long, or the way back was used before
	failedRefused     = "refused"     // the provider refused, or its answer was wrong
	failedRights      = "no_rights"   // the provider knows him, and the rules grant him nothing
	failedUnavailable = "unavailable" // the provider does not answer
)

// BeginOIDC sends a browser to the provider.
func (s *Service) BeginOIDC(w http.ResponseWriter, r *http.Request) {
	if s.cfg.OIDC == nil {
		problem.Write(w, http.StatusNotFound, "nobody signs in at an identity provider here")
		return
	}
	p, err := s.cfg.OIDC.found()
	if err != nil {
		if s.throttle.lines.Allow() {
			s.cfg.Log.Error("the identity provider does not answer", "error", err)
		}
		s.failed(w, r, failedUnavailable)
		return
	}
	key, err := s.cfg.Accounts.Key(r.Context(), oidcCookie)
	if err != nil {
		s.broken(w, r, err)
		return
	}
	begun := newPending(s.cfg.Now())
	sealed, err := begun.seal(key)
	if err != nil {
		s.broken(w, r, err)
		return
	}
	s.setCookie(w, r, oidcCookie, sealed, pendingLasts)
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, s.cfg.OIDC.flow(p, s.back()).AuthCodeURL(begun.State, oidc.Nonce(begun.Nonce), oauth2.S256ChallengeOption(begun.Verifier)), http.StatusSeeOther)
}

// back is where the provider sends browsers back to.
func (s *Service) back() string { return strings.TrimSuffix(s.cfg.BaseURL, "/") + OIDCCallbackPath }

// home is the page, perhaps with what it should say.
func (s *Service) home(fragment string) string {
	return strings.TrimSuffix(s.cfg.BaseURL, "/") + "/" + fragment
}

func (s *Service) failed(w http.ResponseWriter, r *http.Request, how string) {
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, s.home("#sign_in="+how), http.StatusSeeOther)
}

// failure is why a sign-in at a provider came to nothing.
type failure struct {
	how string
	err error
}

func (f *failure) Error() string { return fmt.Sprintf("%s: %v", f.how, f.err) }

// EndOIDC takes a browser back from the provider and begins its session.
func (s *Service) EndOIDC(w http.ResponseWriter, r *http.Request) {
	if s.cfg.OIDC == nil {
		problem.Write(w, http.StatusNotFound, "nobody signs in at an identity provider here")
		return
	}
	from := limit.ClientOf(r).String()
	counted := []allowance{{"way back " + from, freeByAddress}}
	begun, err := s.comeBack(r)
	if err != nil { // any page that is open at the address can have sent it: it must not keep those waiting who come back
		counted[0].key = "stray " + counted[0].key
	}
	if wait := s.throttle.begin(counted); wait > 0 {
		s.cfg.Denied.CountWaiting()
		s.failed(w, r, failedLate)
		return
	}
	var u accounts.User
	if err == nil {
		u, err = s.fromProvider(r, begun)
	}
	s.setCookie(w, r, oidcCookie, "", 0)
	var why *failure
	if errors.As(err, &why) {
		if _, tell := s.throttle.wrong(); tell {
			s.cfg.Log.Warn("a sign-in at the identity provider came to nothing", "address", from, "how", why.how, "error", why.err)
		}
		s.Record(r.Context(), Event{What: "sign_in", From: from, Detail: "oidc " + why.how})
		s.failed(w, r, why.how)
		return
	}
	s.throttle.undo(counted)
	if err != nil {
		s.broken(w, r, err)
		return
	}
	s.begin(w, r, u, "oidc", func(*accounts.Signed, string) {
		w.Header().Set("Cache-Control", "no-store")
		http.Redirect(w, r, s.home(""), http.StatusSeeOther)
	})
}

// fromProvider is the user whom a browser that comes back is, a [*failure] if he may not sign in.
func (s *Service) fromProvider(r *http.Request, begun pending) (accounts.User, error) {
	token, said, err := s.cfg.OIDC.exchange(r.Context(), s.back(), r.URL.Query(), begun, s.cfg.Now)
	if err != nil {
		return accounts.User{}, err
	}
	name := said.text(s.cfg.OIDC.config.NameClaim)
	login := said.text(s.cfg.OIDC.config.LoginClaim)
	if name == "" {
		name = login
	}
	if name == "" {
		name = token.Subject[:min(len(token.Subject), 20)]
	}
	u, err := s.cfg.Accounts.ByIssuer(r.Context(), token.Issuer, token.Subject, login, name, grants(s.cfg.OIDC.config.Rules, said))
	switch {
	case errors.Is(err, accounts.ErrUnknown), err == nil && len(u.Grants) == 0:
		return accounts.User{}, &failure{failedRights, errors.New("no rule grants anything to whoever has these claims")}
	case errors.Is(err, accounts.ErrWrongPassword):
		return accounts.User{}, &failure{failedRights, errors.New("the user is disabled")}
	}
	return u, err
}

// comeBack finds the sign-in that a browser comes back from, once.
func (s *Service) comeBack(r *http.Request) (pending, error) {
	key, err := s.cfg.Accounts.Key(r.Context(), oidcCookie)
	if err != nil {
		return pending{}, err
	}
	begun, err := unseal(key, s.cookie(r, oidcCookie))
	if err != nil {
		return pending{}, &failure{failedLate, err}
	}
	if subtle.ConstantTimeCompare([]byte(begun.State), []byte(r.URL.Query().Get("state"))) != 1 {
		return pending{}, &failure{failedLate, errors.New("the state is not the one that the browser was sent with")}
	}
	until := time.Unix(begun.Until, 0)
	if s.cfg.Now().After(until.Add(accounts.Leeway)) {
		return pending{}, &failure{failedLate, errors.New("it took too long")}
	}
	first, err := s.cfg.Accounts.Spend(r.Context(), "state "+begun.State, until)
	if err == nil && !first {
		err = &failure{failedLate, errors.New("the way back was used before")}
	}
	return begun, err
}

// exchange asks the provider for the token behind a code, and holds it against all that must be so.
func (o *OIDC) exchange(ctx context.Context, back string, answer url.Values, begun pending, now func() time.Time) (*oidc.IDToken, claims, error) {
	refused := func(err error) (*oidc.IDToken, claims, error) { return nil, nil, &failure{failedRefused, err} }
	p, err := o.found()
	if err != nil {
		return nil, nil, &failure{failedUnavailable, err}
	}
	if code := answer.Get("error"); code != "" { // what else it says is not repeated
		return refused(fmt.Errorf("the provider says %.64q", code))
	}
	if iss := answer.Get("iss"); iss != "" && iss != o.config.Issuer { // RFC 9207
		return refused(errors.New("another provider sent the browser back"))
	}
	ctx, cancel := context.WithTimeout(oidc.ClientContext(ctx, o.client), 2*providerTime)
	defer cancel()
	got, err := o.flow(p, back).Exchange(ctx, answer.Get("code"), oauth2.VerifierOption(begun.Verifier))
	if err != nil {
		return refused(exchangeError(err))
	}
	raw, _ := got.Extra("id_token").(string)
	late := func() time.Time { return now().Add(-accounts.Leeway) } // a token holds for a minute longer
	token, err := p.Verifier(&oidc.Config{ClientID: o.config.ClientID, Now: late}).Verify(ctx, raw)
	if err != nil {
		return refused(err)
	}
	if token.Subject == "" || subtle.ConstantTimeCompare([]byte(token.Nonce), []byte(begun.Nonce)) != 1 {
		return refused(errors.New("the token belongs to another sign-in"))
	}
	if token.AccessTokenHash != "" {
		if err := token.VerifyAccessToken(got.AccessToken); err != nil {
			return refused(err)
		}
	}
	said, err := claimsOf(token.Claims)
	if err != nil {
		return refused(err)
	}
	if party := said.text("azp"); party != "" && party != o.config.ClientID || party == "" && len(token.Audience) > 1 {
		return refused(errors.New("the token was made for another server"))
	}
	if o.config.UserInfo {
		if said, err = o.more(ctx, p, got, token, said); err != nil {
			return refused(err)
		}
	}
	return token, said, nil
}

// exchangeError says what a provider answered to a code, without what it sent along.
func exchangeError(err error) error {
	var answered *oauth2.RetrieveError
	if errors.As(err, &answered) && answered.Response != nil {
		return fmt.Errorf("the provider does not take the code: status %d %.64q", answered.Response.StatusCode, answered.ErrorCode)
	}
	return err
}

// more adds what the provider says at its userinfo address; what stands in the token goes before.
func (o *OIDC) more(ctx context.Context, p *oidc.Provider, got *oauth2.Token, token *oidc.IDToken, said claims) (claims, error) {
	info, err := p.UserInfo(ctx, oauth2.StaticTokenSource(got))
	if err != nil {
		return nil, err
	}
	if info.Subject != token.Subject {
		return nil, errors.New("what the provider says of the user is about another one")
	}
	also, err := claimsOf(info.Claims)
	for name, value := range said {
		if also != nil {
			also[name] = value
		}
	}
	return also, err
}

// claimsOf reads claims; numbers keep their digits, since a zone's code may be one.
func claimsOf(read func(any) error) (claims, error) {
	var raw json.RawMessage
	if err := read(&raw); err != nil {
		return nil, err
	}
	out := claims{}
	d := json.NewDecoder(strings.NewReader(string(raw)))
	d.UseNumber()
	return out, d.Decode(&out)
}
