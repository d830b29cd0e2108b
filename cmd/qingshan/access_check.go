package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/qingshan-gis/qingshan/api/access"
	"github.com/qingshan-gis/qingshan/api/access/accounts"
	"github.com/qingshan-gis/qingshan/api/signin"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/data/store"
	"github.com/qingshan-gis/qingshan/texts"
)

// accessCheckCmd says what somebody may see and do now.
type accessCheckCmd struct {
	accessFlag
	Name string `arg:"" help:"A user's login name, or a token's id."`
}

func (c *accessCheckCmd) Run(ctx context.Context, term terminal) error {
	return c.with(ctx, func(s *accounts.Store) error {
		who, shut, err := c.find(ctx, s)
		if err != nil {
			return err
		}
		if shut != "" {
			say(term, shut)
		}
		zones := c.zones(ctx)
		now := time.Now()
		for _, g := range who {
			line := grantText(g)
			switch {
			case !g.From.IsZero() && now.Before(g.From):
				line += "  " + texts.Line("accounts.not_yet")
			case !g.Until.IsZero() && !now.Before(g.Until):
				line += "  " + texts.Line("accounts.over")
			}
			say(term, line+zoneText(zones, g.Zone))
		}
		for _, class := range access.Classes() {
			if actions := signin.MayOf(who)[class]; len(actions) > 0 {
				say(term, fmt.Sprintf("    %s: %s", class, joined(actions)))
			}
		}
		if len(who) == 0 {
			say(term, texts.Line("accounts.no_grants"))
		}
		return nil
	})
}

// find is what is granted to a user or token, and why it is not let in all the same.
func (c *accessCheckCmd) find(ctx context.Context, s *accounts.Store) (granted []access.Grant, shut string, err error) {
	u, err := s.UserByLogin(ctx, c.Name)
	if err == nil {
		if u.Disabled {
			shut = texts.Line("accounts.disabled")
		}
		return u.Principal().Grants, shut, nil
	}
	tokens, listErr := s.Tokens(ctx)
	if listErr != nil {
		return nil, "", listErr
	}
	for _, t := range tokens {
		if t.ID != c.Name {
			continue
		}
		for _, g := range t.Grants {
			granted = append(granted, g.Grant)
		}
		switch {
		case !t.Revoked.IsZero():
			shut = texts.Line("accounts.revoked", "on", dayText(t.Revoked))
		case !t.Holds(time.Now()):
			shut = texts.Line("accounts.expired", "on", dayText(t.Expires))
		}
		return granted, shut, nil
	}
	return nil, "", fmt.Errorf("%q: %w", c.Name, err)
}

// zones are those of the current snapshot, nil if there is none to be had.
func (c *accessCheckCmd) zones(ctx context.Context) *snapshot.Zones {
	_, dir, err := c.open()
	if err != nil {
		return nil
	}
	s, _, err := store.GetCurrent(ctx, dir)
	if err != nil {
		return nil
	}
	return s.Zones
}

// zoneText says which zone a code is, behind a grant; "" where that cannot be told.
func zoneText(zones *snapshot.Zones, code string) string {
	if zones == nil || code == "" {
		return ""
	}
	i, ok := zones.Find(code)
	if !ok {
		return "  " + texts.Line("accounts.no_zone")
	}
	return "  " + texts.Line("accounts.zone", "name", zones.Name[i], "n", len(zones.Subtree(i))-1)
}

func joined(actions []access.Action) string {
	var words []string
	for _, a := range actions {
		words = append(words, string(a))
	}
	return strings.Join(words, ", ")
}
