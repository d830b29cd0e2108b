package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"time"

	"golang.org/x/net/http/httpguts"

	"github.com/qingshan-gis/qingshan/api/access/accounts"
	"github.com/qingshan-gis/qingshan/api/signin"
	"github.com/qingshan-gis/qingshan/ingest/project"
	"github.com/qingshan-gis/qingshan/texts"
)

// accessFlags say who may ask the server for what.
type accessFlags struct {
	accessFile
	OIDCConfig        string        `name:"oidc-config" help:"@serve_oidc_config" type:"existingfile" env:"QINGSHAN_OIDC_CONFIG" placeholder:"FILE"`
	TrustedUserHeader string        `name:"trusted-user-header" help:"@serve_trusted_user_header" placeholder:"NAME"`
	SessionLifetime   time.Duration `help:"@serve_session_lifetime" default:"12h" placeholder:"DURATION"`
	SessionIdle       time.Duration `help:"@serve_session_idle" default:"2h" placeholder:"DURATION"`
}

// doors are the ways into a server.
type doors struct {
	accounts *accounts.Store
	oidc     *signin.OIDC
	token    string
	has      accounts.Has
}

// doors opens the ways in that the command line and the accounts' file give. Beyond loopback there must be one, or --public.
func (c *serveCmd) doors(ctx context.Context) (d doors, err error) {
	host, _, err := net.SplitHostPort(c.Listen)
	if err != nil {
		return doors{}, &project.ConfigError{Reason: fmt.Sprintf("--listen %s: %v", c.Listen, err)}
	}
	if c.SessionLifetime < time.Minute || c.SessionIdle < time.Minute {
		return doors{}, &project.ConfigError{Reason: "--session-lifetime and --session-idle: write times of at least a minute, as 12h or 30m"}
	}
	if c.TrustedUserHeader != "" && (len(c.TrustedProxy) == 0 || !httpguts.ValidHeaderFieldName(c.TrustedUserHeader)) {
		return doors{}, &project.ConfigError{Reason: "--trusted-user-header: write the name of a header, and with --trusted-proxy by whom it is written; from others it is not believed"}
	}
	if c.TokenFile != "" {
		if d.token, err = readToken(c.TokenFile); err != nil {
			return doors{}, err
		}
	}
	if c.OIDCConfig != "" {
		if d.oidc, err = c.provider(); err != nil {
			return doors{}, err
		}
	}
	if d.accounts, err = accounts.Open(ctx, c.at(c.Project), accounts.Options{Lifetime: c.SessionLifetime, Idle: c.SessionIdle}); err != nil {
		return doors{}, fmt.Errorf("the file with the accounts: %w", err)
	}
	if d.has, err = d.accounts.Has(ctx); err != nil {
		return doors{}, errors.Join(err, d.accounts.Close())
	}
	if ip := net.ParseIP(host); d.any() || c.Public || host == "localhost" || ip != nil && ip.IsLoopback() {
		return d, nil
	}
	return doors{}, errors.Join(&project.ConfigError{Reason: fmt.Sprintf("--listen %s reaches beyond this machine; add a user with `qingshan access user add`, give --token-file FILE or --oidc-config FILE, "+
		"or --public to let anyone read what is public", c.Listen)}, d.accounts.Close())
}

// any tells whether somebody can be let in by who he is.
func (d doors) any() bool { return d.token != "" || d.oidc != nil || d.has.Any() }

func (c *serveCmd) provider() (*signin.OIDC, error) {
	if c.BaseURL == "" {
		return nil, &project.ConfigError{Reason: "--oidc-config needs --base-url: where the provider sends browsers back to"}
	}
	config, err := signin.ReadOIDC(c.OIDCConfig)
	if err != nil {
		return nil, &project.ConfigError{Reason: err.Error()}
	}
	return signin.NewOIDC(config), nil
}

// remark says in a line who may ask, where that is not who has been let in.
func (d doors) remark(term terminal, public bool) {
	switch {
	case public:
		fmt.Fprintln(term.out, texts.Line("program.public"))
	case !d.any():
		fmt.Fprintln(term.out, texts.Line("program.open"))
	}
}
