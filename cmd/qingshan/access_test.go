package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/qingshan-gis/qingshan/internal/county"
)

// typing runs a command line with an input.
func typing(t testing.TB, input string, args ...string) outcome {
	t.Helper()
	var out, errs bytes.Buffer
	code := run(context.Background(), args, terminal{out: &out, errs: &errs, in: strings.NewReader(input)})
	return outcome{out.String(), errs.String(), code}
}

// office is a folder with accounts.
type office struct {
	t       testing.TB
	project string
}

func (o office) run(input string, args ...string) outcome {
	o.t.Helper()
	return typing(o.t, input, append(append([]string{"access"}, args...), "--project", o.project)...)
}

// must runs a command on accounts that has to succeed, and whose output has to hold all of some texts.
func (o office) must(input, args string, holds ...string) string {
	o.t.Helper()
	out := o.run(input, strings.Fields(args)...)
	if out.code != 0 {
		o.t.Fatalf("access %s: exit code %d\n%s", args, out.code, out.stderr)
	}
	for _, text := range holds {
		if !strings.Contains(out.stdout, text) {
			o.t.Errorf("access %s: no %q in\n%s", args, text, out.stdout)
		}
	}
	return out.stdout
}

const anyPassword = "correct horse battery"

var grantID = regexp.MustCompile(`g[a-z2-7]{10}`)

// TestAccess keeps users, grants and tokens by the command line; what it prints is in both languages, and a password is in none of it.
func TestAccess(t *testing.T) {
	o := office{t, filepath.Join(t.TempDir(), "qingshan.yaml")}
	o.must("", "user list", "there are no users 没有用户")
	o.must("", "token list", "there are no tokens")
	o.must("", "session list", "there are no sessions")
	o.must(anyPassword+"\n", "user add Li.Si --name 李四 --grant officer@330523 --grant admin", "user li.si is added 已添加用户", "county officer, zone 330523", "县林长办经办", "administrator, all zones")
	o.must("", "user add by-portal --no-password")
	o.must("", "user list", "李四", "by-portal", "no password 无密码", "no rights at all")
	o.must("", "user set li.si --name 李四（县林长办）", "is called 李四（县林长办）")
	file := filepath.Join(t.TempDir(), "password")
	write(t, file, anyPassword+" 2\r\nmore\n")
	o.must("", "user password li.si --password-file "+file, "已更换密码")

	granted := o.must("", "grant add by-portal chief@330523001 --from 2026-01-01 --until 2099-12-31", "chief, zone 330523001", "from 自 2026-01-01 until 至 2099-12-31")
	o.must("", "grant add by-portal inspector --until 2020-12-31", "2020-12-31")
	o.must("", "grant list by-portal", "330523001", "inspector, all zones")
	o.must("", "check by-portal", "chief", "over 已到期", "coverage: read")
	o.must("", "grant revoke by-portal "+grantID.FindString(granted), "is revoked")
	if left := o.must("", "grant list by-portal"); strings.Contains(left, "330523001") {
		t.Errorf("it is still there: %s", left)
	}

	made := o.run("", "token", "add", "夜间 任务", "--grant", "auditor", "--days", "30")
	token := strings.TrimSpace(made.stdout)
	if !regexp.MustCompile(`^qs_[\w-]{43}$`).MatchString(token) || !strings.Contains(made.stderr, "shown this once only") {
		t.Fatalf("%q %q", made.stdout, made.stderr)
	}
	id := regexp.MustCompile(`t[a-z2-7]{10}`).FindString(made.stderr)
	o.must("", "token list", id, "夜间 任务", "auditor, all zones", time.Now().AddDate(0, 0, 30).Format(time.DateOnly))
	o.must("", "check "+id, "auditor", "audit: read")
	o.must("", "token revoke "+id, "已吊销令牌")
	o.must("", "token list", "revoked 已吊销")
	o.must("", "check "+id, "revoked 已吊销")

	o.must("", "user disable li.si", "已停用用户")
	o.must("", "check li.si", "disabled 已停用")
	o.must("", "user disable li.si --undo", "已恢复用户")
	o.must("", "user remove by-portal", "已删除用户")

	entries := must(t, "audit", "list", "--project", o.project, "--format", "json").stdout
	for _, change := range []string{"user_added", "user_renamed", "password_set", "grant_added", "grant_revoked", "token_added", "token_revoked", "user_disabled", "user_enabled", "user_removed"} {
		if !strings.Contains(entries, `"`+change+`"`) {
			t.Errorf("the audit has no %s", change)
		}
	}
	if !strings.Contains(entries, `"officer@330523"`) || strings.Contains(entries, anyPassword) || strings.Contains(entries, token) || strings.Contains(entries, "li.si") {
		t.Errorf("the audit: %s", entries)
	}
	for _, bad := range []struct {
		input string
		args  []string
	}{
		{"short\n", []string{"user", "add", "x"}}, {"", []string{"user", "add", "x"}}, {anyPassword, []string{"user", "add", "LI.SI"}}, {anyPassword, []string{"user", "add", "a b"}},
		{anyPassword, []string{"user", "add", "x", "--grant", "king"}}, {anyPassword, []string{"user", "add", "x", "--grant", "officer@"}}, {"", []string{"user", "disable", "nobody"}},
		{"", []string{"grant", "add", "li.si", "king"}}, {"", []string{"grant", "add", "li.si", "chief@1", "--until", "tomorrow"}}, {"", []string{"grant", "revoke", "li.si", "g"}},
		{"", []string{"token", "add", "x"}}, {"", []string{"token", "add", "", "--grant", "chief"}}, {"", []string{"token", "revoke", "t"}}, {"", []string{"token", "add", "x", "--grant", "chief", "--days", "-1"}},
		{"", []string{"session", "revoke"}}, {"", []string{"session", "revoke", "s"}}, {"", []string{"session", "list", "nobody"}}, {"", []string{"check", "nobody"}}, {"", []string{"user", "password", "nobody"}},
	} {
		if out := o.run(bad.input, bad.args...); out.code != exitUsage || out.stderr == "" || strings.Contains(out.stderr, anyPassword) {
			t.Errorf("%v: exit code %d, %s", bad.args, out.code, out.stderr)
		}
	}
	if info, err := os.Stat(filepath.Join(filepath.Dir(o.project), "access.db")); err != nil || info.Mode().Perm() != 0o600 {
		t.Error(info, err)
	}
}

