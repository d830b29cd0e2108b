package main

import (
	"context"
	"time"

	"github.com/qingshan-gis/qingshan/api/access"
	"github.com/qingshan-gis/qingshan/api/access/accounts"
	"github.com/qingshan-gis/qingshan/api/admin"
	"github.com/qingshan-gis/qingshan/api/signin"
	"github.com/qingshan-gis/qingshan/texts"
)

type accessGrantCmd struct {
	Add    accessGrantAddCmd    `cmd:"" help:"@access_grant_add"`
	List   accessGrantListCmd   `cmd:"" help:"@access_grant_list"`
	Revoke accessGrantRevokeCmd `cmd:"" help:"@access_grant_revoke"`
}

type accessGrantAddCmd struct {
	accessFlag
	loginArg
	Grant string `arg:"" help:"What the user may see, as officer@330523, or auditor for all zones." name:"grant" placeholder:"ROLE@ZONE"`
	From  string `help:"The first day; default at once." placeholder:"DATE"`
	Until string `help:"The last day; default for good." placeholder:"DATE"`
}

func (c *accessGrantAddCmd) Run(ctx context.Context, term terminal) error {
	g, err := parseGrant(c.Grant)
	if err != nil {
		return err
	}
	if g.From, err = parseDay("--from", c.From); err != nil {
		return err
	}
	if g.Until, err = parseDay("--until", c.Until); err != nil {
		return err
	}
	if !g.Until.IsZero() {
		g.Until = g.Until.AddDate(0, 0, 1) // that day is over
	}
	return c.withUser(ctx, c.Login, func(s *accounts.Store, u accounts.User) error {
		given, err := s.AddGrant(ctx, u.ID, g)
		if err != nil {
			return err
		}
		c.changed(ctx, term, "grant_added", u.ID, admin.Brief(g))
		say(term, texts.Line("accounts.granted", "login", u.Login))
		printGrants(term, []accounts.Grant{given})
		return nil
	})
}

type accessGrantListCmd struct {
	accessFlag
	loginArg
}

func (c *accessGrantListCmd) Run(ctx context.Context, term terminal) error {
	return c.withUser(ctx, c.Login, func(_ *accounts.Store, u accounts.User) error {
		printGrants(term, u.Grants)
		return nil
	})
}

type accessGrantRevokeCmd struct {
	accessFlag
	loginArg
	ID string `arg:"" help:"The grant, as it is listed."`
}

func (c *accessGrantRevokeCmd) Run(ctx context.Context, term terminal) error {
	return c.withUser(ctx, c.Login, func(s *accounts.Store, u accounts.User) error {
		if err := s.RevokeGrant(ctx, u.ID, c.ID); err != nil {
			return err
		}
		c.changed(ctx, term, "grant_revoked", u.ID, c.ID)
		say(term, texts.Line("accounts.grant_revoked", "login", u.Login, "id", c.ID))
		return nil
	})
}

// grantText says what a grant shows, and on which days.
func grantText(g access.Grant) string {
	line := signin.GrantText(g).Line()
	if !g.From.IsZero() || !g.Until.IsZero() {
		last := g.Until
		if !last.IsZero() {
			last = last.Add(-time.Second)
		}
		line += "  " + texts.Line("accounts.dated", "from", dayText(g.From), "until", dayText(last))
	}
	return line
}
