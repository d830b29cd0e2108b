package api

import (
	"net/http"

	"github.com/qingshan-gis/qingshan/api/access"
	"github.com/qingshan-gis/qingshan/api/admin"
	"github.com/qingshan-gis/qingshan/api/signin"
)

// accountRoutes are what people sign in and out by, and by what an administrator keeps users and tokens.
func (s *Server) accountRoutes() []route {
	own, read, write := access.Writing(access.Sessions), access.Reading(access.Accounts), access.Writing(access.Accounts)
	accounts := admin.New(s.cfg.Accounts, s.cfg.Log, s.signin.Record)
	return []route{
		{method: http.MethodGet, pattern: "/api/session", rule: access.Anyone(), handler: http.HandlerFunc(s.signin.Session)},
		{method: http.MethodPost, pattern: "/api/session", rule: access.Anyone(), handler: http.HandlerFunc(s.signin.SignIn)},
		{method: http.MethodDelete, pattern: "/api/session", rule: access.Anyone(), handler: http.HandlerFunc(s.signin.SignOut)},
		{method: http.MethodGet, pattern: signin.OIDCPath, rule: access.Anyone(), handler: http.HandlerFunc(s.signin.BeginOIDC)},
		{method: http.MethodGet, pattern: signin.OIDCCallbackPath, rule: access.Anyone(), handler: http.HandlerFunc(s.signin.EndOIDC)},
		{method: http.MethodPost, pattern: "/api/session/password", rule: own, handler: http.HandlerFunc(s.signin.ChangePassword)},
		{method: http.MethodGet, pattern: "/api/sessions", rule: access.Reading(access.Sessions), handler: http.HandlerFunc(s.signin.Sessions)},
		{method: http.MethodDelete, pattern: "/api/sessions/{id}", rule: own, handler: http.HandlerFunc(s.signin.EndSession)},

		{method: http.MethodGet, pattern: "/api/accounts/roles", rule: read, handler: http.HandlerFunc(accounts.Roles)},
		{method: http.MethodGet, pattern: "/api/accounts/users", rule: read, handler: http.HandlerFunc(accounts.Users)},
		{method: http.MethodPost, pattern: "/api/accounts/users", rule: write, handler: http.HandlerFunc(accounts.AddUser)},
		{method: http.MethodGet, pattern: "/api/accounts/users/{id}", rule: read, handler: http.HandlerFunc(accounts.User)},
		{method: http.MethodPatch, pattern: "/api/accounts/users/{id}", rule: write, handler: http.HandlerFunc(accounts.ChangeUser)},
		{method: http.MethodDelete, pattern: "/api/accounts/users/{id}", rule: write, handler: http.HandlerFunc(accounts.RemoveUser)},
		{method: http.MethodPost, pattern: "/api/accounts/users/{id}/password", rule: write, handler: http.HandlerFunc(accounts.ResetPassword)},
		{method: http.MethodPost, pattern: "/api/accounts/users/{id}/grants", rule: write, handler: http.HandlerFunc(accounts.AddGrant)},
		{method: http.MethodDelete, pattern: "/api/accounts/users/{id}/grants/{grant}", rule: write, handler: http.HandlerFunc(accounts.RevokeGrant)},
		{method: http.MethodGet, pattern: "/api/accounts/users/{id}/sessions", rule: read, handler: http.HandlerFunc(accounts.Sessions)},
		{method: http.MethodDelete, pattern: "/api/accounts/users/{id}/sessions", rule: write, handler: http.HandlerFunc(accounts.EndSessions)},
		{method: http.MethodGet, pattern: "/api/accounts/tokens", rule: read, handler: http.HandlerFunc(accounts.Tokens)},
		{method: http.MethodPost, pattern: "/api/accounts/tokens", rule: write, handler: http.HandlerFunc(accounts.AddToken)},
		{method: http.MethodDelete, pattern: "/api/accounts/tokens/{id}", rule: write, handler: http.HandlerFunc(accounts.RevokeToken)},
	}
}
