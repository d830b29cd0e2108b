package admin

import (
	"net/http"
	"time"

	"github.com/qingshan-gis/qingshan/api/access"
	"github.com/qingshan-gis/qingshan/api/access/accounts"
	"github.com/qingshan-gis/qingshan/api/signin"
)

// Tokens lists all tokens, without their secrets, which nobody has.
func (a *Accounts) Tokens(w http.ResponseWriter, r *http.Request) {
	if !a.there(w) {
		return
	}
	list, err := a.store.Tokens(r.Context())
	if err != nil {
		a.fail(w, r, err)
		return
	}
	if list == nil {
		list = []accounts.Token{}
	}
	signin.WriteJSON(w, http.StatusOK, map[string]any{"tokens": list})
}

// AddToken makes a token and shows its secret, once.
func (a *Accounts) AddToken(w http.ResponseWriter, r *http.Request) {
	var given struct {
		Label   string         `json:"label"`
		Grants  []access.Grant `json:"grants"`
		Expires time.Time      `json:"expires"`
	}
	if !a.there(w) || !signin.ReadJSON(w, r, &given) {
		return
	}
	t, secret, err := a.store.AddToken(r.Context(), given.Label, given.Grants, given.Expires)
	if err != nil {
		a.fail(w, r, err)
		return
	}
	a.changed(r, "token_added", t.ID, "")
	for _, g := range t.Grants {
		a.changed(r, "grant_added", t.ID, Brief(g.Grant))
	}
	signin.WriteJSON(w, http.StatusCreated, struct {
		accounts.Token
		Secret string `json:"secret"`
	}{t, secret})
}

// RevokeToken lets a token in no more.
func (a *Accounts) RevokeToken(w http.ResponseWriter, r *http.Request) {
	if !a.there(w) {
		return
	}
	id := r.PathValue("id")
	if err := a.store.RevokeToken(r.Context(), id); err != nil {
		a.fail(w, r, err)
		return
	}
	a.changed(r, "token_revoked", id, "")
	done(w)
}
