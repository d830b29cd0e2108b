package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"time"

	"github.com/qingshan-gis/qingshan/api/access"
	"github.com/qingshan-gis/qingshan/api/access/accounts"
	"github.com/qingshan-gis/qingshan/api/audit"
	"github.com/qingshan-gis/qingshan/texts"
)

// accessCmd looks after who may see and do what.
type accessCmd struct {
	User    accessUserCmd    `cmd:"" help:"@access_user"`
	Grant   accessGrantCmd   `cmd:"" help:"@access_grant"`
	Token   accessTokenCmd   `cmd:"" help:"@access_token"`
	Session accessSessionCmd `cmd:"" help:"@access_session"`
	Check   accessCheckCmd   `cmd:"" help:"@access_check"`
}

// accessFile is where the accounts are.
type accessFile struct {
	AccessFile string `help:"@access_file" env:"QINGSHAN_ACCESS_FILE" placeholder:"FILE"`
}

func (f accessFile) at(project string) string {
	if f.AccessFile != "" {
		return f.AccessFile
	}
	return filepath.Join(filepath.Dir(project), accounts.DefaultFile)
}

// accessFlag is what every command on accounts takes. The project file itself need not be there.
type accessFlag struct {
	projectFlag
	accessFile
	Audit string `help:"The folder of the audit, in which changes are entered; default audit beside the project file, none for no entry." env:"QINGSHAN_AUDIT" placeholder:"DIR"`
}

// changed enters a change into the audit, beside those that a server enters.
func (f accessFlag) changed(ctx context.Context, term terminal, what, on, detail string) {
	if f.Audit == noAudit {
		return
	}
	dir := f.Audit
	if dir == "" {
		dir = auditFolder(f.Project)
	}
	record := audit.New(audit.Options{Dir: dir, Log: slog.New(slog.NewTextHandler(term.errs, nil))})
	defer record.Close()
	who := access.AtTheMachine()
	record.Record(ctx, audit.Entry{Event: audit.Account, Kind: string(who.Kind), Who: who.ID, Object: on, Change: what, Detail: detail})
}

// with opens the accounts for a command.
func (f accessFlag) with(ctx context.Context, do func(s *accounts.Store) error) (err error) {
	s, err := accounts.Open(ctx, f.at(f.Project), accounts.Options{})
	if err != nil {
		return fmt.Errorf("the file with the accounts: %w", err)
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	return do(s)
}

// withUser opens the accounts for a command on one user.
func (f accessFlag) withUser(ctx context.Context, login string, do func(s *accounts.Store, u accounts.User) error) error {
	return f.with(ctx, func(s *accounts.Store) error {
		u, err := s.UserByLogin(ctx, login)
		if err != nil {
			return fmt.Errorf("user %q: %w", login, err)
		}
		return do(s, u)
	})
}

// parseGrant reads a grant, ROLE for all zones or ROLE@ZONE.
func parseGrant(text string) (access.Grant, error) {
	role, zone, cut := strings.Cut(text, "@")
	if cut && zone == "" {
		return access.Grant{}, &accounts.InvalidError{Reason: fmt.Sprintf("--grant %s: write ROLE@ZONE, or ROLE for all zones", text)}
	}
	g := access.Grant{Role: access.Role(role), Zone: zone}
	return g, accounts.CheckGrant(g)
}

func parseGrants(list []string) ([]access.Grant, error) {
	var out []access.Grant
	for _, text := range list {
		g, err := parseGrant(text)
		if err != nil {
			return nil, err
		}
		out = append(out, g)
	}
	return out, nil
}

// parseDay reads a date as midnight on this machine; "" is the zero time.
func parseDay(flag, text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	day, err := time.ParseInLocation(time.DateOnly, text, time.Local)
	if err != nil {
		return time.Time{}, &accounts.InvalidError{Reason: fmt.Sprintf("%s %s: write a date as 2026-12-31", flag, text)}
	}
	return day, nil
}

// dayText writes a time's day, "–" for none.
func dayText(t time.Time) string {
	if t.IsZero() {
		return "–"
	}
	return t.Local().Format(time.DateOnly)
}

func minuteText(t time.Time) string { return t.Local().Format("2006-01-02 15:04") }

// grantLine says what a grant is, and when it holds.
func grantLine(g accounts.Grant) string {
	line := g.ID + "  " + grantText(g.Grant)
	if g.Claimed {
		line += "  " + texts.Line("accounts.claimed")
	}
	return line
}

func printGrants(term terminal, list []accounts.Grant) {
	for _, g := range list {
		fmt.Fprintf(term.people(), "    %s\n", grantLine(g))
	}
	if len(list) == 0 {
		fmt.Fprintf(term.people(), "    %s\n", texts.Line("accounts.no_grants"))
	}
}

// say prints a line about an account.
func say(term terminal, line string) { fmt.Fprintln(term.people(), line) }
