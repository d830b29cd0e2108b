package main

import (
	"context"
	"fmt"
	"net"
	"runtime"
	"time"

	"github.com/alecthomas/kong"

	"github.com/qingshan-gis/qingshan/api"
	"github.com/qingshan-gis/qingshan/api/limit"
	"github.com/qingshan-gis/qingshan/api/security"
	"github.com/qingshan-gis/qingshan/data/native"
	"github.com/qingshan-gis/qingshan/data/render/vectorfile"
	"github.com/qingshan-gis/qingshan/ingest/project"
	"github.com/qingshan-gis/qingshan/texts"
	"github.com/qingshan-gis/qingshan/web"
)

type serveCmd struct {
	projectFlag
	accessFlags
	reachFlags
	operationsFlags
	AllowHost []string `name:"allow-host" sep:"none" help:"@serve_allow_host" placeholder:"NAME"`

	Listen      string `help:"@serve_listen" default:"127.0.0.1:8080" placeholder:"HOST:PORT"`
	TokenFile   string `help:"@serve_token_file" env:"QINGSHAN_TOKEN_FILE" type:"existingfile" placeholder:"FILE"`
	Public      bool   `help:"@serve_public"`
	BaseURL     string `name:"base-url" help:"@serve_base_url" env:"QINGSHAN_BASE_URL" placeholder:"URL"`
	Basemap     string `help:"@serve_basemap" env:"QINGSHAN_BASEMAP" placeholder:"URL"`
	Attribution string `help:"@serve_attribution" env:"QINGSHAN_BASEMAP_ATTRIBUTION"`
	CacheMB     int    `help:"@serve_cache_mb" default:"256"`
	MemoryMB    int    `help:"@serve_memory_mb" placeholder:"MB"`

	RequestTimeout time.Duration `help:"@serve_request_timeout" default:"60s" placeholder:"DURATION"`
	Scrub          time.Duration `help:"@serve_scrub" default:"1h" placeholder:"DURATION"`
}

func (c *serveCmd) Run(ctx context.Context, term terminal, k *kong.Context, conf *configuration) error {
	if c.Check {
		return c.check(ctx, term, k, conf)
	}
	_, dir, err := c.open()
	if err != nil {
		return err
	}
	if err := c.possible(); err != nil {
		return err
	}
	hosts, err := c.hosts()
	if err != nil {
		return err
	}
	log := c.logger(term.errs)
	if err := limitMemory(c.MemoryMB, log); err != nil {
		return err
	}
	page, built := web.Page()
	if !built {
		log.Warn("the map page is not built into this binary; `make build` does that")
	}
	if c.TokenFile != "" {
		remarkOpenToken(log, c.TokenFile)
	}
	ways, err := c.doors(ctx)
	if err != nil {
		return err
	}
	defer ways.accounts.Close()
	remarkOpenToken(log, ways.accounts.Path())
	config := api.Config{Store: dir, Log: log, Native: native.All(), Token: ways.token, Accounts: ways.accounts, OIDC: ways.oidc, UserHeader: c.TrustedUserHeader, Public: c.Public, BaseURL: c.BaseURL, Hosts: hosts, Page: page, Basemap: c.Basemap, BasemapAttribution: c.Attribution,
		CacheBytes: max(1, c.CacheMB<<20), Version: tool(), Limits: limit.Limits{Timeout: c.RequestTimeout, Garbage: garbage()}, Vector: vectorfile.Write, Scrub: c.scrub()}
	if err := c.reach(&config); err != nil {
		return err
	}
	stop, err := c.watched(ctx, &config, c.Project)
	if err != nil {
		return err
	}
	defer stop()
	server := api.New(config)
	defer onHangup(server, log, c.TokenFile)()
	l, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return fmt.Errorf("listen on %s: %w; another program may use the port, choose one with --listen", c.Listen, err)
	}
	fmt.Fprintln(term.out, texts.Line("program.serving", "url", "http://"+l.Addr().String()))
	ways.remark(term, c.Public)
	defer runtime.KeepAlive(floor())
	return server.Run(ctx, l)
}

// possible refuses settings that no server can have.
func (c *serveCmd) possible() error {
	if c.BaseURL != "" && !api.IsBaseURL(c.BaseURL) {
		return &project.ConfigError{Reason: fmt.Sprintf("--base-url %s: write it as https://HOST or https://HOST/PATH, where PATH begins with no address of the server such as api or tiles", c.BaseURL)}
	}
	if c.RequestTimeout <= 0 {
		return &project.ConfigError{Reason: fmt.Sprintf("--request-timeout %s: write a time as 60s or 2m", c.RequestTimeout)}
	}
	return nil
}

// scrub is the server's pause, below 0 for none.
func (c *serveCmd) scrub() time.Duration {
	if c.Scrub <= 0 {
		return -1
	}
	return c.Scrub
}

// hosts are the names by which clients may ask for the server: those given, and the one it listens on.
func (c *serveCmd) hosts() ([]string, error) {
	for _, name := range c.AllowHost {
		if err := security.CheckHostName(name); err != nil {
			return nil, &project.ConfigError{Reason: fmt.Sprintf("--allow-host %s: %v", name, err)}
		}
	}
	return append([]string{c.Listen}, c.AllowHost...), nil
}
