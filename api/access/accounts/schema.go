package accounts

import (
	"context"
	"crypto/rand"
	"database/sql"
	"fmt"
)

// migrations bring a file from each version of its schema to the next; the number of those that it has stands in its user_version.
// Times are seconds of Unix time, 0 for never.
func migrations() []string {
	return []string{`
CREATE TABLE state (
	only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
	version  INTEGER NOT NULL, -- goes up with every change of rights
	key      BLOB NOT NULL     -- seals what a browser keeps for a server
) STRICT;
CREATE TABLE users (
	id       TEXT PRIMARY KEY,
	login    TEXT NOT NULL UNIQUE,
	name     TEXT NOT NULL,
	password TEXT NOT NULL, -- its hash, '' for none
	issuer   TEXT,
	subject  TEXT,
	disabled INTEGER NOT NULL,
	created  INTEGER NOT NULL,
	UNIQUE (issuer, subject)
) STRICT;
CREATE TABLE tokens (
	id      TEXT PRIMARY KEY,
	label   TEXT NOT NULL,
	hash    BLOB NOT NULL UNIQUE,
	created INTEGER NOT NULL,
	expires INTEGER NOT NULL,
	revoked INTEGER NOT NULL,
	used    INTEGER NOT NULL -- the day
) STRICT;
CREATE TABLE grants (
	id       TEXT PRIMARY KEY,
	user_id  TEXT REFERENCES users ON DELETE CASCADE,
	token_id TEXT REFERENCES tokens ON DELETE CASCADE,
	role     TEXT NOT NULL,
	zone     TEXT NOT NULL,
	begins   INTEGER NOT NULL,
	ends     INTEGER NOT NULL,
	claimed  INTEGER NOT NULL, -- drawn from an identity provider's claims, and anew at each sign-in
	CHECK ((user_id IS NULL) <> (token_id IS NULL))
) STRICT;
CREATE INDEX grants_of_user ON grants (user_id);
CREATE INDEX grants_of_token ON grants (token_id);
CREATE TABLE sessions (
	id      TEXT PRIMARY KEY,
	hash    BLOB NOT NULL UNIQUE,
	user_id TEXT NOT NULL REFERENCES users ON DELETE CASCADE,
	created INTEGER NOT NULL,
	expires INTEGER NOT NULL,
	seen    INTEGER NOT NULL
) STRICT;
CREATE INDEX sessions_of_user ON sessions (user_id);
CREATE TABLE spent (
	hash  BLOB PRIMARY KEY,
	until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
`}
}

// keyBytes is the length of a file's own key.
const keyBytes = 32

// migrate brings a file to the schema that this program writes. It is an error if a later program has written the file.
func migrate(ctx context.Context, db *sql.DB) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // after a commit it has nothing to do
	var has int
	if err := tx.QueryRowContext(ctx, "PRAGMA user_version").Scan(&has); err != nil {
		return err
	}
	steps := migrations()
	if has > len(steps) {
		return fmt.Errorf("its schema is version %d, and this program knows %d; use the program that wrote it", has, len(steps))
	}
	if has == len(steps) {
		return nil
	}
	for _, step := range steps[has:] {
		if _, err := tx.ExecContext(ctx, step); err != nil {
			return err
		}
	}
	if _, err := tx.ExecContext(ctx, fmt.Sprintf("PRAGMA user_version = %d", len(steps))); err != nil {
		return err
	}
	key := make([]byte, keyBytes)
	rand.Read(key) //nolint:errcheck // never fails
	if _, err := tx.ExecContext(ctx, "INSERT INTO state (only_row, version, key) VALUES (1, 1, ?) ON CONFLICT DO NOTHING", key); err != nil {
		return err
	}
	return tx.Commit()
}
