package accounts

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/qingshan-gis/qingshan/api/access"
)

// User is somebody who can sign in.
type User struct {
	ID       string    `json:"id"`
	Login    string    `json:"login"`
	Name     string    `json:"name"`
	Password bool      `json:"password"` // whether he has one
	Issuer   string    `json:"issuer,omitempty"`
	Subject  string    `json:"-"`
	Disabled bool      `json:"disabled"`
	Created  time.Time `json:"created"`
	Grants   []Grant   `json:"grants"`
}

// Principal is the user as somebody who asks.
func (u User) Principal() access.Principal {
	return access.Principal{Kind: access.User, ID: u.ID, Name: u.Name, Grants: plain(u.Grants)}
}

// NewUser is what a user begins with; Password "" is none, so that he signs in by an identity provider only.
type NewUser struct {
	Login, Name, Password string
	Grants                []access.Grant
}

// The longest names, in characters.
const (
	longestLogin = 64
	longestName  = 100
)

// CanonicalLogin is a login name as it is kept and compared; "" if the text is none. A name in Chinese is one, too.
func CanonicalLogin(text string) string {
	text = strings.ToLower(norm.NFKC.String(strings.TrimSpace(text)))
	if utf8.RuneCountInString(text) > longestLogin || !utf8.ValidString(text) {
		return ""
	}
	if strings.ContainsFunc(text, func(c rune) bool {
		return !unicode.IsLetter(c) && !unicode.IsDigit(c) && !strings.ContainsRune("._-@", c)
	}) {
		return ""
	}
	return text
}

func checkName(name string) error {
	if utf8.RuneCountInString(name) > longestName || !utf8.ValidString(name) || strings.ContainsFunc(name, unicode.IsControl) {
		return &InvalidError{"the name is too long, or no text on one line"}
	}
	return nil
}

// AddUser makes a user with all his grants. The error is [ErrTaken] or an [*InvalidError].
func (s *Store) AddUser(ctx context.Context, n NewUser) (out User, err error) {
	login := CanonicalLogin(n.Login)
	if login == "" {
		return User{}, &InvalidError{"a login name has letters, digits and . _ - @, at most 64 in all"}
	}
	if n.Name == "" {
		n.Name = login
	}
	if err := checkName(n.Name); err != nil {
		return User{}, err
	}
	hash := ""
	if n.Password != "" {
		if hash, err = s.hasher.hash(ctx, n.Password); err != nil {
			return User{}, err
		}
	}
	out = User{ID: newID("u"), Login: login, Name: n.Name, Password: hash != "", Created: s.options.Now().UTC().Truncate(time.Second)}
	err = s.change(ctx, func(tx *sql.Tx) error {
		done, err := tx.ExecContext(ctx, "INSERT INTO users (id, login, name, password, disabled, created) VALUES (?, ?, ?, ?, 0, ?) ON CONFLICT (login) DO NOTHING",
			out.ID, login, n.Name, hash, seconds(out.Created))
		if err != nil {
			return err
		}
		if n, err := done.RowsAffected(); err != nil || n == 0 {
			return errors.Join(err, ErrTaken)
		}
		for _, g := range n.Grants {
			given, err := addGrant(ctx, tx, ofUser, out.ID, g, false)
			if err != nil {
				return err
			}
			out.Grants = append(out.Grants, given)
		}
		return nil
	})
	return out, err
}

const userColumns = "id, login, name, password <> '', coalesce(issuer, ''), coalesce(subject, ''), disabled, created"

func scanUser(row interface{ Scan(...any) error }) (u User, err error) {
	var created int64
	err = row.Scan(&u.ID, &u.Login, &u.Name, &u.Password, &u.Issuer, &u.Subject, &u.Disabled, &created)
	u.Created, u.Grants = fromSeconds(created), []Grant{}
	if errors.Is(err, sql.ErrNoRows) {
		err = ErrUnknown
	}
	return u, err
}

