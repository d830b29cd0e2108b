package main

import (
	"context"
	"fmt"
	"time"

	"github.com/qingshan-gis/qingshan/api/access/accounts"
	"github.com/qingshan-gis/qingshan/api/admin"
	"github.com/qingshan-gis/qingshan/texts"
)

type accessTokenCmd struct {
	Add    accessTokenAddCmd    `cmd:"" help:"@access_token_add"`
	List   accessTokenListCmd   `cmd:"" help:"@access_token_list"`
	Revoke accessTokenRevokeCmd `cmd:"" help:"@access_token_revoke"`
}

type accessTokenAddCmd struct {
	accessFlag
	Label string   `arg:"" help:"What the token is for."`
	Grant []string `required:"" sep:"none" help:"What its bearer may see, as officer@330523, or auditor for all zones; may be given several times." placeholder:"ROLE@ZONE"`
	Days  int      `help:"For how many days it is taken; 0 for good." default:"365"`
}

// Run prints the token alone to the standard output, so that it can be sent into a file, and all else beside it.
func (c *accessTokenAddCmd) Run(ctx context.Context, term terminal) error {
	granted, err := parseGrants(c.Grant)
	if err != nil {
		return err
	}
	if c.Days < 0 {
		return &accounts.InvalidError{Reason: "--days: write how many days from now, or 0 for good"}
	}
	var expires time.Time
	if c.Days > 0 {
		expires = time.Now().AddDate(0, 0, c.Days)
	}
	return c.with(ctx, func(s *accounts.Store) error {
		t, secret, err := s.AddToken(ctx, c.Label, granted, expires)
		if err != nil {
			return err
		}
		c.changed(ctx, term, "token_added", t.ID, "")
		for _, g := range t.Grants {
			c.changed(ctx, term, "grant_added", t.ID, admin.Brief(g.Grant))
		}
		fmt.Fprintln(term.out, secret)
		term.warn("%s", texts.Line("accounts.token_added", "id", t.ID, "until", dayText(t.Expires)))
		return nil
	})
}

type accessTokenListCmd struct{ accessFlag }

func (c *accessTokenListCmd) Run(ctx context.Context, term terminal) error {
	return c.with(ctx, func(s *accounts.Store) error {
		list, err := s.Tokens(ctx)
		if err != nil {
			return err
		}
		for _, t := range list {
			state := texts.Line("accounts.token_state", "until", dayText(t.Expires), "used", dayText(t.Used))
			switch {
			case !t.Revoked.IsZero():
				state = texts.Line("accounts.revoked", "on", dayText(t.Revoked))
			case !t.Holds(time.Now()):
				state = texts.Line("accounts.expired", "on", dayText(t.Expires))
			}
			say(term, fmt.Sprintf("%s  %s  %s", t.ID, t.Label, state))
			printGrants(term, t.Grants)
		}
		if len(list) == 0 {
			say(term, texts.Line("accounts.no_tokens"))
		}
		return nil
	})
}

type accessTokenRevokeCmd struct {
	accessFlag
	ID string `arg:"" help:"The token, as it is listed."`
}

func (c *accessTokenRevokeCmd) Run(ctx context.Context, term terminal) error {
	return c.with(ctx, func(s *accounts.Store) error {
		if err := s.RevokeToken(ctx, c.ID); err != nil {
			return fmt.Errorf("token %q: %w", c.ID, err)
		}
		c.changed(ctx, term, "token_revoked", c.ID, "")
		say(term, texts.Line("accounts.token_revoked", "id", c.ID))
		return nil
	})
}
