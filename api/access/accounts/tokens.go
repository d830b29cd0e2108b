package accounts

import (
	"context"
	"database/sql"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/qingshan-gis/qingshan/api/access"
)

// Token is what a machine asks with.
type Token struct {
	ID      string    `json:"id"`
	Label   string    `json:"label"`
	Created time.Time `json:"created"`
	Expires time.Time `json:"expires,omitzero"` // never if zero
	Revoked time.Time `json:"revoked,omitzero"` // not if zero
	Used    time.Time `json:"used,omitzero"`    // the last day, not yet if zero
	Grants  []Grant   `json:"grants"`
}

// Holds tells whether the token is taken.
func (t Token) Holds(now time.Time) bool {
	return t.Revoked.IsZero() && (t.Expires.IsZero() || now.Before(t.Expires.Add(Leeway)))
}

// AddToken makes a token with grants, and the secret that is known to nobody else from then on. The error is an [*InvalidError] for an
// empty label, no grants or an end in the past.
func (s *Store) AddToken(ctx context.Context, label string, grants []access.Grant, expires time.Time) (out Token, secret string, err error) {
	now := s.options.Now()
	label = strings.TrimSpace(label)
	switch {
	case label == "" || utf8.RuneCountInString(label) > longestName || !utf8.ValidString(label) || strings.ContainsFunc(label, unicode.IsControl):
		return Token{}, "", &InvalidError{"a token needs a label that says what it is for, on one line"}
	case len(grants) == 0:
		return Token{}, "", &InvalidError{"a token needs at least one grant; without any it could do nothing"}
	case !expires.IsZero() && !now.Before(expires):
		return Token{}, "", &InvalidError{"the token would have expired already"}
	}
	secret = TokenPrefix + newSecret()
	hash := hashOf(secret)
	out = Token{ID: newID("t"), Label: label, Created: fromSeconds(seconds(now)), Expires: fromSeconds(seconds(expires))}
	err = s.change(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, "INSERT INTO tokens (id, label, hash, created, expires, revoked, used) VALUES (?, ?, ?, ?, ?, 0, 0)",
			out.ID, label, hash[:], seconds(now), seconds(expires)); err != nil {
			return err
		}
		for _, g := range grants {
			given, err := addGrant(ctx, tx, ofToken, out.ID, g, false)
			if err != nil {
				return err
			}
			out.Grants = append(out.Grants, given)
		}
		return nil
	})
	if err != nil {
		return Token{}, "", err
	}
	return out, secret, nil
}

const tokenColumns = "id, label, created, expires, revoked, used"

func scanToken(row interface{ Scan(...any) error }) (t Token, err error) {
	var created, expires, revoked, used int64
	err = row.Scan(&t.ID, &t.Label, &created, &expires, &revoked, &used)
	t.Created, t.Expires, t.Revoked, t.Used, t.Grants = fromSeconds(created), fromSeconds(expires), fromSeconds(revoked), fromSeconds(used), []Grant{}
	return t, err
}

// Tokens lists all tokens, newest first, revoked and expired ones, too.
func (s *Store) Tokens(ctx context.Context) ([]Token, error) {
	db, err := s.reading(ctx)
	if db == nil {
		return nil, err
	}
	rows, err := db.QueryContext(ctx, "SELECT "+tokenColumns+" FROM tokens ORDER BY created DESC, id")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Token
	for rows.Next() {
		t, err := scanToken(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, t)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	granted, err := grantsOf(ctx, db, ofToken, "")
	for i := range out {
		if list := granted[out[i].ID]; list != nil {
			out[i].Grants = list
		}
	}
	return out, err
}

// RevokeToken lets a token in no more. It stays in the list. A token that is revoked already is [ErrUnknown].
func (s *Store) RevokeToken(ctx context.Context, id string) error {
	return s.change(ctx, func(tx *sql.Tx) error {
		return one(ctx, tx, "UPDATE tokens SET revoked = ? WHERE id = ? AND revoked = 0", seconds(s.options.Now()), id)
	})
}
