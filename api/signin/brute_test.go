package signin

import (
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/qingshan-gis/qingshan/api/access"
)

// behindProxy is how a site is reached that people sign in at from elsewhere.
func behindProxy(_ *site, c *Config) { c.BaseURL = "https://gis.example.cn" }

// try tries a password from an address, with the cookies of a browser.
func (s *site) try(login, password, address string, cookies ...string) *httptest.ResponseRecorder {
	body, err := json.Marshal(credentials{login, password})
	if err != nil {
		s.t.Fatal(err)
	}
	r := httptest.NewRequest("POST", "https://gis.example.cn/api/session", strings.NewReader(string(body)))
	r.Header.Set("Content-Type", "application/json")
	r.RemoteAddr = "127.0.0.1:1"
	r.Header.Set("X-Forwarded-For", address)
	for _, c := range cookies {
		r.Header.Add("Cookie", c)
	}
	w := httptest.NewRecorder()
	s.SignIn(w, r)
	return w
}

// TestBruteForce: of 10,000 wrong passwords a few dozen are looked at, whether they come from one address or from many, for one name or
// for many; the log has neither them nor much of them; and whoever has signed in on his machine before goes on doing so, under his name
// and from the attacker's own address.
func TestBruteForce(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long")
	}
	const tries = 10000
	const wrong = "wrong-horse-battery"
	for _, k := range []struct {
		name           string
		login, address func(i int) string
		most           int // passwords that may be looked at
	}{
		{"one name, one address", func(int) string { return "li.si" }, func(int) string { return "10.1.2.3" }, freeByName + 1},
		{"one name, many addresses", func(int) string { return "li.si" }, func(i int) string { return fmt.Sprintf("10.%d.%d.%d", i>>16, i>>8&255, i&255) }, freeByName + 1},
		{"many names, one address", func(i int) string { return fmt.Sprint("user", i) }, func(int) string { return "10.1.2.3" }, freeByAddress + 1},
	} {
		s := newSite(t, behindProxy)
		s.user("li.si")
		s.user("wang.wu")
		seen := s.try("li.si", goodPassword, "10.1.2.3").Result().Cookies()
		known := ""
		for _, c := range seen {
			if c.Name == hostPrefix+knownCookie {
				known = c.Name + "=" + c.Value
			}
		}
		start := time.Now()
		looked, told := 0, 0
		for i := range tries {
			w := s.try(k.login(i), wrong, k.address(i))
			switch w.Code {
			case 401:
				looked++
			case 429:
				told++
				if n, err := strconv.Atoi(w.Header().Get("Retry-After")); err != nil || n < 1 || n > int(longestWait/time.Second) {
					t.Fatalf("%s: Retry-After %q", k.name, w.Header().Get("Retry-After"))
				}
			default:
				t.Fatalf("%s: %d", k.name, w.Code)
			}
		}
		// A slow machine gives the attacker time: no more than a try for each second that has passed.
		if most := k.most + int(time.Since(start).Seconds()); looked > most || told != tries-looked {
			t.Errorf("%s: %d passwords were looked at, at most %d expected", k.name, looked, most)
		}
		if w := s.try("wang.wu", goodPassword, "10.200.200.200"); w.Code != 200 {
			t.Errorf("%s: another one cannot sign in: %d", k.name, w.Code)
		}
		if w := s.try("li.si", goodPassword, "10.1.2.3", known); w.Code != 200 {
			t.Errorf("%s: the owner cannot sign in: %d", k.name, w.Code)
		}
		if w := s.try("wang.wu", wrong, "10.1.2.9", known); w.Code != 401 {
			t.Errorf("%s: another one's mark counts: %d", k.name, w.Code)
		}
		log := s.log.String()
		if strings.Contains(log, wrong) || strings.Contains(log, goodPassword) || !strings.Contains(log, "a wrong password was refused") {
			t.Errorf("%s: the log: %.500s", k.name, log)
		}
		// Each password that was looked at is recorded; the log's own lines have an end.
		if n := strings.Count(log, "a wrong password was refused"); n > 20+int(time.Since(start).Seconds()) {
			t.Errorf("%s: %d lines", k.name, n)
		}
	}
}

