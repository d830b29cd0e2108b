package accounts

import (
	"context"
	"database/sql"
	"time"

	"github.com/qingshan-gis/qingshan/api/access"
)

// Session is a time for which somebody has signed in.
type Session struct {
	ID      string    `json:"id"`
	User    string    `json:"user"`
	Created time.Time `json:"created"`
	Expires time.Time `json:"expires"` // at the latest
	Seen    time.Time `json:"seen"`    // to a minute
}

// Signed is who asks within a session.
type Signed struct {
	Session
	Principal access.Principal
	// Login is the name by which he signs in.
	Login string
}

// SignIn begins a session of a user, with the secret by which it is known. A user who is disabled or gone is [ErrUnknown].
func (s *Store) SignIn(ctx context.Context, user string) (out Session, secret string, err error) {
	now := s.options.Now()
	secret = newSecret()
	hash := hashOf(secret)
	out = Session{newID("s"), user, fromSeconds(seconds(now)), fromSeconds(seconds(now.Add(s.options.Lifetime))), fromSeconds(seconds(now))}
	db, err := s.open(ctx, false)
	if err != nil {
		return Session{}, "", err
	}
	tx, err := db.BeginTx(ctx, nil) // no right is changed by it
	if err != nil {
		return Session{}, "", err
	}
	defer tx.Rollback() //nolint:errcheck // after a commit it has nothing to do
	if _, err := tx.ExecContext(ctx, "DELETE FROM sessions WHERE expires < ?1 OR seen < ?2", seconds(now.Add(-2*Leeway)), seconds(now.Add(-s.options.Idle-2*Leeway))); err != nil {
		return Session{}, "", err
	}
	if err := one(ctx, tx, "INSERT INTO sessions (id, hash, user_id, created, expires, seen) SELECT ?, ?, id, ?, ?, ? FROM users WHERE id = ? AND NOT disabled",
		out.ID, hash[:], seconds(out.Created), seconds(out.Expires), seconds(out.Seen), user); err != nil {
		return Session{}, "", err
	}
	return out, secret, tx.Commit()
}

// Sessions lists the sessions that hold, of one user or with "" of all, newest first.
func (s *Store) Sessions(ctx context.Context, user string) ([]Session, error) {
	db, err := s.reading(ctx)
	if db == nil {
		return nil, err
	}
	now := s.options.Now()
	rows, err := db.QueryContext(ctx, "SELECT id, user_id, created, expires, seen FROM sessions WHERE (?1 = '' OR user_id = ?1) AND expires > ?2 AND seen > ?3 ORDER BY created DESC, id",
		user, seconds(now.Add(-Leeway)), seconds(now.Add(-s.options.Idle-Leeway)))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Session
	for rows.Next() {
		var one Session
		var created, expires, seen int64
		if err := rows.Scan(&one.ID, &one.User, &created, &expires, &seen); err != nil {
			return nil, err
		}
		one.Created, one.Expires, one.Seen = fromSeconds(created), fromSeconds(expires), fromSeconds(seen)
		out = append(out, one)
	}
	return out, rows.Err()
}

// EndSession ends one session. It is [ErrUnknown] if there is none.
func (s *Store) EndSession(ctx context.Context, id string) error {
	return s.change(ctx, func(tx *sql.Tx) error { return one(ctx, tx, "DELETE FROM sessions WHERE id = ?", id) })
}

// EndSessions ends all sessions of a user.
func (s *Store) EndSessions(ctx context.Context, user string) error {
	return s.change(ctx, func(tx *sql.Tx) error { return endSessions(ctx, tx, user) })
}

func endSessions(ctx context.Context, tx *sql.Tx, user string) error {
	_, err := tx.ExecContext(ctx, "DELETE FROM sessions WHERE user_id = ?", user)
	return err
}
