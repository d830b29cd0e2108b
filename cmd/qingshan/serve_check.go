package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/qingshan-gis/qingshan/api"
	"github.com/qingshan-gis/qingshan/api/audit"
	"github.com/qingshan-gis/qingshan/api/telemetry"
	"github.com/qingshan-gis/qingshan/data/store"
	"github.com/qingshan-gis/qingshan/ingest/project"
	"github.com/qingshan-gis/qingshan/texts"
	"github.com/qingshan-gis/qingshan/web"
)

// checkup says line by line what a server would find, and keeps what is wrong.
type checkup struct {
	out   io.Writer
	wrong []error
}

// right says that something is as it should be.
func (c *checkup) right(what, detail string) { c.line("right", what, detail) }

// remark says what does not keep a server from starting, and should be known.
func (c *checkup) remark(what, detail string) { c.line("remark", what, detail) }

// tell says that something is right, or why not.
func (c *checkup) tell(what, detail string, err error) {
	if err == nil {
		c.right(what, detail)
		return
	}
	c.wrong = append(c.wrong, err)
	c.line("wrong", what, err.Error())
}

func (c *checkup) line(state, what, detail string) {
	fmt.Fprintf(c.out, "%s  %s: %s\n", texts.In("check_states", state).Line(), texts.In("checked", what).Line(), detail)
}

// check reads all that a server reads at its start, says what is right and what is wrong, and starts nothing. The errors are those that would
// keep a server from starting, or from answering soundly.
func (c *serveCmd) check(ctx context.Context, term terminal, k *kong.Context, conf *configuration) error {
	up := &checkup{out: term.people()}
	up.configuration(k, conf)
	_, dir, err := c.open()
	up.tell("project", c.Project, err)
	if err == nil {
		up.store(ctx, dir)
	}
	c.checkReach(up)
	c.checkAccess(ctx, up)
	c.checkOperations(ctx, up)
	_, built := web.Page()
	if built {
		up.right("page", texts.Line("check_details.built"))
	} else {
		up.remark("page", texts.Line("check_details.not_built"))
	}
	up.port("listen", "--listen", c.Listen)
	return errors.Join(up.wrong...)
}

// configuration lists every setting with where it comes from; secrets are masked.
func (c *checkup) configuration(k *kong.Context, conf *configuration) {
	fmt.Fprintln(c.out, texts.Line("check_details.settings"))
	for _, flag := range k.Selected().Flags {
		if slices.Contains(commandLineOnly, flag.Name) && flag.Name != "config" || flag.Hidden {
			continue
		}
		from := conf.source(k, flag)
		if from == "" {
			from = texts.Line("check_details.default")
		}
		fmt.Fprintf(c.out, "  %-22s %-28s %s\n", flag.Name, masked(flag, fmt.Sprint(k.FlagValue(flag))), from)
	}
}

// mask stands for what is not shown.
const mask = "***"

// masked is a value without its secrets: those of a flag that is tagged so, and in an address its password and what its query says, but for
// the placeholders of a template.
func masked(flag *kong.Flag, value string) string {
	if flag.Tag.Has("secret") && value != "" {
		return mask
	}
	return maskedAddress(value)
}

// maskedAddress is an address without its secrets; any other text is as it was.
func maskedAddress(value string) string {
	before, query, asked := strings.Cut(value, "?")
	u, err := url.Parse(before)
	if err != nil || u.Scheme == "" || u.Host == "" {
		if !strings.Contains(before, "://") { // no address
			return value
		}
	} else if u.User != nil {
		before = u.Scheme + "://" + mask + "@" + u.Host + u.EscapedPath()
	}
	if !asked {
		return before
	}
	parts := strings.Split(query, "&")
	for i, p := range parts {
		name, v, _ := strings.Cut(p, "=")
		if v != "" && !(strings.HasPrefix(v, "{") && strings.HasSuffix(v, "}")) {
			parts[i] = name + "=" + mask
		}
	}
	return before + "?" + strings.Join(parts, "&")
}

// store opens the current snapshot, hashing its files.
func (c *checkup) store(ctx context.Context, dir *store.Dir) {
	id, err := dir.Current(ctx)
	if errors.Is(err, store.ErrNoCurrent) {
		c.remark("store", fmt.Sprintf("%s: %v", dir.Path(), err))
		return
	}
	c.tell("store", dir.Path(), err)
	if err != nil {
		return
	}
	o, err := dir.Open(ctx, id)
	if err == nil {
		err = o.Err()
	}
	detail := ""
	if o != nil {
		detail = fmt.Sprintf("%s: %d zones, %d cells, on %s", id, o.Zones.Len(), o.Cells.Len(), o.Manifest.On)
	}
	c.tell("snapshot", detail, err)
	if o != nil {
		o.Mapping().Unmap()
	}
}

