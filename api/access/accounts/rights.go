package accounts

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"database/sql"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"github.com/qingshan-gis/qingshan/api/access"
)

const (
	// Staleness bounds how long a right holds on that another process has revoked. What this process revokes is revoked at once.
	Staleness = time.Second
	// mostKnown bounds how many tokens and sessions are remembered between two changes.
	mostKnown = 4096
	// seenEvery is how often it is written down that a session is in use.
	seenEvery = time.Minute
)

// rights is what was read of the file since it was last changed. It is replaced as a whole, so that a change is seen by all.
type rights struct {
	from     *sql.DB // nil without a file
	version  int64
	has      Has
	tokens   sync.Map // of [sha256.Size]byte to *knownToken
	sessions sync.Map // of [sha256.Size]byte to *knownSession
	logins   sync.Map // of string to Signed, for users of a portal
	size     atomic.Int64
}

// Has says what there is in a store.
type Has struct{ Users, Tokens bool }

// Any tells whether there is anybody who could be let in.
func (h Has) Any() bool { return h.Users || h.Tokens }

type knownToken struct {
	token     Token
	principal access.Principal
	day       atomic.Int64 // the last on which it was written down to be used
}

type knownSession struct {
	signed Signed
	seen   atomic.Int64 // in seconds
}

// now is what is known of the file as it is. Once in [Staleness] one of those who ask looks whether it has been changed.
func (s *Store) now(ctx context.Context) (*rights, error) {
	known := s.known.Load()
	at, last := s.options.Now().UnixNano(), s.looked.Load()
	if known != nil && at-last < int64(Staleness) && at >= last {
		return known, nil
	}
	if known != nil && !s.looked.CompareAndSwap(last, at) {
		return known, nil // somebody else looks
	}
	fresh, err := s.look(ctx)
	if err != nil {
		s.looked.Store(last) // the next one looks again
		return nil, err
	}
	if known == nil || known.from != fresh.from || known.version != fresh.version {
		s.known.CompareAndSwap(known, fresh)
		s.looked.Store(at)
		return fresh, nil
	}
	return known, nil
}

// look reads the version of the file.
func (s *Store) look(ctx context.Context) (*rights, error) {
	db, err := s.reading(ctx)
	if db == nil {
		return &rights{}, err
	}
	out := &rights{from: db}
	err = db.QueryRowContext(context.WithoutCancel(ctx), "SELECT version, EXISTS (SELECT 1 FROM users), EXISTS (SELECT 1 FROM tokens) FROM state").Scan(&out.version, &out.has.Users, &out.has.Tokens)
	return out, err
}

// room makes sure that not too much is remembered.
func (s *Store) room(known *rights) {
	if known.size.Add(1) > mostKnown {
		s.known.CompareAndSwap(known, nil)
	}
}

// Has tells what there is. Revoked tokens and disabled users count: an office that has shut all out has not opened its doors.
func (s *Store) Has(ctx context.Context) (Has, error) {
	known, err := s.now(ctx)
	if err != nil {
		return Has{}, err
	}
	return known.has, nil
}

// ByToken is who asks with a token. It is [ErrUnknown] for a token that there is not, or that has expired or been revoked.
func (s *Store) ByToken(ctx context.Context, secret string) (access.Principal, error) {
	if !IsToken(secret) {
		return access.Principal{}, ErrUnknown
	}
	known, err := s.now(ctx)
	if err != nil {
		return access.Principal{}, err
	}
	hash := hashOf(secret)
	found, ok := known.tokens.Load(hash)
	if !ok {
		read, err := s.readToken(ctx, hash)
		if err != nil {
			return access.Principal{}, err
		}
		s.room(known)
		found, _ = known.tokens.LoadOrStore(hash, read)
	}
	one := found.(*knownToken)
	now := s.options.Now()
	if !one.token.Holds(now) {
		return access.Principal{}, ErrUnknown
	}
	s.used(ctx, one, now)
	return one.principal, nil
}

func (s *Store) readToken(ctx context.Context, hash [sha256.Size]byte) (*knownToken, error) {
	db, err := s.reading(ctx)
	if db == nil {
		return nil, errors.Join(err, ErrUnknown)
	}
	var kept []byte
	var id string
	err = db.QueryRowContext(ctx, "SELECT id, hash FROM tokens WHERE hash = ?", hash[:]).Scan(&id, &kept)
	if errors.Is(err, sql.ErrNoRows) || err == nil && subtle.ConstantTimeCompare(kept, hash[:]) != 1 {
		return nil, ErrUnknown
	}
	if err != nil {
		return nil, err
	}
	t, err := scanToken(db.QueryRowContext(ctx, "SELECT "+tokenColumns+" FROM tokens WHERE id = ?", id))
	if err != nil {
		return nil, err
	}
	granted, err := grantsOf(ctx, db, ofToken, id)
	if err != nil {
		return nil, err
	}
	out := &knownToken{token: t, principal: access.Principal{Kind: access.Token, ID: id, Name: t.Label, Grants: plain(granted[id])}}
	out.day.Store(seconds(t.Used))
	return out, nil
}

