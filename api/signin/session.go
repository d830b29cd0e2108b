package signin

import (
	"errors"
	"net/http"
	"time"

	"github.com/qingshan-gis/qingshan/api/access"
	"github.com/qingshan-gis/qingshan/api/access/accounts"
	"github.com/qingshan-gis/qingshan/api/limit"
	"github.com/qingshan-gis/qingshan/api/problem"
	"github.com/qingshan-gis/qingshan/api/security"
)

// credentials are what a body names to sign in with.
type credentials struct {
	Name     string `json:"name"`
	Password string `json:"password"`
}

// SignIn begins a session for whoever gives a name and its password.
func (s *Service) SignIn(w http.ResponseWriter, r *http.Request) {
	if !s.byPassword(r.Context()) {
		problem.Write(w, http.StatusNotFound, "nobody can sign in with a password here")
		return
	}
	if !s.canKeep(r) {
		problem.Write(w, http.StatusBadRequest, "signing in needs https: put a proxy with TLS in front of the server and start it with --base-url https://HOST")
		return
	}
	if err := s.cross.Check(r); err != nil {
		problem.Write(w, http.StatusForbidden, "another site may not sign anybody in here")
		return
	}
	var given credentials
	if !ReadJSON(w, r, &given) {
		return
	}
	u, ok := s.checkPassword(w, r, given)
	if !ok {
		return
	}
	s.begin(w, r, u, "password", func(signed *accounts.Signed, secret string) {
		WriteJSON(w, http.StatusOK, s.describe(r, visit{principal: signed.Principal, signed: signed, proof: csrfToken(secret)}))
	})
}

// checkPassword finds the user, or answers why not: 401 for a wrong name or password, whichever; 429 for too many; 503 if too many
// passwords are being checked.
func (s *Service) checkPassword(w http.ResponseWriter, r *http.Request, given credentials) (accounts.User, bool) {
	login, from := accounts.CanonicalLogin(given.Name), limit.ClientOf(r).String()
	known := s.marked(r, login)
	counted := []allowance{{"browser " + known, freeByBrowser}}
	if known == "" {
		counted = []allowance{{"name " + login, freeByName}, {"address " + from, freeByAddress}}
	}
	if wait := s.throttle.begin(counted); wait > 0 {
		s.cfg.Denied.CountWaiting()
		security.Wait(w, wait, "too many wrong passwords came for this name or from this address; ask whoever looks after the accounts for a new one")
		return accounts.User{}, false
	}
	u, id, err := s.cfg.Accounts.ByPassword(r.Context(), login, given.Password, known != "")
	switch {
	case err == nil:
		s.throttle.right(counted)
		return u, true
	case errors.Is(err, accounts.ErrWrongPassword):
		s.cfg.Denied.CountWrongPassword()
		if all, tell := s.throttle.wrong(); tell { // what was typed for a name may be a password
			s.cfg.Log.Warn("a wrong password was refused", "address", from, "user", id, "in_all", all)
		}
		s.Record(r.Context(), Event{What: "sign_in", On: id, From: from, Detail: "password"})
		problem.Write(w, http.StatusUnauthorized, err.Error())
	case errors.Is(err, accounts.ErrBusy):
		s.throttle.undo(counted)
		problem.Write(w, http.StatusServiceUnavailable, err.Error())
	default:
		s.throttle.undo(counted)
		s.broken(w, r, err)
	}
	return accounts.User{}, false
}

// begin begins a session and has the browser keep its cookie; one that it had before is over.
func (s *Service) begin(w http.ResponseWriter, r *http.Request, u accounts.User, how string, answer func(*accounts.Signed, string)) {
	session, secret, err := s.cfg.Accounts.SignIn(r.Context(), u.ID)
	if err != nil {
		s.broken(w, r, err)
		return
	}
	if old := visitOf(r).signed; old != nil {
		if err := s.cfg.Accounts.EndSession(r.Context(), old.Session.ID); err != nil && !errors.Is(err, accounts.ErrUnknown) {
			s.broken(w, r, err)
			return
		}
	}
	s.Record(r.Context(), Event{What: "sign_in", By: u.ID, On: session.ID, From: limit.ClientOf(r).String(), OK: true, Detail: how})
	most, _ := s.cfg.Accounts.Lifetime()
	s.setCookie(w, r, sessionCookie, secret, most)
	s.leaveMark(w, r, u.Login)
	answer(&accounts.Signed{Session: session, Principal: u.Principal(), Login: u.Login}, secret)
}

// SignOut ends the session of whoever asks.
func (s *Service) SignOut(w http.ResponseWriter, r *http.Request) {
	v := visitOf(r)
	if v.signed != nil {
		if err := s.cfg.Accounts.EndSession(r.Context(), v.signed.Session.ID); err != nil && !errors.Is(err, accounts.ErrUnknown) {
			s.broken(w, r, err)
			return
		}
		s.Record(r.Context(), Event{What: "sign_out", By: v.principal.ID, On: v.signed.Session.ID, From: limit.ClientOf(r).String(), OK: true})
	}
	s.setCookie(w, r, sessionCookie, "", 0)
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(http.StatusNoContent)
}

// Session says who asks and what he may see.
func (s *Service) Session(w http.ResponseWriter, r *http.Request) {
	WriteJSON(w, http.StatusOK, s.describe(r, visitOf(r)))
}

