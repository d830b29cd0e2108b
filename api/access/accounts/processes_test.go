package accounts

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/qingshan-gis/qingshan/api/access"
)

// TestSeveralWrite: a server and commands that change the file at the same time lose nothing, and whoever asks meanwhile is let in.
func TestSeveralWrite(t *testing.T) {
	c := newClock()
	s, path, u, secret := signedIn(t, c)
	const writers, each = 4, 10
	var wg sync.WaitGroup
	for w := range writers {
		other := openStore(t, path, c.options())
		wg.Go(func() {
			for i := range each {
				if _, _, err := other.AddToken(ctxOf(t), fmt.Sprint(w, i), officer("1"), time.Time{}); err != nil {
					t.Error(err)
				}
				g, err := other.AddGrant(ctxOf(t), u.ID, access.Grant{Role: access.Chief, Zone: fmt.Sprint(w, "-", i)})
				if err != nil {
					t.Error(err)
					continue
				}
				if i%2 == 0 {
					if err := other.RevokeGrant(ctxOf(t), u.ID, g.ID); err != nil {
						t.Error(err)
					}
				}
			}
		})
		wg.Go(func() {
			for range 10 * each {
				if !holds(t, s, secret) {
					t.Error("a session does not hold while others write")
					return
				}
				c.pass(Staleness / 50)
			}
		})
	}
	wg.Wait()
	c.pass(Staleness)
	if list := must[[]Token](t)(s.Tokens(ctxOf(t))); len(list) != writers*each {
		t.Errorf("%d tokens", len(list))
	}
	if n := len(must[Signed](t)(s.BySession(ctxOf(t), secret, true)).Principal.Grants); n != 1+writers*each/2 {
		t.Errorf("%d grants", n)
	}
}

// TestRevokedWhileAsked: from the moment in which revoking is done, no request that begins later is let in.
func TestRevokedWhileAsked(t *testing.T) {
	c, path := newClock(), pathOf(t)
	s := openStore(t, path, c.options())
	for range 20 {
		made, secret, err := s.AddToken(ctxOf(t), "x", officer(""), time.Time{})
		if err != nil {
			t.Fatal(err)
		}
		done := make(chan struct{})
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				for {
					over := false
					select {
					case <-done: // before it is asked
						over = true
					default:
					}
					_, err := s.ByToken(ctxOf(t), secret)
					if over {
						if !errors.Is(err, ErrUnknown) {
							t.Errorf("a revoked token lets in: %v", err)
						}
						return
					}
				}
			})
		}
		if err := s.RevokeToken(ctxOf(t), made.ID); err != nil {
			t.Error(err)
		}
		close(done)
		wg.Wait()
	}
}

// TestSQLiteIsNewEnough: before 3.51.3 two processes that write and check in at the same time could lose what they had committed.
func TestSQLiteIsNewEnough(t *testing.T) {
	s, _, _, _ := signedIn(t, newClock())
	db, err := s.open(ctxOf(t), false)
	if err != nil {
		t.Fatal(err)
	}
	var text, mode string
	if err := db.QueryRowContext(ctxOf(t), "SELECT sqlite_version()").Scan(&text); err != nil {
		t.Fatal(err)
	}
	var major, minor, patch int
	if _, err := fmt.Sscanf(text, "%d.%d.%d", &major, &minor, &patch); err != nil || major*1000000+minor*1000+patch < 3051003 {
		t.Errorf("SQLite %s: %v", text, err)
	}
	if err := db.QueryRowContext(ctxOf(t), "PRAGMA journal_mode").Scan(&mode); err != nil || mode != "wal" {
		t.Error(mode, err)
	}
}