// day is the length of one, in seconds.
const day = 24 * 60 * 60

// used writes down, once a day, that a token is in use. Whether that can be written decides about nobody's right.
func (s *Store) used(ctx context.Context, one *knownToken, now time.Time) {
	today, last := now.Unix()/day*day, one.day.Load()
	if today <= last || !one.day.CompareAndSwap(last, today) {
		return
	}
	if db, err := s.reading(ctx); err == nil && db != nil {
		_, _ = db.ExecContext(context.WithoutCancel(ctx), "UPDATE tokens SET used = ?1 WHERE id = ?2 AND used < ?1", today, one.token.ID)
	}
}

// ByLogin is the user with a login name, whom somebody else has asked for his password; he has no session. It is [ErrUnknown] without such
// a user, or if he may not sign in.
func (s *Store) ByLogin(ctx context.Context, login string) (Signed, error) {
	known, err := s.now(ctx)
	if err != nil {
		return Signed{}, err
	}
	if found, ok := known.logins.Load(login); ok {
		return found.(Signed), nil
	}
	u, err := s.UserByLogin(ctx, login)
	if err == nil && u.Disabled {
		err = ErrUnknown
	}
	if err != nil {
		return Signed{}, err
	}
	out := Signed{Principal: u.Principal(), Login: u.Login}
	s.room(known)
	known.logins.Store(login, out)
	return out, nil
}

// BySession is who asks within a session. What nobody attended to, as when a page that was left open looks for news, does not keep the
// session from ending. It is [ErrUnknown] for a session that there is not, or that has ended.
func (s *Store) BySession(ctx context.Context, secret string, attended bool) (Signed, error) {
	if !isSecret(secret) {
		return Signed{}, ErrUnknown
	}
	known, err := s.now(ctx)
	if err != nil {
		return Signed{}, err
	}
	hash := hashOf(secret)
	now := s.options.Now()
	found, ok := known.sessions.Load(hash)
	if ok && s.idle(found.(*knownSession), now) {
		ok = false // another server may have seen it
	}
	if !ok {
		read, err := s.readSession(ctx, hash)
		if err != nil {
			return Signed{}, err
		}
		s.room(known)
		known.sessions.Store(hash, read)
		found = read
	}
	one := found.(*knownSession)
	if s.idle(one, now) || !now.Before(one.signed.Expires.Add(Leeway)) {
		return Signed{}, ErrUnknown
	}
	if attended {
		s.saw(ctx, one, now)
	}
	return one.signed, nil
}

func (s *Store) idle(one *knownSession, now time.Time) bool {
	return !now.Before(fromSeconds(one.seen.Load()).Add(s.options.Idle + Leeway))
}

func (s *Store) readSession(ctx context.Context, hash [sha256.Size]byte) (*knownSession, error) {
	db, err := s.reading(ctx)
	if db == nil {
		return nil, errors.Join(err, ErrUnknown)
	}
	var kept []byte
	var created, expires, seen int64
	out := &knownSession{}
	err = db.QueryRowContext(ctx, "SELECT id, hash, user_id, created, expires, seen FROM sessions WHERE hash = ?", hash[:]).
		Scan(&out.signed.Session.ID, &kept, &out.signed.User, &created, &expires, &seen)
	if errors.Is(err, sql.ErrNoRows) || err == nil && subtle.ConstantTimeCompare(kept, hash[:]) != 1 {
		return nil, ErrUnknown
	}
	if err != nil {
		return nil, err
	}
	u, err := readUser(ctx, db, "id", out.signed.User)
	if err != nil {
		return nil, err
	}
	if u.Disabled {
		return nil, ErrUnknown
	}
	out.signed.Created, out.signed.Expires, out.signed.Seen = fromSeconds(created), fromSeconds(expires), fromSeconds(seen)
	out.signed.Principal, out.signed.Login = u.Principal(), u.Login
	out.seen.Store(seen)
	return out, nil
}

// saw writes down, once a minute, that a session is in use. If that cannot be written the session ends sooner, for another server.
func (s *Store) saw(ctx context.Context, one *knownSession, now time.Time) {
	at, last := now.Unix(), one.seen.Load()
	if at-last < int64(seenEvery/time.Second) || !one.seen.CompareAndSwap(last, at) {
		return
	}
	if db, err := s.reading(ctx); err == nil && db != nil {
		_, _ = db.ExecContext(context.WithoutCancel(ctx), "UPDATE sessions SET seen = ?1 WHERE id = ?2 AND seen < ?1", at, one.signed.ID)
	}
}