// visitor is a browser.
type visitor struct {
	t    *testing.T
	base string
	http *http.Client
	csrf string
}

func newVisitor(t *testing.T, base string) *visitor {
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &visitor{t, base, &http.Client{Jar: jar}, ""}
}

func (v *visitor) ask(method, path, body string) (int, string) {
	v.t.Helper()
	r, err := http.NewRequest(method, v.base+path, strings.NewReader(body))
	if err != nil {
		v.t.Fatal(err)
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if v.csrf != "" {
		r.Header.Set("X-CSRF-Token", v.csrf)
	}
	answer, err := v.http.Do(r)
	if err != nil {
		v.t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	return answer.StatusCode, string(text)
}

// signIn signs in, and keeps the page's token.
func (v *visitor) signIn(name, password string) int {
	v.t.Helper()
	code, text := v.ask("POST", "/api/session", `{"name":"`+name+`","password":"`+password+`"}`)
	var doc struct{ CSRF string }
	if code == 200 {
		if err := json.Unmarshal([]byte(text), &doc); err != nil || doc.CSRF == "" {
			v.t.Fatal(err, text)
		}
	}
	v.csrf = doc.CSRF
	return code
}

// expect waits until an address answers with a status: what another process revokes acts within a second.
func (v *visitor) expect(path string, want int) {
	v.t.Helper()
	waitFor(v.t, path, func() bool { code, _ := v.ask("GET", path, ""); return code == want })
}

// TestServeWithAccounts: the program serves openly on loopback without accounts and says so; a user who is added meanwhile closes it; who
// signs in is let in until he is disabled, also over a restart, and a token until it is revoked.
//
//testrun:race
func TestServeWithAccounts(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long")
	}
	_, project := county.SampleCopy(t, "XS")
	o := office{t, project}
	base, stop := startServer(t, project)
	v := newVisitor(t, base)
	v.expect("/api/coverage", 200)
	if code, text := v.ask("GET", "/api/session", ""); code != 200 || !strings.Contains(text, `"kind":"local"`) {
		t.Errorf("%d %s", code, text)
	}
	o.must(anyPassword, "user add li.si --grant officer")
	v.expect("/api/coverage", 401)
	if code, _ := v.ask("GET", "/", ""); code != 200 {
		t.Errorf("the page: %d", code)
	}
	if code := v.signIn("li.si", "wrong password"); code != 401 {
		t.Errorf("a wrong password: %d", code)
	}
	if code := v.signIn("li.si", anyPassword); code != 200 {
		t.Fatalf("the right password: %d", code)
	}
	v.expect("/api/coverage", 200)
	o.must("", "session list", "li.si")

	stop()
	base, _ = startServer(t, project)
	again := newVisitor(t, base)
	again.http, again.csrf = v.http, v.csrf // cookies do not go by port
	again.expect("/api/coverage", 200)
	o.must("", "user disable li.si")
	again.expect("/api/coverage", 401)
	if code := again.signIn("li.si", anyPassword); code != 401 {
		t.Errorf("a disabled user: %d", code)
	}

	token := strings.TrimSpace(o.must("", "token add test --grant auditor"))
	machine := newVisitor(t, base)
	machine.http.Transport = bearer(token)
	machine.expect("/api/coverage", 200)
	list := o.must("", "token list")
	o.must("", "token revoke "+regexp.MustCompile(`t[a-z2-7]{10}`).FindString(list))
	machine.expect("/api/coverage", 401)
}

// bearer adds a token to requests.
type bearer string

func (b bearer) RoundTrip(r *http.Request) (*http.Response, error) {
	r.Header.Set("Authorization", "Bearer "+string(b))
	return http.DefaultTransport.RoundTrip(r)
}

// TestServeAsksForRules: beyond loopback the server does not start without access rules; the flags that say who may ask are checked first.
func TestServeAsksForRules(t *testing.T) {
	dir, project := county.SampleCopy(t, "XS")
	for name, text := range map[string]string{
		"no rules":   "issuer: https://idp.example.cn\nclient_id: q\n",
		"typo":       "issuer: https://idp.example.cn\nclient_id: q\nrule: []\n",
		"plain http": "issuer: http://idp.example.cn\nclient_id: q\nrules: [{claim: a, value: b, role: chief, zone: \"*\"}]\n",
		"no zone":    "issuer: https://idp.example.cn\nclient_id: q\nrules: [{claim: a, value: b, role: chief}]\n",
		"no role":    "issuer: https://idp.example.cn\nclient_id: q\nrules: [{claim: a, value: b, role: king, zone: \"*\"}]\n",
		"no secret":  "issuer: https://idp.example.cn\nclient_id: q\nclient_secret_file: nowhere\nrules: [{claim: a, value: b, role: chief, zone: \"*\"}]\n",
	} {
		file := filepath.Join(dir, "oidc.yaml")
		write(t, file, text)
		o := qingshan(t, "serve", "--project", project, "--listen", "127.0.0.1:0", "--base-url", "https://gis.example.cn", "--oidc-config", file)
		if o.code != exitUsage || !strings.Contains(o.stderr, "oidc.yaml") || strings.Contains(o.stderr, "signin.") {
			t.Errorf("%s: exit code %d, %s", name, o.code, o.stderr)
		}
	}
	for _, k := range []struct {
		args []string
		says string
	}{
		{[]string{"--listen", "0.0.0.0:0"}, "qingshan access user add"},
		{[]string{"--listen", "0.0.0.0:0", "--access-file", filepath.Join(dir, "other.db")}, "--public"},
		{[]string{"--listen", "127.0.0.1:0", "--oidc-config", project}, "--base-url"},
		{[]string{"--listen", "127.0.0.1:0", "--session-idle", "0s"}, "--session-idle"},
		{[]string{"--listen", "127.0.0.1"}, "--listen"},
	} {
		if o := qingshan(t, append([]string{"serve", "--project", project}, k.args...)...); o.code != exitUsage || !strings.Contains(o.stderr, k.says) {
			t.Errorf("%v: exit code %d, %s", k.args, o.code, o.stderr)
		}
	}
	write(t, filepath.Join(dir, "broken.db"), strings.Repeat("no database ", 1000))
	if o := qingshan(t, "serve", "--project", project, "--listen", "127.0.0.1:0", "--access-file", filepath.Join(dir, "broken.db")); o.code != exitFailed {
		t.Errorf("a broken file: exit code %d, %s", o.code, o.stderr)
	}
}
