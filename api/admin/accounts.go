package admin

import (
	"context"
	"errors"
	"log/slog"
	"net/http"

	"github.com/qingshan-gis/qingshan/api/access"
	"github.com/qingshan-gis/qingshan/api/access/accounts"
	"github.com/qingshan-gis/qingshan/api/limit"
	"github.com/qingshan-gis/qingshan/api/problem"
	"github.com/qingshan-gis/qingshan/api/signin"
	"github.com/qingshan-gis/qingshan/texts"
)

// Accounts are the handlers. Who may ask them, the router decides.
type Accounts struct {
	store  *accounts.Store
	log    *slog.Logger
	record func(ctx context.Context, e signin.Event)
}

// New makes the handlers; without a store there is nothing at their addresses.
func New(store *accounts.Store, log *slog.Logger, record func(ctx context.Context, e signin.Event)) *Accounts {
	return &Accounts{store, log, record}
}

// there tells whether there can be accounts, and answers if there can be none.
func (a *Accounts) there(w http.ResponseWriter) bool {
	if a.store == nil {
		problem.Write(w, http.StatusNotFound, "this server has no file for accounts; start it with --access-file FILE")
	}
	return a.store != nil
}

// changed records a change by whoever asks.
func (a *Accounts) changed(r *http.Request, what, on, detail string) {
	a.record(r.Context(), signin.Event{What: what, By: signin.Who(r).ID, On: on, From: limit.ClientOf(r).String(), OK: true, Detail: detail})
}

// fail answers what went wrong: 404 for an account that there is not, 409 for a name that is taken, 400 for what cannot be.
func (a *Accounts) fail(w http.ResponseWriter, r *http.Request, err error) {
	var invalid *accounts.InvalidError
	switch {
	case errors.As(err, &invalid):
		problem.Write(w, http.StatusBadRequest, err.Error())
	case errors.Is(err, accounts.ErrUnknown):
		problem.Write(w, http.StatusNotFound, err.Error())
	case errors.Is(err, accounts.ErrTaken):
		problem.Write(w, http.StatusConflict, err.Error())
	case r.Context().Err() != nil: // nobody reads the answer
	default:
		a.log.Error("accounts cannot be read or changed", "error", err)
		problem.Write(w, http.StatusServiceUnavailable, "accounts cannot be read or changed at the moment; the server's log says why")
	}
}

// done answers a change that went well and has nothing to show.
func done(w http.ResponseWriter) {
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(http.StatusNoContent)
}

// Brief is a grant as records have it.
func Brief(g access.Grant) string {
	text := string(g.Role)
	if g.Zone != "" {
		text += "@" + g.Zone
	}
	return text
}

// roleDoc says what a role shows and allows.
type roleDoc struct {
	Role   access.Role                      `json:"role"`
	Name   texts.Text                       `json:"name"`
	Groups []string                         `json:"groups"`
	Text   texts.Text                       `json:"text"`
	May    map[access.Class][]access.Action `json:"may"`
}

// Roles lists the roles with what they show.
func (a *Accounts) Roles(w http.ResponseWriter, _ *http.Request) {
	var out []roleDoc
	for _, role := range access.Roles() {
		groups := signin.GroupsOf(role)
		out = append(out, roleDoc{role, signin.RoleText(role), groups.Names(), signin.GroupsText(groups), signin.MayOf([]access.Grant{{Role: role}})})
	}
	signin.WriteJSON(w, http.StatusOK, map[string]any{"roles": out})
}