// TestMarkedBrowserIsThrottled: the mark of a browser is no way around, if somebody else gets hold of it.
func TestMarkedBrowserIsThrottled(t *testing.T) {
	s := newSite(t, behindProxy)
	s.user("li.si")
	var known string
	for _, c := range s.try("li.si", goodPassword, "10.1.2.3").Result().Cookies() {
		if c.Name == hostPrefix+knownCookie {
			known = c.Name + "=" + c.Value
		}
	}
	looked, start := 0, time.Now()
	for i := range 1000 {
		if s.try("li.si", "wrong", fmt.Sprintf("10.1.%d.%d", i>>8, i&255), known).Code == 401 {
			looked++
		}
	}
	if looked > freeByBrowser+1+int(time.Since(start).Seconds()) {
		t.Errorf("%d passwords were looked at", looked)
	}
}

// TestWaitGrows: each wrong password has the next one wait longer, up to a minute; after a quarter of an hour all is forgotten.
func TestWaitGrows(t *testing.T) {
	now := time.Date(2026, 11, 29, 8, 0, 0, 0, time.UTC)
	th := newThrottle(func() time.Time { return now })
	of := []allowance{{"name a", freeByName}, {"address b", freeByAddress}}
	for i := range freeByName {
		if wait := th.begin(of); wait != 0 {
			t.Fatalf("try %d waits %s", i, wait)
		}
	}
	last := time.Duration(0)
	for range 12 {
		wait := th.begin(of)
		if wait <= last && wait != longestWait || wait > longestWait {
			t.Fatalf("%s after %s", wait, last)
		}
		last = wait
		now = now.Add(wait)
		if again := th.begin(of); again != 0 {
			t.Fatalf("after the wait another %s", again)
		}
	}
	if other := th.begin([]allowance{{"name other", freeByName}, {"address other", freeByAddress}}); other != 0 {
		t.Errorf("another one waits %s", other)
	}
	th.right(of)
	if wait := th.begin([]allowance{of[0]}); wait != 0 {
		t.Errorf("after the right one %s", wait)
	}
	now = now.Add(forgottenAfter + time.Second)
	if wait := th.begin(of); wait != 0 {
		t.Errorf("after a quarter of an hour %s", wait)
	}
	for i := range 5 * mostTries {
		th.begin([]allowance{{fmt.Sprint("name ", i), freeByName}})
	}
	if n := len(th.young) + len(th.old); n > 2*mostTries {
		t.Errorf("%d are remembered", n)
	}
}

// TestWrongTokensInNumbers: 10,000 wrong tokens are refused and slowed down, and right ones pass all the while, from the same address, too.
func TestWrongTokensInNumbers(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long")
	}
	s := newSite(t, nil)
	_, secret, err := s.accounts.AddToken(t.Context(), "x", []access.Grant{{Role: access.Officer}}, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	ask := func(token, address string) int {
		r := httptest.NewRequest("GET", "/api/coverage", nil)
		r.RemoteAddr = address + ":1"
		r.Header.Set("Authorization", "Bearer "+token)
		w := httptest.NewRecorder()
		s.http.Config.Handler.ServeHTTP(w, r)
		return w.Code
	}
	wrong := "qs_" + strings.Repeat("B", 42) + "A"
	codes := map[int]int{}
	for i := range 10000 {
		address := "10.1.2.3"
		if i%2 == 1 {
			address = fmt.Sprintf("10.2.%d.%d", i>>8&255, i&255)
		}
		codes[ask(wrong, address)]++
		if i%1000 == 0 {
			if code := ask(secret, "10.1.2.3"); code != 200 {
				t.Fatalf("the right one: %d", code)
			}
		}
	}
	if codes[401]+codes[429] != 10000 || codes[429] < 4000 {
		t.Error(codes)
	}
	if log := s.log.String(); strings.Contains(log, wrong) || strings.Contains(log, secret) || strings.Count(log, "\n") > 100 {
		t.Errorf("%.500s", log)
	}
}
