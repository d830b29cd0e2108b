package accounts

import (
	"context"
	"crypto/hkdf"
	"crypto/sha256"
	"time"
)

// Key derives a key for one purpose from the file's own, the same for all servers that share the file.
func (s *Store) Key(ctx context.Context, purpose string) ([]byte, error) {
	db, err := s.open(ctx, true)
	if err != nil {
		return nil, err
	}
	var key []byte
	if err := db.QueryRowContext(ctx, "SELECT key FROM state").Scan(&key); err != nil {
		return nil, err
	}
	return hkdf.Key(sha256.New, key, nil, purpose, keyBytes)
}

// Spend tells whether something that may be used once, until a time, has not been used before, by whichever server.
func (s *Store) Spend(ctx context.Context, once string, until time.Time) (first bool, err error) {
	db, err := s.open(ctx, true)
	if err != nil {
		return false, err
	}
	if _, err := db.ExecContext(ctx, "DELETE FROM spent WHERE until < ?", seconds(s.options.Now().Add(-Leeway))); err != nil {
		return false, err
	}
	hash := hashOf(once)
	done, err := db.ExecContext(ctx, "INSERT INTO spent (hash, until) VALUES (?, ?) ON CONFLICT DO NOTHING", hash[:], seconds(until.Add(2*Leeway)))
	if err != nil {
		return false, err
	}
	n, err := done.RowsAffected()
	return n == 1, err
}
