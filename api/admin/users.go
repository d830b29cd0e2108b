package admin

import (
	"crypto/rand"
	"net/http"
	"strings"

	"github.com/qingshan-gis/qingshan/api/access"
	"github.com/qingshan-gis/qingshan/api/access/accounts"
	"github.com/qingshan-gis/qingshan/api/problem"
	"github.com/qingshan-gis/qingshan/api/signin"
)

// Users lists all users with their grants.
func (a *Accounts) Users(w http.ResponseWriter, r *http.Request) {
	if !a.there(w) {
		return
	}
	list, err := a.store.Users(r.Context())
	if err != nil {
		a.fail(w, r, err)
		return
	}
	if list == nil {
		list = []accounts.User{}
	}
	signin.WriteJSON(w, http.StatusOK, map[string]any{"users": list})
}

// User is one user.
func (a *Accounts) User(w http.ResponseWriter, r *http.Request) {
	if !a.there(w) {
		return
	}
	a.show(w, r, http.StatusOK, r.PathValue("id"))
}

func (a *Accounts) show(w http.ResponseWriter, r *http.Request, status int, id string) {
	u, err := a.store.User(r.Context(), id)
	if err != nil {
		a.fail(w, r, err)
		return
	}
	signin.WriteJSON(w, status, u)
}

// AddUser makes a user.
func (a *Accounts) AddUser(w http.ResponseWriter, r *http.Request) {
	var given struct {
		Login    string         `json:"login"`
		Name     string         `json:"name"`
		Password string         `json:"password"`
		Grants   []access.Grant `json:"grants"`
	}
	if !a.there(w) || !signin.ReadJSON(w, r, &given) {
		return
	}
	u, err := a.store.AddUser(r.Context(), accounts.NewUser{Login: given.Login, Name: given.Name, Password: given.Password, Grants: given.Grants})
	if err != nil {
		a.fail(w, r, err)
		return
	}
	a.changed(r, "user_added", u.ID, "")
	for _, g := range u.Grants {
		a.changed(r, "grant_added", u.ID, Brief(g.Grant))
	}
	a.show(w, r, http.StatusCreated, u.ID)
}

// ChangeUser renames a user, disables him or enables him again.
func (a *Accounts) ChangeUser(w http.ResponseWriter, r *http.Request) {
	var given struct {
		Name     *string `json:"name"`
		Disabled *bool   `json:"disabled"`
	}
	if !a.there(w) || !signin.ReadJSON(w, r, &given) {
		return
	}
	id := r.PathValue("id")
	if given.Disabled != nil && *given.Disabled && a.self(w, r, id) {
		return
	}
	if given.Name != nil {
		if err := a.store.Rename(r.Context(), id, *given.Name); err != nil {
			a.fail(w, r, err)
			return
		}
		a.changed(r, "user_renamed", id, "")
	}
	if given.Disabled != nil {
		if err := a.store.Disable(r.Context(), id, *given.Disabled); err != nil {
			a.fail(w, r, err)
			return
		}
		what := "user_enabled"
		if *given.Disabled {
			what = "user_disabled"
		}
		a.changed(r, what, id, "")
	}
	a.show(w, r, http.StatusOK, id)
}

// self tells whether somebody would shut himself out, and answers that he may not: another administrator, or the command line, can.
func (a *Accounts) self(w http.ResponseWriter, r *http.Request, id string) bool {
	own := signin.Who(r).ID == id
	if own {
		problem.Write(w, http.StatusConflict, "nobody can shut himself out; have another administrator do it")
	}
	return own
}

// RemoveUser forgets a user.
func (a *Accounts) RemoveUser(w http.ResponseWriter, r *http.Request) {
	id := r.PathValue("id")
	if !a.there(w) || a.self(w, r, id) {
		return
	}
	if err := a.store.Remove(r.Context(), id); err != nil {
		a.fail(w, r, err)
		return
	}
	a.changed(r, "user_removed", id, "")
	done(w)
}

// ResetPassword gives a user another password: the one in the body, or one made here that is shown once. His sessions end.
func (a *Accounts) ResetPassword(w http.ResponseWriter, r *http.Request) {
	var given struct {
		Password string `json:"password"`
	}
	if !a.there(w) || !signin.ReadJSON(w, r, &given) {
		return
	}
	id, made := r.PathValue("id"), ""
	if given.Password == "" {
		made = NewPassword()
		given.Password = made
	}
	if err := a.store.SetPassword(r.Context(), id, given.Password); err != nil {
		a.fail(w, r, err)
		return
	}
	a.changed(r, "password_set", id, "")
	if made == "" {
		done(w)
		return
	}
	signin.WriteJSON(w, http.StatusOK, map[string]string{"password": made})
}

// NewPassword makes a password of 80 bits of chance that can be read out over the telephone.
func NewPassword() string {
	text := strings.ToLower(rand.Text()[:16])
	return text[:4] + "-" + text[4:8] + "-" + text[8:12] + "-" + text[12:]
}

// AddGrant gives a user a right.
func (a *Accounts) AddGrant(w http.ResponseWriter, r *http.Request) {
	var given access.Grant
	if !a.there(w) || !signin.ReadJSON(w, r, &given) {
		return
	}
	id := r.PathValue("id")
	g, err := a.store.AddGrant(r.Context(), id, given)
	if err != nil {
		a.fail(w, r, err)
		return
	}
	a.changed(r, "grant_added", id, Brief(g.Grant))
	signin.WriteJSON(w, http.StatusCreated, g)
}

// RevokeGrant takes a right from a user.
func (a *Accounts) RevokeGrant(w http.ResponseWriter, r *http.Request) {
	if !a.there(w) {
		return
	}
	id := r.PathValue("id")
	if err := a.store.RevokeGrant(r.Context(), id, r.PathValue("grant")); err != nil {
		a.fail(w, r, err)
		return
	}
	a.changed(r, "grant_revoked", id, r.PathValue("grant"))
	done(w)
}

// Sessions lists the sessions of a user.
func (a *Accounts) Sessions(w http.ResponseWriter, r *http.Request) {
	if !a.there(w) {
		return
	}
	u, err := a.store.User(r.Context(), r.PathValue("id"))
	if err != nil {
		a.fail(w, r, err)
		return
	}
	list, err := a.store.Sessions(r.Context(), u.ID)
	if err != nil {
		a.fail(w, r, err)
		return
	}
	if list == nil {
		list = []accounts.Session{}
	}
	signin.WriteJSON(w, http.StatusOK, map[string]any{"sessions": list})
}

// EndSessions ends all sessions of a user.
func (a *Accounts) EndSessions(w http.ResponseWriter, r *http.Request) {
	if !a.there(w) {
		return
	}
	id := r.PathValue("id")
	if err := a.store.EndSessions(r.Context(), id); err != nil {
		a.fail(w, r, err)
		return
	}
	a.changed(r, "sessions_ended", id, "")
	done(w)
}
