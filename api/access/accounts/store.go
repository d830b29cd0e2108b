package accounts

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	_ "modernc.org/sqlite" // the driver
)

// DefaultFile is the file's name beside the project file.
const DefaultFile = "access.db"

// What may be wrong with what was asked for.
var (
	// ErrUnknown means that there is no such user, grant, token or session.
	ErrUnknown = errors.New("there is no such account")
	// ErrTaken means that another user signs in by the name.
	ErrTaken = errors.New("another user has that name")
)

// InvalidError is a value that cannot be taken.
type InvalidError struct{ Reason string }

func (e *InvalidError) Error() string { return e.Reason }

// Options of a store; zero values stand for the defaults.
type Options struct {
	// Now is the clock.
	Now func() time.Time
	// Hashing is how passwords are hashed from now on.
	Hashing Hashing
	// Lifetime is how long a session lasts at most, Idle how long without a request.
	Lifetime, Idle time.Duration
}

// The defaults of a session: a working day, and a long meeting.
const (
	DefaultLifetime = 12 * time.Hour
	DefaultIdle     = 2 * time.Hour
)

// Leeway is by how much the clocks of two machines may differ before somebody is locked out: sessions and tokens are taken for so much
// longer than they were made for.
const Leeway = time.Minute

// Store is the file with all accounts. It need not be there: then there are no accounts, and the first one makes it. Safe for concurrent
// use, also by several processes.
type Store struct {
	path    string
	options Options
	hasher  *hasher

	mu   sync.Mutex
	db   *sql.DB     // nil while there is no file
	file os.FileInfo // as it was opened

	known  atomic.Pointer[rights]
	looked atomic.Int64 // when the file was last asked for its version, in nanoseconds of Unix time
}

// Open returns the store in a file. It is an error if the file is there and cannot be used.
func Open(ctx context.Context, path string, o Options) (*Store, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Lifetime == 0 {
		o.Lifetime = DefaultLifetime
	}
	if o.Idle == 0 {
		o.Idle = DefaultIdle
	}
	s := &Store{path: path, options: o, hasher: newHasher(o.Hashing)}
	if _, err := s.open(ctx, false); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	return s, nil
}

// Path is where the file is, or will be.
func (s *Store) Path() string { return s.path }

// Lifetime is how long a session lasts at most, and how long without a request.
func (s *Store) Lifetime() (most, idle time.Duration) { return s.options.Lifetime, s.options.Idle }

// Close lets go of the file.
func (s *Store) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.db == nil {
		return nil
	}
	db := s.db
	s.db = nil
	return db.Close()
}

// open returns the file's handle. A file that has been replaced since, as by a backup, is opened anew. Without a file the error is
// [fs.ErrNotExist], unless one is to be made.
func (s *Store) open(ctx context.Context, create bool) (*sql.DB, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now, err := os.Stat(s.path)
	if s.db != nil && err == nil && os.SameFile(now, s.file) {
		return s.db, nil
	}
	if s.db != nil && err != nil {
		return nil, fmt.Errorf("the file with the accounts is gone: %w", errors.Unwrap(err))
	}
	if err != nil && !(create && errors.Is(err, fs.ErrNotExist)) {
		return nil, err
	}
	if errors.Is(err, fs.ErrNotExist) { // SQLite would make one that others can read
		f, err := os.OpenFile(s.path, os.O_CREATE|os.O_RDWR, 0o600)
		if err != nil {
			return nil, err
		}
		if now, err = f.Stat(); err != nil {
			return nil, errors.Join(err, f.Close())
		}
		if err := f.Close(); err != nil {
			return nil, err
		}
	}
	db, err := connect(ctx, s.path)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", filepath.Base(s.path), err)
	}
	if s.db != nil {
		_ = s.db.Close()
	}
	s.db, s.file = db, now
	return db, nil
}

// connections is how many requests may ask the file at once; those that write take turns.
const connections = 4

// connect opens a file that is there. A change is on the disk when it is told to be done, so that a revoked right stays revoked.
func connect(ctx context.Context, path string) (*sql.DB, error) {
	full, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	address := url.URL{Scheme: "file", Path: full, RawQuery: url.Values{"mode": {"rw"}, "_txlock": {"immediate"},
		"_pragma": {"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)", "secure_delete(1)"}}.Encode()}
	db, err := sql.Open("sqlite", address.String())
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections)
	if err := migrate(ctx, db); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// change carries out changes of rights together or not at all, and has all requests look at the file again. It makes the file if need be.
func (s *Store) change(ctx context.Context, do func(tx *sql.Tx) error) error {
	db, err := s.open(ctx, true)
	if err != nil {
		return err
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // after a commit it has nothing to do
	if err := do(tx); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, "UPDATE state SET version = version + 1"); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	s.known.Store(nil)
	return nil
}

// reading is the handle to read with; nil without a file, in which nothing is found.
func (s *Store) reading(ctx context.Context) (*sql.DB, error) {
	db, err := s.open(ctx, false)
	if errors.Is(err, fs.ErrNotExist) && db == nil && !s.opened() {
		return nil, nil
	}
	return db, err
}

// opened tells whether there was a file.
func (s *Store) opened() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.db != nil
}

// one carries out a statement that concerns one row, and is [ErrUnknown] if there is none.
func one(ctx context.Context, tx *sql.Tx, statement string, args ...any) error {
	done, err := tx.ExecContext(ctx, statement, args...)
	if err != nil {
		return err
	}
	if n, err := done.RowsAffected(); err != nil || n > 0 {
		return err
	}
	return ErrUnknown
}

// seconds is a time as the file has it.
func seconds(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.Unix()
}

func fromSeconds(n int64) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return time.Unix(n, 0).UTC()
}