// port tells whether an address is free to listen on.
func (c *checkup) port(what, flag, address string) {
	l, err := net.Listen("tcp", address)
	if err == nil {
		err = l.Close()
	} else {
		err = fmt.Errorf("%s %s: %w", flag, address, err)
	}
	c.tell(what, address, err)
}

// checkReach looks at how clients reach the server.
func (c *serveCmd) checkReach(up *checkup) {
	up.tell("settings", texts.Line("check_details.possible"), errors.Join(c.possible(), c.reach(&api.Config{})))
	hosts, err := c.hosts()
	up.tell("hosts", strings.Join(hosts, ", "), err)
	if err := c.reach(&api.Config{}); err != nil || len(c.TrustedProxy)+len(c.CORSOrigin) > 0 {
		up.tell("reach", strings.Join(append(slices.Clone(c.TrustedProxy), c.CORSOrigin...), ", "), err)
	}
}

// checkAccess looks at who may ask.
func (c *serveCmd) checkAccess(ctx context.Context, up *checkup) {
	ways, err := c.doors(ctx)
	if err != nil {
		up.tell("access", "", err)
		return
	}
	defer ways.accounts.Close()
	if ways.has.Any() {
		up.right("access", ways.accounts.Path())
	}
	if ways.oidc != nil {
		up.right("access", c.OIDCConfig)
	}
	if ways.token != "" {
		up.right("access", c.TokenFile)
		if info, err := os.Stat(c.TokenFile); err == nil && info.Mode().Perm()&openToOthers != 0 {
			up.remark("access", fmt.Sprintf("%s: mode %04o, others on this machine can read or change it; run chmod 600 on it", c.TokenFile, info.Mode().Perm()))
		}
	}
	switch {
	case c.Public:
		up.remark("access", texts.Line("check_details.public"))
	case !ways.any():
		up.remark("access", texts.Line("check_details.open"))
	}
}

// checkOperations looks at what watches the server.
func (c *serveCmd) checkOperations(ctx context.Context, up *checkup) {
	l, err := c.audit(c.Project, nil)
	switch {
	case err != nil:
		up.tell("audit", "", err)
	case l == nil:
		up.remark("audit", texts.Line("check_details.no_audit"))
	default:
		up.auditFolder(ctx, l.Dir())
	}
	if telemetry.Traced(c.OtlpEndpoint) {
		endpoint := c.OtlpEndpoint
		if endpoint == "" {
			endpoint = "$OTEL_EXPORTER_OTLP_ENDPOINT"
		} else {
			err = telemetry.CheckEndpoint(endpoint)
		}
		if err != nil {
			err = &project.ConfigError{Reason: fmt.Sprintf("--otlp-endpoint: %v", err)}
		}
		up.tell("traces", maskedAddress(endpoint), err)
	}
	if c.Pprof == "" {
		return
	}
	if err := telemetry.CheckLoopback(c.Pprof); err != nil {
		up.tell("pprof", "", &project.ConfigError{Reason: fmt.Sprintf("--pprof %s: %v", c.Pprof, err)})
		return
	}
	up.port("pprof", "--pprof", c.Pprof)
}

// auditFolder checks the audit that there is, and whether it can be written.
func (c *checkup) auditFolder(ctx context.Context, dir string) {
	v, err := audit.Verify(ctx, dir)
	if err == nil && len(v.Faults) > 0 {
		err = &brokenAudit{len(v.Faults)}
	}
	if err == nil {
		err = writable(dir)
	}
	detail := dir
	if v != nil {
		detail = fmt.Sprintf("%s: %d", dir, v.Entries)
	}
	c.tell("audit", detail, err)
}

// writable tells why nothing can be written into a folder, or into the one in which it would be made.
func writable(dir string) error {
	info, err := os.Stat(dir)
	for errors.Is(err, os.ErrNotExist) && dir != filepath.Dir(dir) {
		dir = filepath.Dir(dir)
		info, err = os.Stat(dir)
	}
	switch {
	case err != nil:
		return err
	case !info.IsDir():
		return fmt.Errorf("%s is no folder", dir)
	}
	f, err := os.CreateTemp(dir, ".qingshan-check-")
	if err != nil {
		return err
	}
	return errors.Join(f.Close(), os.Remove(f.Name()))
}
