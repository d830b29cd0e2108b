package main

import (
	"fmt"
	"math"
	"net/netip"

	"github.com/qingshan-gis/qingshan/api"
	"github.com/qingshan-gis/qingshan/api/limit"
	"github.com/qingshan-gis/qingshan/api/reach"
	"github.com/qingshan-gis/qingshan/ingest/project"
)

// reachFlags say from where the server is reached: behind which proxies, from which other sites, and how often one client may ask.
type reachFlags struct {
	TrustedProxy []string `name:"trusted-proxy" sep:"none" help:"@serve_trusted_proxy" placeholder:"CIDR"`
	Forwarded    string   `name:"forwarded-header" help:"@serve_forwarded_header" enum:"x-forwarded,forwarded" default:"x-forwarded"`
	CORSOrigin   []string `name:"cors-origin" sep:"none" help:"@serve_cors_origin" placeholder:"ORIGIN"`

	TileRate     float64 `name:"tile-rate" help:"@serve_tile_rate" default:"1000" placeholder:"N"`
	QuestionRate float64 `name:"question-rate" help:"@serve_question_rate" default:"50" placeholder:"N"`
	CostlyRate   float64 `name:"costly-rate" help:"@serve_costly_rate" default:"5" placeholder:"N"`
}

// reach writes the flags into a server's configuration.
func (f *reachFlags) reach(c *api.Config) error {
	for _, text := range f.TrustedProxy {
		p, err := proxyPrefix(text)
		if err != nil {
			return &project.ConfigError{Reason: fmt.Sprintf("--trusted-proxy %s: write an address or a network, as in 10.0.0.5 or 10.0.0.0/24", text)}
		}
		if p.Bits() == 0 { // everybody could say who he is, and whom he asks for
			return &project.ConfigError{Reason: fmt.Sprintf("--trusted-proxy %s is everybody; write the proxy's own address or network, as in 10.0.0.5 or 10.0.0.0/24", text)}
		}
		c.Proxies = append(c.Proxies, p)
	}
	c.Forwarded = reach.Header(f.Forwarded)
	var err error
	for _, origin := range f.CORSOrigin {
		if _, err = reach.NewSites(origin); err != nil {
			return &project.ConfigError{Reason: fmt.Sprintf("--cors-origin %s: %v", origin, err)}
		}
	}
	if c.Sites, err = reach.NewSites(f.CORSOrigin...); err != nil {
		return err
	}
	return f.rates(&c.Limits)
}

// rates writes the bounds on how often one client may ask.
func (f *reachFlags) rates(l *limit.Limits) error {
	for name, rate := range map[string]float64{"tile-rate": f.TileRate, "question-rate": f.QuestionRate, "costly-rate": f.CostlyRate} {
		if !(rate >= 0) || math.IsInf(rate, 1) {
			return &project.ConfigError{Reason: fmt.Sprintf("--%s %v: write a number of requests a second, or 0 for no bound", name, rate)}
		}
	}
	l.TileRate, l.QuestionRate, l.CostlyRate = f.TileRate, f.QuestionRate, f.CostlyRate
	return nil
}

// proxyPrefix reads an address or a network.
func proxyPrefix(text string) (netip.Prefix, error) {
	if at, err := netip.ParseAddr(text); err == nil {
		at = at.Unmap().WithZone("")
		return netip.PrefixFrom(at, at.BitLen()), nil
	}
	p, err := netip.ParsePrefix(text)
	return p.Masked(), err
}