// Sessions lists the sessions of whoever asks.
func (s *Service) Sessions(w http.ResponseWriter, r *http.Request) {
	v := visitOf(r)
	if v.signed == nil {
		problem.Write(w, http.StatusNotFound, "only who has signed in has sessions")
		return
	}
	list, err := s.cfg.Accounts.Sessions(r.Context(), v.principal.ID)
	if err != nil {
		s.broken(w, r, err)
		return
	}
	type row struct {
		accounts.Session
		Current bool `json:"current"`
	}
	out := []row{}
	for _, one := range list {
		out = append(out, row{one, one.ID == v.signed.Session.ID})
	}
	WriteJSON(w, http.StatusOK, map[string]any{"sessions": out})
}

// EndSession ends one session of whoever asks.
func (s *Service) EndSession(w http.ResponseWriter, r *http.Request) {
	v, id := visitOf(r), r.PathValue("id")
	if v.signed == nil {
		problem.Write(w, http.StatusNotFound, "only who has signed in has sessions")
		return
	}
	list, err := s.cfg.Accounts.Sessions(r.Context(), v.principal.ID)
	if err != nil {
		s.broken(w, r, err)
		return
	}
	for _, one := range list {
		if one.ID != id {
			continue
		}
		if err := s.cfg.Accounts.EndSession(r.Context(), id); err != nil && !errors.Is(err, accounts.ErrUnknown) {
			s.broken(w, r, err)
			return
		}
		s.Record(r.Context(), Event{What: "session_ended", By: v.principal.ID, On: id, From: limit.ClientOf(r).String(), OK: true})
		w.WriteHeader(http.StatusNoContent)
		return
	}
	problem.Write(w, http.StatusNotFound, "there is no such session")
}

// ChangePassword gives whoever asks another password, if he knows the one that he has. All his sessions end, and this one begins anew.
func (s *Service) ChangePassword(w http.ResponseWriter, r *http.Request) {
	v := visitOf(r)
	var given struct {
		Old string `json:"old"`
		New string `json:"new"`
	}
	if v.signed == nil {
		problem.Write(w, http.StatusNotFound, "only who has signed in has a password")
		return
	}
	if !ReadJSON(w, r, &given) {
		return
	}
	if err := accounts.CheckPassword(given.New); err != nil {
		problem.Write(w, http.StatusBadRequest, err.Error())
		return
	}
	u, ok := s.checkPassword(w, r, credentials{v.signed.Login, given.Old})
	if !ok {
		return
	}
	if u.ID != v.principal.ID { // his login name is another's by now
		problem.Write(w, http.StatusUnauthorized, accounts.ErrWrongPassword.Error())
		return
	}
	if err := s.cfg.Accounts.SetPassword(r.Context(), u.ID, given.New); err != nil {
		s.broken(w, r, err)
		return
	}
	s.Record(r.Context(), Event{What: "password_set", By: u.ID, On: u.ID, From: limit.ClientOf(r).String(), OK: true})
	s.begin(w, r, u, "password", func(signed *accounts.Signed, secret string) {
		WriteJSON(w, http.StatusOK, s.describe(r, visit{principal: signed.Principal, signed: signed, proof: csrfToken(secret)}))
	})
}

// broken answers what is nobody's fault who asks.
func (s *Service) broken(w http.ResponseWriter, r *http.Request, err error) {
	if r.Context().Err() != nil {
		return // nobody reads the answer
	}
	s.cfg.Log.Error("accounts cannot be read or changed", "error", err)
	problem.Write(w, http.StatusServiceUnavailable, "accounts cannot be read or changed at the moment; the server's log says why")
}

// sessionDoc says who asks.
type sessionDoc struct {
	Kind  access.Kind `json:"kind"`
	ID    string      `json:"id,omitempty"`
	Name  string      `json:"name,omitempty"`
	Login string      `json:"login,omitempty"`
	// Grants are those that hold now.
	Grants []grantDoc `json:"grants"`
	// May are the actions that are allowed on each class of objects.
	May map[access.Class][]access.Action `json:"may"`
	// Expires is when the session ends at the latest, IdleSeconds after how long without a request.
	Expires     time.Time `json:"expires,omitzero"`
	IdleSeconds int       `json:"idle_seconds,omitempty"`
	CSRF        string    `json:"csrf,omitempty"`
	// Ended tells that the browser's session is over.
	Ended  bool `json:"ended,omitempty"`
	SignIn Ways `json:"sign_in"`
}

// describe says who somebody is, and what he may see.
func (s *Service) describe(r *http.Request, v visit) sessionDoc {
	now := s.cfg.Now()
	doc := sessionDoc{Kind: v.principal.Kind, ID: v.principal.ID, Name: v.principal.Name, Grants: []grantDoc{}, May: MayOf(v.principal.Grants), Ended: v.ended, SignIn: s.Ways(r), CSRF: v.proof, Login: v.login}
	for _, g := range v.principal.Grants {
		if (g.From.IsZero() || !now.Before(g.From)) && (g.Until.IsZero() || now.Before(g.Until)) {
			doc.Grants = append(doc.Grants, describeGrant(g))
		}
	}
	if v.signed != nil {
		_, idle := s.cfg.Accounts.Lifetime()
		doc.Login, doc.Expires, doc.IdleSeconds = v.signed.Login, v.signed.Expires, int(idle/time.Second)
	}
	return doc
}
