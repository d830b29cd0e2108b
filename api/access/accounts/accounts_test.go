package accounts

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/qingshan-gis/qingshan/api/access"
)

// cheap is a cost of hashing that tests can afford.
func cheap() Hashing { return Hashing{KiB: 64, Passes: 1} }

// clock is a time that tests move.
type clock struct{ nanos atomic.Int64 }

func newClock() *clock {
	c := &clock{}
	c.nanos.Store(time.Date(2026, 11, 29, 8, 0, 0, 0, time.UTC).UnixNano())
	return c
}

func (c *clock) now() time.Time       { return time.Unix(0, c.nanos.Load()) }
func (c *clock) pass(d time.Duration) { c.nanos.Add(int64(d)) }
func (c *clock) off(d time.Duration) *clock {
	o := &clock{}
	o.nanos.Store(c.nanos.Load() + int64(d))
	return o
}
func (c *clock) options() Options        { return Options{Now: c.now, Hashing: cheap()} }
func ctxOf(t testing.TB) context.Context { return t.Context() }
func pathOf(t testing.TB) string         { return filepath.Join(t.TempDir(), DefaultFile) }
func officer(zone string) []access.Grant { return []access.Grant{{Role: access.Officer, Zone: zone}} }
func must[T any](t testing.TB) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func openStore(t testing.TB, path string, o Options) *Store {
	t.Helper()
	s, err := Open(ctxOf(t), path, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

const goodPassword = "春眠不觉晓处处闻啼鸟"

// signedIn is a store with a user within a session.
func signedIn(t testing.TB, c *clock) (s *Store, path string, u User, secret string) {
	t.Helper()
	path = pathOf(t)
	s = openStore(t, path, c.options())
	u = must[User](t)(s.AddUser(ctxOf(t), NewUser{Login: "li.si", Name: "李四", Password: goodPassword, Grants: officer("330523")}))
	_, secret, err := s.SignIn(ctxOf(t), u.ID)
	if err != nil {
		t.Fatal(err)
	}
	return s, path, u, secret
}

// holds tells whether a session lets somebody in.
func holds(t testing.TB, s *Store, secret string) bool {
	t.Helper()
	_, err := s.BySession(ctxOf(t), secret, true)
	if err != nil && !errors.Is(err, ErrUnknown) {
		t.Fatal(err)
	}
	return err == nil
}

func holdsToken(t testing.TB, s *Store, secret string) bool {
	t.Helper()
	_, err := s.ByToken(ctxOf(t), secret)
	if err != nil && !errors.Is(err, ErrUnknown) {
		t.Fatal(err)
	}
	return err == nil
}

// TestNoFile: without a file there is nobody, and nothing is made by asking; the first user makes it, for its owner only.
func TestNoFile(t *testing.T) {
	c, path := newClock(), pathOf(t)
	s := openStore(t, path, c.options())
	if has, err := s.Has(ctxOf(t)); err != nil || has.Any() {
		t.Error(has, err)
	}
	if holdsToken(t, s, TokenPrefix+newSecret()) || holds(t, s, newSecret()) {
		t.Error("somebody is let in")
	}
	if list, err := s.Users(ctxOf(t)); len(list) != 0 || err != nil {
		t.Error(list, err)
	}
	if _, _, err := s.ByPassword(ctxOf(t), "li.si", goodPassword, false); !errors.Is(err, ErrWrongPassword) {
		t.Error(err)
	}
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
		t.Error("asking made the file")
	}
	must[User](t)(s.AddUser(ctxOf(t), NewUser{Login: "a"}))
	files, err := filepath.Glob(path + "*")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, f := range files {
		if info, err := os.Stat(f); err != nil || info.Mode().Perm() != 0o600 {
			t.Error(f, info.Mode(), err)
		}
	}
	if has, err := s.Has(ctxOf(t)); err != nil || has != (Has{Users: true}) {
		t.Error(has, err)
	}
}

// TestPasswords: the right password of a user who may sign in is taken, all else is refused with the same words, and each check makes one
// hash, also for names that nobody has: so the time tells nothing.
func TestPasswords(t *testing.T) {
	c := newClock()
	s, _, u, _ := signedIn(t, c)
	must[User](t)(s.AddUser(ctxOf(t), NewUser{Login: "by-portal"}))
	off := must[User](t)(s.AddUser(ctxOf(t), NewUser{Login: "off", Password: goodPassword}))
	if err := s.Disable(ctxOf(t), off.ID, true); err != nil {
		t.Fatal(err)
	}
	for _, k := range []struct {
		login, password string
		right           bool
	}{
		{"li.si", goodPassword, true}, {" LI.SI ", goodPassword, true}, {"ｌｉ.si", goodPassword, true}, // as an input method may write it
		{"li.si", goodPassword + " ", false}, {"li.si", "", false}, {"li.si", strings.Repeat("x", 1<<20), false}, {"nobody", goodPassword, false},
		{"", goodPassword, false}, {"by-portal", "", false}, {"by-portal", goodPassword, false}, {"off", goodPassword, false}, {"li.si\x00", goodPassword, false},
		{"x' OR 1=1 --", "x' OR 1=1 --", false},
	} {
		before := s.hasher.made.Load()
		got, _, err := s.ByPassword(ctxOf(t), k.login, k.password, false)
		if n := s.hasher.made.Load() - before; n != 1 {
			t.Errorf("%q: %d hashes", k.login, n)
		}
		if k.right && (err != nil || got.ID != u.ID) || !k.right && !errors.Is(err, ErrWrongPassword) {
			t.Errorf("%q %.20q: %+v %v", k.login, k.password, got, err)
		}
	}
	for _, short := range []string{"123456789", "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", strings.Repeat("长", 257)} {
		var invalid *InvalidError
		if err := s.SetPassword(ctxOf(t), u.ID, short); !errors.As(err, &invalid) {
			t.Errorf("%.20q: %v", short, err)
		}
	}
}

// TestRehash: whoever signs in with a hash of another cost gets one of today's.
func TestRehash(t *testing.T) {
	c := newClock()
	s, path, u, _ := signedIn(t, c)
	o := c.options()
	o.Hashing.Passes = 2
	later := openStore(t, path, o)
	for i, want := range []int64{2, 1, 1} { // the check, and once the new hash
		before := later.hasher.made.Load()
		if _, _, err := later.ByPassword(ctxOf(t), u.Login, goodPassword, false); err != nil {
			t.Fatal(err)
		}
		if n := later.hasher.made.Load() - before; n != want {
			t.Errorf("sign-in %d: %d hashes", i, n)
		}
	}
	if hash := must[string](t)(s.passwordHash(ctxOf(t), u.ID)); !strings.HasPrefix(hash, "$argon2id$v=19$m=64,t=2,p=1$") {
		t.Error(hash)
	}
}

// TestHashesAtOnce: no more hashes are made at once than memory is for, and who finds too many waiting is told at once.
func TestHashesAtOnce(t *testing.T) {
	h := newHasher(Hashing{KiB: 64, Passes: 1, AtOnce: 1, Waiting: 1})
	h.slots <- struct{}{} // one is being made
	waits, gone := context.WithCancel(ctxOf(t))
	first := make(chan error, 1)
	go func() { _, _, err := h.check(waits, "", goodPassword, false); first <- err }()
	for h.waiting.Load() == 0 {
		time.Sleep(time.Millisecond)
	}
	second := make(chan error, 1)
	go func() { _, _, err := h.check(waits, "", goodPassword, false); second <- err }()
	for h.waiting.Load() < 2 {
		time.Sleep(time.Millisecond)
	}
	if _, _, err := h.check(ctxOf(t), "", goodPassword, false); !errors.Is(err, ErrBusy) {
		t.Error(err)
	}
	if right, _, err := h.check(ctxOf(t), "", goodPassword, true); right || err != nil {
		t.Errorf("who is known waits for strangers: %v", err)
	}
	gone()
	for _, one := range []chan error{first, second} {
		if err := <-one; !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	}
	<-h.slots
	if right, _, err := h.check(ctxOf(t), "", goodPassword, false); right || err != nil {
		t.Error(right, err)
	}
}

// TestSessionsEnd: a session ends when it is old, when it is idle, when it is ended, and when its user may sign in no more; it lives on in
// another process and for a clock that is a minute off.
func TestSessionsEnd(t *testing.T) {
	c := newClock()
	s, path, u, secret := signedIn(t, c)
	one := must[Signed](t)(s.BySession(ctxOf(t), secret, true))
	if one.Principal.Kind != access.User || one.Principal.ID != u.ID || one.Principal.Name != "李四" || one.Login != "li.si" || len(one.Principal.Grants) != 1 {
		t.Errorf("%+v", one)
	}
	restarted := openStore(t, path, c.options())
	if !holds(t, restarted, secret) {
		t.Error("a restart ends it")
	}
	for _, skew := range []time.Duration{-time.Minute + time.Second, time.Minute - time.Second} {
		if other := openStore(t, path, c.off(skew).options()); !holds(t, other, secret) {
			t.Errorf("a clock off by %s ends it", skew)
		}
	}
	c.pass(DefaultIdle)
	if !holds(t, s, secret) {
		t.Error("it ends before its time")
	}
	c.pass(DefaultIdle - time.Minute)
	if !holds(t, restarted, secret) {
		t.Error("another server does not know that it is in use")
	}
	c.pass(DefaultIdle + Leeway)
	if holds(t, s, secret) || holds(t, restarted, secret) {
		t.Error("an idle session holds")
	}

	end := map[string]func(Session) error{
		"ended":        func(o Session) error { return s.EndSession(ctxOf(t), o.ID) },
		"all ended":    func(Session) error { return s.EndSessions(ctxOf(t), u.ID) },
		"password":     func(Session) error { return s.SetPassword(ctxOf(t), u.ID, goodPassword+"!") },
		"disabled":     func(Session) error { return s.Disable(ctxOf(t), u.ID, true) },
		"user is gone": func(Session) error { return s.Remove(ctxOf(t), u.ID) },
	}
	for _, why := range []string{"ended", "all ended", "password", "disabled", "user is gone"} {
		if why == "user is gone" {
			if _, _, err := s.SignIn(ctxOf(t), u.ID); !errors.Is(err, ErrUnknown) {
				t.Errorf("a disabled user signs in: %v", err)
			}
			if err := s.Disable(ctxOf(t), u.ID, false); err != nil {
				t.Fatal(err)
			}
		}
		session, secret, err := s.SignIn(ctxOf(t), u.ID)
		if err != nil || !holds(t, s, secret) || !holds(t, restarted, secret) {
			t.Fatal(why, err)
		}
		if err := end[why](session); err != nil {
			t.Fatal(why, err)
		}
		if holds(t, s, secret) {
			t.Errorf("%s: it holds on", why)
		}
		c.pass(Staleness)
		if holds(t, restarted, secret) {
			t.Errorf("%s: it holds on in another process", why)
		}
	}
}

// TestSessionLifetime: a session in steady use ends when its time is over.
func TestSessionLifetime(t *testing.T) {
	c := newClock()
	s, _, _, secret := signedIn(t, c)
	var lasted time.Duration
	for holds(t, s, secret) {
		c.pass(10 * time.Minute)
		lasted += 10 * time.Minute
	}
	if lasted <= DefaultLifetime || lasted > DefaultLifetime+10*time.Minute+Leeway {
		t.Errorf("it lasted %s", lasted)
	}
}

// TestGrantsAreFresh: what is granted or revoked counts at once here, and within a second elsewhere.
func TestGrantsAreFresh(t *testing.T) {
	c := newClock()
	s, path, u, secret := signedIn(t, c)
	other := openStore(t, path, c.options())
	count := func(s *Store) int { return len(must[Signed](t)(s.BySession(ctxOf(t), secret, true)).Principal.Grants) }
	if count(s) != 1 || count(other) != 1 {
		t.Fatal("the first grant is not there")
	}
	g := must[Grant](t)(s.AddGrant(ctxOf(t), u.ID, access.Grant{Role: access.Auditor}))
	if count(s) != 2 {
		t.Error("a new grant does not count")
	}
	c.pass(Staleness)
	if count(other) != 2 {
		t.Error("a new grant does not count in another process")
	}
	if err := other.RevokeGrant(ctxOf(t), u.ID, g.ID); err != nil {
		t.Fatal(err)
	}
	c.pass(Staleness)
	if count(s) != 1 || count(other) != 1 {
		t.Error("a revoked grant counts")
	}
	for _, err := range []error{s.RevokeGrant(ctxOf(t), u.ID, g.ID), s.RevokeGrant(ctxOf(t), "nobody", u.Grants[0].ID)} {
		if !errors.Is(err, ErrUnknown) {
			t.Error(err)
		}
	}
	if _, err := s.AddGrant(ctxOf(t), "nobody", access.Grant{Role: access.Auditor}); !errors.Is(err, ErrUnknown) {
		t.Error(err)
	}
	for _, bad := range []access.Grant{{Role: "king"}, {}, {Role: access.Chief, Zone: "a b"}, {Role: access.Chief, Zone: strings.Repeat("1", 65)},
		{Role: access.Chief, From: c.now(), Until: c.now()}, {Role: access.Chief, Until: time.Unix(0, 0)}, {Role: access.Chief, Until: time.Unix(0, 500)}, {Role: access.Chief, Until: time.Unix(-1, 0)}} {
		var invalid *InvalidError
		if _, err := s.AddGrant(ctxOf(t), u.ID, bad); !errors.As(err, &invalid) {
			t.Errorf("%+v: %v", bad, err)
		}
	}
}

// TestTokens: a token lets in until it expires or is revoked, in all processes; nothing that looks like one does.
func TestTokens(t *testing.T) {
	c, path := newClock(), pathOf(t)
	s, other := openStore(t, path, c.options()), openStore(t, path, c.options())
	made, secret, err := s.AddToken(ctxOf(t), "夜间入库", officer("330523"), c.now().Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	_, lasting, err := s.AddToken(ctxOf(t), "tiles", officer(""), time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	p := must[access.Principal](t)(s.ByToken(ctxOf(t), secret))
	if p.Kind != access.Token || p.ID != made.ID || p.Name != "夜间入库" || len(p.Grants) != 1 || p.Grants[0].Zone != "330523" {
		t.Errorf("%+v", p)
	}
	c.pass(Staleness) // the other one had found no file
	if !holdsToken(t, other, secret) || !holdsToken(t, other, lasting) {
		t.Error("another process does not know them")
	}
	for _, wrong := range []string{"", TokenPrefix, secret[:len(secret)-1], secret + "x", strings.TrimPrefix(secret, TokenPrefix), TokenPrefix + newSecret(), strings.ToUpper(secret), "qs_" + strings.Repeat("=", 43)} {
		if holdsToken(t, s, wrong) {
			t.Errorf("%q lets in", wrong)
		}
	}
	list := must[[]Token](t)(s.Tokens(ctxOf(t)))
	if len(list) != 2 || list[0].Used.IsZero() || list[1].Used.IsZero() {
		t.Errorf("%+v", list)
	}
	c.pass(time.Hour)
	if !holdsToken(t, s, secret) {
		t.Error("there is no leeway")
	}
	c.pass(Leeway)
	if holdsToken(t, s, secret) || holdsToken(t, other, secret) {
		t.Error("an expired token lets in")
	}
	if err := other.RevokeToken(ctxOf(t), list[0].ID); err != nil {
		t.Fatal(err)
	}
	if err := other.RevokeToken(ctxOf(t), list[1].ID); err != nil {
		t.Fatal(err)
	}
	if holdsToken(t, other, lasting) {
		t.Error("a revoked token lets in")
	}
	c.pass(Staleness)
	if holdsToken(t, s, lasting) {
		t.Error("a revoked token lets in elsewhere")
	}
	if err := s.RevokeToken(ctxOf(t), made.ID); !errors.Is(err, ErrUnknown) {
		t.Error(err)
	}
	var invalid *InvalidError
	for _, err := range []error{second(s.AddToken(ctxOf(t), " ", officer(""), time.Time{})), second(s.AddToken(ctxOf(t), "x", nil, time.Time{})), second(s.AddToken(ctxOf(t), "x", officer(""), c.now()))} {
		if !errors.As(err, &invalid) {
			t.Error(err)
		}
	}
}

func second(_ Token, _ string, err error) error { return err }

// TestNoSecretsAtRest: none of the file's bytes, nor its log's, holds a password, token or session.
func TestNoSecretsAtRest(t *testing.T) {
	c := newClock()
	s, path, u, session := signedIn(t, c)
	_, token, err := s.AddToken(ctxOf(t), "machine", officer(""), time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.ByPassword(ctxOf(t), u.Login, goodPassword, false); err != nil || !holds(t, s, session) || !holdsToken(t, s, token) {
		t.Fatal(err)
	}
	files, err := filepath.Glob(path + "*")
	if err != nil {
		t.Fatal(err)
	}
	var all []byte
	for _, f := range files {
		all = append(all, must[[]byte](t)(os.ReadFile(f))...)
	}
	if !bytes.Contains(all, []byte(u.Login)) || !bytes.Contains(all, []byte("argon2id")) {
		t.Fatal("this is not the file")
	}
	for _, secret := range []string{goodPassword, session, token, strings.TrimPrefix(token, TokenPrefix)} {
		if bytes.Contains(all, []byte(secret)) {
			t.Errorf("the file holds %q", secret)
		}
	}
}

// TestUsers: names are unique however they are written, and users are listed, renamed and removed.
func TestUsers(t *testing.T) {
	c := newClock()
	s, _, u, _ := signedIn(t, c)
	if _, err := s.AddUser(ctxOf(t), NewUser{Login: "LI.SI"}); !errors.Is(err, ErrTaken) {
		t.Error(err)
	}
	var invalid *InvalidError
	for _, bad := range []NewUser{{Login: ""}, {Login: "a b"}, {Login: strings.Repeat("a", 65)}, {Login: "a/b"}, {Login: "x", Password: "short"},
		{Login: "x", Name: "a\nb"}, {Login: "x", Grants: []access.Grant{{Role: "king"}}}} {
		if _, err := s.AddUser(ctxOf(t), bad); !errors.As(err, &invalid) {
			t.Errorf("%+v: %v", bad, err)
		}
	}
	must[User](t)(s.AddUser(ctxOf(t), NewUser{Login: "张三"}))
	if err := s.Rename(ctxOf(t), u.ID, "李四（林长办）"); err != nil {
		t.Error(err)
	}
	list := must[[]User](t)(s.Users(ctxOf(t)))
	if len(list) != 2 || list[0].Name != "李四（林长办）" || len(list[0].Grants) != 1 || !list[0].Password || list[1].Password || list[1].Name != "张三" {
		t.Errorf("%+v", list)
	}
	if err := s.Remove(ctxOf(t), u.ID); err != nil {
		t.Error(err)
	}
	for _, err := range []error{s.Remove(ctxOf(t), u.ID), s.Rename(ctxOf(t), u.ID, "x"), s.Disable(ctxOf(t), u.ID, true), s.SetPassword(ctxOf(t), u.ID, ""), s.EndSession(ctxOf(t), "x")} {
		if !errors.Is(err, ErrUnknown) {
			t.Error(err)
		}
	}
}

// TestByIssuer: a provider's user is found by what the provider calls him, never by his name; the grants of claims are those of the last
// sign-in, and those given by hand stay.
func TestByIssuer(t *testing.T) {
	c := newClock()
	s, _, local, _ := signedIn(t, c)
	first := must[User](t)(s.ByIssuer(ctxOf(t), "https://idp", "1", "li.si", "Li", officer("330523")))
	if first.ID == local.ID || first.Login == local.Login {
		t.Fatal("a provider's user is taken for another one of the same name")
	}
	must[Grant](t)(s.AddGrant(ctxOf(t), first.ID, access.Grant{Role: access.Chief, Zone: "330523001"}))
	again := must[User](t)(s.ByIssuer(ctxOf(t), "https://idp", "1", "other", "Li", []access.Grant{{Role: access.Inspector, Zone: "3305"}}))
	if again.ID != first.ID || len(again.Grants) != 2 || again.Grants[0].Role != access.Chief || again.Grants[1].Role != access.Inspector {
		t.Errorf("%+v", again)
	}
	if elsewhere := must[User](t)(s.ByIssuer(ctxOf(t), "https://other", "1", "li", "Li", officer("3305"))); elsewhere.ID == first.ID {
		t.Error("two providers' users are one")
	}
	if _, err := s.ByIssuer(ctxOf(t), "https://other", "2", "wang", "Wang", nil); !errors.Is(err, ErrUnknown) {
		t.Errorf("a user without a right is made: %v", err)
	}
	if u := must[User](t)(s.ByIssuer(ctxOf(t), "https://idp", "1", "other", "Li", nil)); len(u.Grants) != 1 || u.Grants[0].Claimed {
		t.Errorf("grants of claims that are gone: %+v", u.Grants)
	}
	if err := s.Disable(ctxOf(t), first.ID, true); err != nil {
		t.Fatal(err)
	}
	if _, err := s.ByIssuer(ctxOf(t), "https://idp", "1", "x", "Li", nil); !errors.Is(err, ErrWrongPassword) {
		t.Error(err)
	}
}

// TestSpend: what may be used once is used once, also after a restart.
func TestSpend(t *testing.T) {
	c, path := newClock(), pathOf(t)
	s := openStore(t, path, c.options())
	until := c.now().Add(time.Minute)
	for i, want := range []bool{true, false} {
		if first := must[bool](t)(s.Spend(ctxOf(t), "state", until)); first != want {
			t.Errorf("time %d: %v", i, first)
		}
	}
	other := openStore(t, path, c.options())
	if must[bool](t)(other.Spend(ctxOf(t), "state", until)) || !must[bool](t)(other.Spend(ctxOf(t), "other", until)) {
		t.Error("another process does not know what is spent")
	}
	a, b, d := must[[]byte](t)(s.Key(ctxOf(t), "a")), must[[]byte](t)(other.Key(ctxOf(t), "a")), must[[]byte](t)(s.Key(ctxOf(t), "b"))
	if !bytes.Equal(a, b) || bytes.Equal(a, d) || len(a) != keyBytes {
		t.Error("keys")
	}
}

// TestFileGoes: a file that vanishes lets nobody in, and one that is put in its place counts.
func TestFileGoes(t *testing.T) {
	c := newClock()
	s, path, _, secret := signedIn(t, c)
	_, otherPath, _, otherSecret := signedIn(t, c)
	if !holds(t, s, secret) {
		t.Fatal("it does not hold")
	}
	if err := os.Rename(path, path+".kept"); err != nil {
		t.Fatal(err)
	}
	c.pass(Staleness)
	if _, err := s.BySession(ctxOf(t), secret, true); err == nil || errors.Is(err, ErrUnknown) {
		t.Errorf("without a file: %v", err)
	}
	if _, err := s.Has(ctxOf(t)); err == nil {
		t.Error("without a file it is empty")
	}
	copyOf := openStore(t, otherPath, c.options())
	handle, err := copyOf.open(ctxOf(t), false)
	if err != nil {
		t.Fatal(err)
	}
	for _, stale := range []string{path + "-wal", path + "-shm"} {
		_ = os.Remove(stale)
	}
	if _, err := handle.ExecContext(ctxOf(t), "VACUUM INTO ?", path); err != nil {
		t.Fatal(err)
	}
	c.pass(Staleness)
	if holds(t, s, secret) || !holds(t, s, otherSecret) {
		t.Error("the file in its place does not count")
	}
}

// TestLaterSchema: a file of a later program is refused, not guessed at.
func TestLaterSchema(t *testing.T) {
	c := newClock()
	s, path, _, _ := signedIn(t, c)
	db, err := s.open(ctxOf(t), false)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.ExecContext(ctxOf(t), "PRAGMA user_version = 99"); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(ctxOf(t), path, c.options()); err == nil || !strings.Contains(err.Error(), "version 99") {
		t.Error(err)
	}
}

// FuzzSecrets: no text but the secret itself lets in, and none is a fault.
func FuzzSecrets(f *testing.F) {
	c := newClock()
	s, _, _, session := signedIn(f, c)
	_, token, err := s.AddToken(f.Context(), "x", officer(""), time.Time{})
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range []string{"", session, token, "qs_", strings.Repeat("A", 43), "qs_" + strings.Repeat("A", 43)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		_, err := s.BySession(context.Background(), text, true)
		if (err == nil) != (text == session) || err != nil && !errors.Is(err, ErrUnknown) {
			t.Errorf("session %q: %v", text, err)
		}
		_, err = s.ByToken(context.Background(), text)
		if (err == nil) != (text == token) || err != nil && !errors.Is(err, ErrUnknown) {
			t.Errorf("token %q: %v", text, err)
		}
	})
}

// FuzzHash: a damaged hash is an error, and takes no more memory than is let.
func FuzzHash(f *testing.F) {
	h := newHasher(cheap())
	good, err := h.hash(f.Context(), goodPassword)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add("$argon2id$v=19$m=4294967295,t=4294967295,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
	f.Add("$$$$$")
	f.Fuzz(func(t *testing.T, text string) {
		kib, passes, salt, sum, err := decodeHash(text)
		if err == nil && (kib > mostKiB || passes > mostPasses || passes == 0 || len(salt) != saltBytes || len(sum) != hashBytes) {
			t.Errorf("%q: %d %d", text, kib, passes)
		}
	})
}

// BenchmarkRights is what a request pays for knowing who asks.
func BenchmarkRights(b *testing.B) {
	s, _, _, session := signedIn(b, newClock())
	s.options.Now = time.Now
	_, token, err := s.AddToken(b.Context(), "x", officer(""), time.Time{})
	if err != nil {
		b.Fatal(err)
	}
	renewed, err := s.UserByLogin(b.Context(), "li.si")
	if err != nil {
		b.Fatal(err)
	}
	if _, session, err = s.SignIn(b.Context(), renewed.ID); err != nil {
		b.Fatal(err)
	}
	b.Run("session", func(b *testing.B) {
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				if _, err := s.BySession(context.Background(), session, true); err != nil {
					b.Fatal(err)
				}
			}
		})
	})
	b.Run("token", func(b *testing.B) {
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				if _, err := s.ByToken(context.Background(), token); err != nil {
					b.Fatal(err)
				}
			}
		})
	})
	b.Run("wrong token", func(b *testing.B) {
		wrong := TokenPrefix + newSecret()
		for b.Loop() {
			if _, err := s.ByToken(context.Background(), wrong); err == nil {
				b.Fatal("it lets in")
			}
		}
	})
}

// TestUnattendedPagesDoNotKeepSessions: what a page asks by itself, while nobody works with it, lets the session end when it is idle.
func TestUnattendedPagesDoNotKeepSessions(t *testing.T) {
	c := newClock()
	s, _, _, secret := signedIn(t, c)
	for range 3 {
		must[Signed](t)(s.BySession(ctxOf(t), secret, false))
		c.pass(DefaultIdle / 4)
	}
	must[Signed](t)(s.BySession(ctxOf(t), secret, true))
	for passed := time.Duration(0); passed < DefaultIdle; passed += DefaultIdle / 4 {
		c.pass(DefaultIdle / 4)
		must[Signed](t)(s.BySession(ctxOf(t), secret, false))
	}
	c.pass(2 * Leeway)
	if _, err := s.BySession(ctxOf(t), secret, false); !errors.Is(err, ErrUnknown) {
		t.Errorf("an unattended page keeps its session: %v", err)
	}
}