// Users lists all users by their login names.
func (s *Store) Users(ctx context.Context) ([]User, error) {
	db, err := s.reading(ctx)
	if db == nil {
		return nil, err
	}
	rows, err := db.QueryContext(ctx, "SELECT "+userColumns+" FROM users ORDER BY login")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []User
	for rows.Next() {
		u, err := scanUser(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, u)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	granted, err := grantsOf(ctx, db, ofUser, "")
	for i := range out {
		if list := granted[out[i].ID]; list != nil {
			out[i].Grants = list
		}
	}
	return out, err
}

// User is the user with an id, [ErrUnknown] if there is none.
func (s *Store) User(ctx context.Context, id string) (User, error) { return s.user(ctx, "id", id) }

// UserByLogin is the user who signs in by a name, [ErrUnknown] if there is none.
func (s *Store) UserByLogin(ctx context.Context, login string) (User, error) {
	return s.user(ctx, "login", CanonicalLogin(login))
}

func (s *Store) user(ctx context.Context, column, value string) (User, error) {
	db, err := s.reading(ctx)
	if db == nil {
		return User{}, errors.Join(err, ErrUnknown)
	}
	return readUser(ctx, db, column, value)
}

func readUser(ctx context.Context, from reader, column, value string) (User, error) {
	u, err := scanUser(from.QueryRowContext(ctx, "SELECT "+userColumns+" FROM users WHERE "+column+" = ?", value))
	if err != nil {
		return User{}, err
	}
	granted, err := grantsOf(ctx, from, ofUser, u.ID)
	if list := granted[u.ID]; list != nil {
		u.Grants = list
	}
	return u, err
}

// Rename gives a user another name for people to read.
func (s *Store) Rename(ctx context.Context, id, name string) error {
	if err := checkName(name); err != nil {
		return err
	}
	return s.change(ctx, func(tx *sql.Tx) error { return one(ctx, tx, "UPDATE users SET name = ? WHERE id = ?", name, id) })
}

// Disable lets a user sign in no more and ends his sessions, or lets him sign in again.
func (s *Store) Disable(ctx context.Context, id string, disabled bool) error {
	return s.change(ctx, func(tx *sql.Tx) error {
		if err := one(ctx, tx, "UPDATE users SET disabled = ? WHERE id = ?", disabled, id); err != nil || !disabled {
			return err
		}
		return endSessions(ctx, tx, id)
	})
}

// SetPassword gives a user another password, or none, and ends his sessions.
func (s *Store) SetPassword(ctx context.Context, id, password string) (err error) {
	hash := ""
	if password != "" {
		if hash, err = s.hasher.hash(ctx, password); err != nil {
			return err
		}
	}
	return s.change(ctx, func(tx *sql.Tx) error {
		if err := one(ctx, tx, "UPDATE users SET password = ? WHERE id = ?", hash, id); err != nil {
			return err
		}
		return endSessions(ctx, tx, id)
	})
}

// Remove forgets a user with his grants and sessions.
func (s *Store) Remove(ctx context.Context, id string) error {
	return s.change(ctx, func(tx *sql.Tx) error { return one(ctx, tx, "DELETE FROM users WHERE id = ?", id) })
}

// ErrWrongPassword means that there is no user with that name and password who may sign in.
var ErrWrongPassword = errors.New("the name or the password is wrong")

// ByPassword is the user with a login name and a password. The error is [ErrWrongPassword], whatever of the two is wrong, or [ErrBusy];
// a password is checked in any case, so that the time tells nothing. id names the user whose password was wrong, for the log. Who is
// known to have signed in before waits for no stranger.
func (s *Store) ByPassword(ctx context.Context, login, password string, known bool) (u User, id string, err error) {
	u, err = s.UserByLogin(ctx, login)
	if err != nil && !errors.Is(err, ErrUnknown) {
		return User{}, "", err
	}
	hash := ""
	if err == nil {
		if hash, err = s.passwordHash(ctx, u.ID); err != nil {
			return User{}, "", err
		}
	}
	right, stale, err := s.hasher.check(ctx, hash, password, known)
	if err != nil {
		return User{}, u.ID, err
	}
	if !right || hash == "" || u.Disabled {
		return User{}, u.ID, ErrWrongPassword
	}
	if stale {
		err = s.rehash(ctx, u.ID, hash, password)
	}
	return u, u.ID, err
}

func (s *Store) passwordHash(ctx context.Context, id string) (hash string, err error) {
	db, err := s.reading(ctx)
	if db == nil {
		return "", err
	}
	err = db.QueryRowContext(ctx, "SELECT password FROM users WHERE id = ?", id).Scan(&hash)
	if errors.Is(err, sql.ErrNoRows) { // removed just now
		err = nil
	}
	return hash, err
}

// rehash replaces a hash by one of today's cost, unless the password has been changed meanwhile.
func (s *Store) rehash(ctx context.Context, id, old, password string) error {
	hash, err := s.hasher.hash(ctx, password)
	var invalid *InvalidError
	if errors.As(err, &invalid) { // it was good enough once
		return nil
	}
	if err != nil {
		return err
	}
	return s.change(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "UPDATE users SET password = ? WHERE id = ? AND password = ?", hash, id, old)
		return err
	})
}

// ByIssuer is the user whom an identity provider calls by a subject, with the grants drawn from its claims; those of his last sign-in are
// gone. He is made if there is none, and something is granted to him; else it is [ErrUnknown]. A user who may not sign in is
// [ErrWrongPassword].
func (s *Store) ByIssuer(ctx context.Context, issuer, subject, login, name string, claimed []access.Grant) (out User, err error) {
	err = s.change(ctx, func(tx *sql.Tx) error {
		id, err := issued(ctx, tx, issuer, subject, login, name, len(claimed) > 0, seconds(s.options.Now()))
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "DELETE FROM grants WHERE user_id = ? AND claimed", id); err != nil {
			return err
		}
		for _, g := range claimed {
			if _, err := addGrant(ctx, tx, ofUser, id, g, true); err != nil {
				return err
			}
		}
		if out, err = readUser(ctx, tx, "id", id); err == nil && out.Disabled {
			err = ErrWrongPassword
		}
		return err
	})
	return out, err
}

// issued is the id of a provider's user. A login name that somebody else has already is not taken for his: he gets another one.
func issued(ctx context.Context, tx *sql.Tx, issuer, subject, login, name string, create bool, now int64) (id string, err error) {
	err = tx.QueryRowContext(ctx, "SELECT id FROM users WHERE issuer = ? AND subject = ?", issuer, subject).Scan(&id)
	if err == nil {
		_, err = tx.ExecContext(ctx, "UPDATE users SET name = ? WHERE id = ?", name, id)
		return id, err
	}
	if !errors.Is(err, sql.ErrNoRows) {
		return "", err
	}
	if !create {
		return "", ErrUnknown
	}
	id = newID("u")
	if login = CanonicalLogin(login); login == "" {
		login = id
	}
	for _, free := range []string{login, id} {
		done, err := tx.ExecContext(ctx, "INSERT INTO users (id, login, name, password, issuer, subject, disabled, created) VALUES (?, ?, ?, '', ?, ?, 0, ?) ON CONFLICT (login) DO NOTHING",
			id, free, name, issuer, subject, now)
		if err != nil {
			return "", err
		}
		if n, err := done.RowsAffected(); err != nil || n == 1 {
			return id, err
		}
	}
	return "", ErrTaken
}
