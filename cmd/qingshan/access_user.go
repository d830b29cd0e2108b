package main

import (
	"context"
	"fmt"

	"github.com/qingshan-gis/qingshan/api/access/accounts"
	"github.com/qingshan-gis/qingshan/api/admin"
	"github.com/qingshan-gis/qingshan/texts"
)

type accessUserCmd struct {
	Add      accessUserAddCmd      `cmd:"" help:"@access_user_add"`
	List     accessUserListCmd     `cmd:"" help:"@access_user_list"`
	Set      accessUserSetCmd      `cmd:"" help:"@access_user_set"`
	Disable  accessUserDisableCmd  `cmd:"" help:"@access_user_disable"`
	Password accessUserPasswordCmd `cmd:"" help:"@access_user_password"`
	Remove   accessUserRemoveCmd   `cmd:"" help:"@access_user_remove"`
}

// loginArg names a user.
type loginArg struct {
	Login string `arg:"" help:"The name by which the user signs in."`
}

type accessUserAddCmd struct {
	accessFlag
	passwordFlags
	loginArg
	Name       string   `help:"The user's name, as people call him; default the one by which he signs in." placeholder:"NAME"`
	Grant      []string `sep:"none" help:"What he may see, as officer@330523, or auditor for all zones; may be given several times." placeholder:"ROLE@ZONE"`
	NoPassword bool     `help:"Give him no password."`
}

func (c *accessUserAddCmd) Run(ctx context.Context, term terminal) error {
	granted, err := parseGrants(c.Grant)
	if err != nil {
		return err
	}
	if accounts.CanonicalLogin(c.Login) == "" {
		return &accounts.InvalidError{Reason: fmt.Sprintf("%q is no login name: it has letters, digits and . _ - @, at most 64 in all", c.Login)}
	}
	password := ""
	if !c.NoPassword {
		if password, err = c.password(term); err != nil {
			return err
		}
	}
	return c.with(ctx, func(s *accounts.Store) error {
		u, err := s.AddUser(ctx, accounts.NewUser{Login: c.Login, Name: c.Name, Password: password, Grants: granted})
		if err != nil {
			return fmt.Errorf("user %q: %w", c.Login, err)
		}
		c.changed(ctx, term, "user_added", u.ID, "")
		for _, g := range u.Grants {
			c.changed(ctx, term, "grant_added", u.ID, admin.Brief(g.Grant))
		}
		say(term, texts.Line("accounts.user_added", "login", u.Login))
		printGrants(term, u.Grants)
		return nil
	})
}

type accessUserListCmd struct{ accessFlag }

func (c *accessUserListCmd) Run(ctx context.Context, term terminal) error {
	return c.with(ctx, func(s *accounts.Store) error {
		list, err := s.Users(ctx)
		if err != nil {
			return err
		}
		for _, u := range list {
			printUser(term, u)
		}
		if len(list) == 0 {
			say(term, texts.Line("accounts.no_users"))
		}
		return nil
	})
}

func printUser(term terminal, u accounts.User) {
	state := ""
	if u.Disabled {
		state += "  " + texts.Line("accounts.disabled")
	}
	switch {
	case u.Issuer != "":
		state += "  " + texts.Line("accounts.by_provider", "issuer", u.Issuer)
	case !u.Password:
		state += "  " + texts.Line("accounts.no_password")
	}
	say(term, fmt.Sprintf("%s  %s  %s%s", u.ID, u.Login, u.Name, state))
	printGrants(term, u.Grants)
}

type accessUserSetCmd struct {
	accessFlag
	loginArg
	Name string `required:"" help:"Another name, as people call him." placeholder:"NAME"`
}

func (c *accessUserSetCmd) Run(ctx context.Context, term terminal) error {
	return c.withUser(ctx, c.Login, func(s *accounts.Store, u accounts.User) error {
		if err := s.Rename(ctx, u.ID, c.Name); err != nil {
			return err
		}
		c.changed(ctx, term, "user_renamed", u.ID, "")
		say(term, texts.Line("accounts.renamed", "login", u.Login, "name", c.Name))
		return nil
	})
}

type accessUserDisableCmd struct {
	accessFlag
	loginArg
	Undo bool `help:"Let the user sign in again."`
}

func (c *accessUserDisableCmd) Run(ctx context.Context, term terminal) error {
	return c.withUser(ctx, c.Login, func(s *accounts.Store, u accounts.User) error {
		if err := s.Disable(ctx, u.ID, !c.Undo); err != nil {
			return err
		}
		what, line := "user_disabled", texts.Line("accounts.user_disabled", "login", u.Login)
		if c.Undo {
			what, line = "user_enabled", texts.Line("accounts.user_enabled", "login", u.Login)
		}
		c.changed(ctx, term, what, u.ID, "")
		say(term, line)
		return nil
	})
}

type accessUserPasswordCmd struct {
	accessFlag
	passwordFlags
	loginArg
}

func (c *accessUserPasswordCmd) Run(ctx context.Context, term terminal) error {
	return c.withUser(ctx, c.Login, func(s *accounts.Store, u accounts.User) error {
		password, err := c.password(term)
		if err != nil {
			return err
		}
		if err := s.SetPassword(ctx, u.ID, password); err != nil {
			return err
		}
		c.changed(ctx, term, "password_set", u.ID, "")
		say(term, texts.Line("accounts.password_set", "login", u.Login))
		return nil
	})
}

type accessUserRemoveCmd struct {
	accessFlag
	loginArg
}

func (c *accessUserRemoveCmd) Run(ctx context.Context, term terminal) error {
	return c.withUser(ctx, c.Login, func(s *accounts.Store, u accounts.User) error {
		if err := s.Remove(ctx, u.ID); err != nil {
			return err
		}
		c.changed(ctx, term, "user_removed", u.ID, "")
		say(term, texts.Line("accounts.user_removed", "login", u.Login))
		return nil
	})
}
