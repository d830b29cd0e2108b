package main

import (
	"context"
	"fmt"

	"github.com/qingshan-gis/qingshan/api/access/accounts"
	"github.com/qingshan-gis/qingshan/texts"
)

type accessSessionCmd struct {
	List   accessSessionListCmd   `cmd:"" help:"@access_session_list"`
	Revoke accessSessionRevokeCmd `cmd:"" help:"@access_session_revoke"`
}

type accessSessionListCmd struct {
	accessFlag
	Login string `arg:"" optional:"" help:"Of this user only."`
}

func (c *accessSessionListCmd) Run(ctx context.Context, term terminal) error {
	return c.with(ctx, func(s *accounts.Store) error {
		users, err := s.Users(ctx)
		if err != nil {
			return err
		}
		names, of := map[string]string{}, ""
		for _, u := range users {
			names[u.ID] = u.Login
			if u.Login == accounts.CanonicalLogin(c.Login) {
				of = u.ID
			}
		}
		if c.Login != "" && of == "" {
			return fmt.Errorf("user %q: %w", c.Login, accounts.ErrUnknown)
		}
		list, err := s.Sessions(ctx, of)
		if err != nil {
			return err
		}
		for _, one := range list {
			say(term, fmt.Sprintf("%s  %s  %s", one.ID, names[one.User], texts.Line("accounts.session_state", "since", minuteText(one.Created), "seen", minuteText(one.Seen), "until", minuteText(one.Expires))))
		}
		if len(list) == 0 {
			say(term, texts.Line("accounts.no_sessions"))
		}
		return nil
	})
}

type accessSessionRevokeCmd struct {
	accessFlag
	ID   string `arg:"" optional:"" help:"The session, as it is listed."`
	User string `help:"All sessions of this user instead." placeholder:"LOGIN"`
}

func (c *accessSessionRevokeCmd) Run(ctx context.Context, term terminal) error {
	if (c.ID == "") == (c.User == "") {
		return &accounts.InvalidError{Reason: "name one session, or with --user LOGIN all of a user"}
	}
	if c.User != "" {
		return c.withUser(ctx, c.User, func(s *accounts.Store, u accounts.User) error {
			if err := s.EndSessions(ctx, u.ID); err != nil {
				return err
			}
			c.changed(ctx, term, "sessions_ended", u.ID, "")
			say(term, texts.Line("accounts.sessions_ended", "login", u.Login))
			return nil
		})
	}
	return c.with(ctx, func(s *accounts.Store) error {
		if err := s.EndSession(ctx, c.ID); err != nil {
			return fmt.Errorf("session %q: %w", c.ID, err)
		}
		c.changed(ctx, term, "session_ended", c.ID, "")
		say(term, texts.Line("accounts.session_ended", "id", c.ID))
		return nil
	})
}
