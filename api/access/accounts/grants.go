package accounts

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/qingshan-gis/qingshan/api/access"
)

// Grant is a grant that can be named and revoked.
type Grant struct {
	ID string `json:"id"`
	access.Grant
	// Claimed tells that it was drawn from an identity provider's claims; it is drawn anew at each sign-in.
	Claimed bool `json:"claimed,omitempty"`
}

// longestZone bounds a zone's code, in bytes.
const longestZone = 64

// CheckGrant refuses a grant that can never hold, with an [*InvalidError].
func CheckGrant(g access.Grant) error {
	switch {
	case !g.Role.Known():
		return &InvalidError{fmt.Sprintf("there is no role %q; write one of %s", g.Role, roleNames())}
	case len(g.Zone) > longestZone || !utf8.ValidString(g.Zone) || strings.ContainsFunc(g.Zone, func(c rune) bool { return unicode.IsControl(c) || unicode.IsSpace(c) }):
		return &InvalidError{fmt.Sprintf("%q is no code of a zone", g.Zone)}
	case isNever(g.From) || isNever(g.Until):
		return &InvalidError{"the grant begins or ends before 1970; leave a time out that there is not"}
	case !g.From.IsZero() && !g.Until.IsZero() && !g.From.Before(g.Until):
		return &InvalidError{"the grant ends before it begins"}
	}
	return nil
}

// isNever tells whether a time that is one would be kept as none, so that a grant which ended then would hold for ever.
func isNever(t time.Time) bool { return !t.IsZero() && t.Unix() <= 0 }

func roleNames() string {
	var names []string
	for _, r := range access.Roles() {
		names = append(names, string(r))
	}
	return strings.Join(names, ", ")
}

// holder is the column that names whom a grant is for.
type holder string

const (
	ofUser  holder = "user_id"
	ofToken holder = "token_id"
)

func addGrant(ctx context.Context, tx *sql.Tx, to holder, id string, g access.Grant, claimed bool) (Grant, error) {
	if err := CheckGrant(g); err != nil {
		return Grant{}, err
	}
	out := Grant{newID("g"), g, claimed}
	_, err := tx.ExecContext(ctx, "INSERT INTO grants (id, "+string(to)+", role, zone, begins, ends, claimed) VALUES (?, ?, ?, ?, ?, ?, ?)",
		out.ID, id, string(g.Role), g.Zone, seconds(g.From), seconds(g.Until), claimed)
	return out, err
}

// reader is what can be asked: a handle or a transaction.
type reader interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// grantsOf lists grants by whom they are for; id "" stands for all of a kind of holder.
func grantsOf(ctx context.Context, from reader, of holder, id string) (map[string][]Grant, error) {
	column := string(of)
	rows, err := from.QueryContext(ctx, "SELECT id, "+column+", role, zone, begins, ends, claimed FROM grants WHERE "+column+" IS NOT NULL AND (?1 = '' OR "+column+" = ?1) ORDER BY role, zone, id", id)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[string][]Grant{}
	for rows.Next() {
		var g Grant
		var to string
		var begins, ends int64
		if err := rows.Scan(&g.ID, &to, &g.Role, &g.Zone, &begins, &ends, &g.Claimed); err != nil {
			return nil, err
		}
		g.From, g.Until = fromSeconds(begins), fromSeconds(ends)
		out[to] = append(out[to], g)
	}
	return out, rows.Err()
}

// plain are the grants as rights are computed from them.
func plain(list []Grant) []access.Grant {
	out := make([]access.Grant, len(list))
	for i, g := range list {
		out[i] = g.Grant
	}
	return out
}

// AddGrant gives a user a right. The error is [ErrUnknown] without such a user, or an [*InvalidError].
func (s *Store) AddGrant(ctx context.Context, user string, g access.Grant) (out Grant, err error) {
	err = s.change(ctx, func(tx *sql.Tx) error {
		if err := one(ctx, tx, "UPDATE users SET id = id WHERE id = ?", user); err != nil {
			return err
		}
		out, err = addGrant(ctx, tx, ofUser, user, g, false)
		return err
	})
	return out, err
}

// RevokeGrant takes a right from a user. It is [ErrUnknown] if he has no such grant.
func (s *Store) RevokeGrant(ctx context.Context, user, grant string) error {
	return s.change(ctx, func(tx *sql.Tx) error {
		return one(ctx, tx, "DELETE FROM grants WHERE user_id = ? AND id = ?", user, grant)
	})
}
