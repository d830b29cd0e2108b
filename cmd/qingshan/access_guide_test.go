package main

import (
	"context"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"flag"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/qingshan-gis/qingshan/api/access"
	"github.com/qingshan-gis/qingshan/api/signin"
	"github.com/qingshan-gis/qingshan/data/query"
	"github.com/qingshan-gis/qingshan/internal/county"
	"github.com/qingshan-gis/qingshan/internal/nginx"
	"github.com/qingshan-gis/qingshan/texts"
)

var updateGuide = flag.Bool("update-guide", false, "write the tables of docs/guide/access.md and access.zh.md anew")

// accessGuides are the guide's pages by language.
func accessGuides() map[query.Language]string {
	return map[query.Language]string{query.English: "access.md", query.Chinese: "access.zh.md"}
}

// said is a text in a language.
func said(l query.Language, t texts.Text) string {
	if l == query.Chinese {
		return t.ZH
	}
	return t.EN
}

// rolesTable is what each role reads, does and shows, as package access has it.
func rolesTable(l query.Language) string {
	columns := []struct {
		head  texts.Text
		rules []access.Rule
	}{
		{texts.Text{EN: "map, figures, changes, scenes", ZH: "地图、数字、变化、影像"}, []access.Rule{access.Reading(access.Zones), access.Reading(access.Map), access.Reading(access.Coverage), access.Reading(access.Change), access.Reading(access.Imagery)}},
		{texts.Text{EN: "certificates, what-if, files", ZH: "证明、假设、导出文件"}, []access.Rule{access.Reading(access.Exports), access.Reading(access.Certificates), access.Reading(access.Scenarios)}},
		{texts.Text{EN: "keeps users and tokens", ZH: "管理用户与令牌"}, []access.Rule{access.Reading(access.Accounts), access.Writing(access.Accounts)}},
		{texts.Text{EN: "reads the audit", ZH: "查阅审计"}, []access.Rule{access.Reading(access.Audit)}},
		{texts.Text{EN: "reads metrics", ZH: "查看运行指标"}, []access.Rule{access.Reading(access.Operations)}},
	}
	cells := []string{said(l, texts.Text{EN: "role", ZH: "角色"}), said(l, texts.Text{EN: "who that is", ZH: "何人"})}
	for _, c := range columns {
		cells = append(cells, said(l, c.head))
	}
	cells = append(cells, said(l, texts.Text{EN: "groups of fields", ZH: "字段组"}))
	var b strings.Builder
	fmt.Fprintf(&b, "| %s |\n%s|\n", strings.Join(cells, " | "), strings.Repeat("|---", len(cells)))
	for _, role := range access.Roles() {
		may := signin.MayOf([]access.Grant{{Role: role}})
		cells = []string{"`" + string(role) + "`", said(l, signin.RoleText(role))}
		for _, c := range columns {
			mark := "✓"
			for _, rule := range c.rules {
				if !slices.Contains(may[rule.Class], rule.Action) {
					mark = ""
				}
			}
			cells = append(cells, mark)
		}
		fmt.Fprintf(&b, "| %s |\n", strings.Join(append(cells, said(l, signin.GroupsText(signin.GroupsOf(role)))), " | "))
	}
	return b.String()
}

// settingsTable is every setting of `serve` with its names, default and meaning, as the flags are declared.
func settingsTable(t *testing.T, l query.Language) string {
	t.Helper()
	var b strings.Builder
	b.WriteString(said(l, texts.Text{EN: "| setting | in the environment | default | meaning |", ZH: "| 设置 | 环境变量 | 默认 | 含义 |"}) + "\n|---|---|---|---|\n")
	for _, f := range serveFlags(t) {
		name, ok := strings.CutPrefix(f.Tag.Help, query.Named)
		if !ok {
			t.Errorf("--%s has its help in one language", f.Name)
			continue
		}
		preset := ""
		switch {
		case f.Default != "":
			preset = "`" + f.Default + "`"
		case f.IsBool():
			preset = "`false`"
		}
		fmt.Fprintf(&b, "| `%s` | `%s` | %s | %s |\n", f.Name, f.Envs[0], preset, said(l, texts.In("options", name)))
	}
	return b.String()
}

var tableMark = regexp.MustCompile(`(?s)<!-- (roles|settings of serve) -->\n.*?<!-- end -->\n`)

// TestGuidesTellRolesAndSettings: the tables in both languages are those of the program, and stand there once each.
func TestGuidesTellRolesAndSettings(t *testing.T) {
	for l, page := range accessGuides() {
		path := filepath.Join("..", "..", "docs", "guide", page)
		is, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		tables := map[string]string{"roles": rolesTable(l), "settings of serve": settingsTable(t, l)}
		should := tableMark.ReplaceAllStringFunc(string(is), func(found string) string {
			of := tableMark.FindStringSubmatch(found)[1]
			table := tables[of]
			delete(tables, of)
			return "<!-- " + of + " -->\n" + table + "<!-- end -->\n"
		})
		for of := range tables {
			t.Errorf("%s has no table of %s", page, of)
		}
		if *updateGuide {
			if err := os.WriteFile(path, []byte(should), 0o644); err != nil {
				t.Fatal(err)
			}
		} else if should != string(is) {
			t.Errorf("%s is not what the program says; write it anew: go test ./cmd/qingshan -run TestGuides -update-guide", page)
		}
	}
}

// follower does what the guide says, in a folder of its own in place of the system's, with a server and nginx before it.
type follower struct {
	t      *testing.T
	dir    string
	here   *strings.Replacer
	listen string
	port   string // of nginx
	roots  *tls.Config
	unit   []string // the arguments of the line that starts the server

	mu     sync.Mutex // systemctl comes by requests
	server *exec.Cmd

	prelude string            // lines that hold for those after them
	said    string            // by the line before
	ids     map[string]string // the last one of each kind that was printed, by its first letter
}

// printedID is an id at the beginning of a line; shownID is one that a command names, in the guide an invented one.
var (
	printedID = regexp.MustCompile(`(?m)^ *([ugts])([a-z2-7]{10})  `)
	shownID   = regexp.MustCompile(`\b([ugts])[a-z2-7]{10}\b`)
)

func follow(t *testing.T) *follower {
	t.Helper()
	nginx.Need(t)
	for _, tool := range []string{"curl", "sqlite3"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("no %s here; apt-get install %s", tool, tool)
		}
	}
	_, project := county.SampleCopy(t, "XS")
	f := &follower{t: t, dir: t.TempDir(), ids: map[string]string{}, listen: "127.0.0.1:" + nginx.FreePort(t), port: nginx.FreePort(t)}
	in := func(name string) string { return filepath.Join(f.dir, name) }
	for _, name := range []string{"bin", "backups", "work"} {
		if err := os.Mkdir(in(name), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	f.here = strings.NewReplacer("/data/qingshan.yaml", project, "/etc/qingshan", in("etc"), "/var/lib/qingshan", in("lib"), "/var/log/qingshan", in("log"), "/var/backups", in("backups"), "127.0.0.1:8080", f.listen)
	proxy := nginx.Start(t, f.port, guideServer(t, f.port, f.listen))
	f.roots = proxy.Client().Transport.(*http.Transport).TLSClientConfig
	line := regexp.MustCompile(`(?m)^ExecStart=/usr/local/bin/qingshan (.*)$`).FindStringSubmatch(strings.Join(guideBlocks(t, "access.md", "ini"), "\n"))
	if line == nil {
		t.Fatal("the guide's unit starts no server")
	}
	f.unit = strings.Fields(f.here.Replace(line[1]))
	manager := httptest.NewServer(http.HandlerFunc(f.manage))
	t.Cleanup(func() {
		manager.Close()
		f.mu.Lock()
		defer f.mu.Unlock()
		_ = f.stop()
	})
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		// Somebody sits at the terminal and types the password.
		"bin/qingshan": "#!/bin/sh\nexport QINGSHAN_AS_PROGRAM=1\ncase \"$1 $2 $3\" in 'access user add'|'access user password') printf '%s\\n' '" + anyPassword + "' | '" + self + "' \"$@\"; exit;; esac\nexec '" + self + "' \"$@\"\n",
		// The name leads to nginx, which has a certificate for it.
		".curlrc": fmt.Sprintf("cacert = %q\nconnect-to = \"gis.example.cn:443:127.0.0.1:%s\"\nnoproxy = \"*\"\n", proxy.Certificate, f.port),
		// The test's own user stands for the server's.
		"bin/useradd":   "#!/bin/sh\n[ \"$1 $6\" = '--system qingshan' ]\n",
		"bin/install":   "#!/bin/sh\n[ \"$2 $3\" = '-o qingshan' ] || exit 1\nmode=$1\nshift 3\nexec /usr/bin/install $mode \"$@\"\n",
		"bin/systemctl": "#!/bin/sh\nexec curl --fail --silent --show-error " + manager.URL + "/\"$1\"\n",
	} {
		if err := os.WriteFile(in(name), []byte(text), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	return f
}

// manage does what the system's manager of services would.
func (f *follower) manage(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	var err error
	switch strings.TrimPrefix(r.URL.Path, "/") {
	case "enable", "start":
		err = f.start()
	case "stop":
		err = f.stop()
	case "restart":
		if err = f.stop(); err == nil {
			err = f.start()
		}
	default:
		err = fmt.Errorf("systemctl %s", r.URL.Path)
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
	}
}

// start runs the line of the guide's unit, and waits until the server answers.
func (f *follower) start() error {
	if f.server != nil {
		return errors.New("a server runs")
	}
	log, err := os.OpenFile(filepath.Join(f.dir, "server.log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer log.Close()
	server := program(f.t, f.unit...)
	server.Stdout, server.Stderr = log, log
	if err := server.Start(); err != nil {
		return err
	}
	f.server = server
	for range 1000 {
		if a, err := http.Get("http://" + f.listen + "/readyz"); err == nil {
			a.Body.Close()
			if a.StatusCode == http.StatusOK {
				return nil
			}
		}
		time.Sleep(20 * time.Millisecond)
	}
	return errors.New("the server does not answer")
}

func (f *follower) stop() error {
	if f.server == nil {
		return nil
	}
	was := f.server
	f.server = nil
	if err := was.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	return was.Wait()
}

// visitor is a browser at the guide's address.
func (f *follower) visitor() *visitor {
	v := newVisitor(f.t, "https://gis.example.cn/forest")
	v.http.Transport = &http.Transport{TLSClientConfig: f.roots.Clone(), DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, network, "127.0.0.1:"+f.port)
	}}
	return v
}

// line runs a line of a block and remembers what it prints.
func (f *follower) line(text string) {
	f.t.Helper()
	text = shownID.ReplaceAllStringFunc(text, func(id string) string {
		if known := f.ids[id[:1]]; known != "" {
			return known
		}
		return id
	})
	cmd := exec.Command("sh", "-ec", f.here.Replace(f.prelude+text))
	cmd.Dir = filepath.Join(f.dir, "work")
	cmd.Env = append(os.Environ(), "HOME="+f.dir, "PATH="+filepath.Join(f.dir, "bin")+":"+os.Getenv("PATH"))
	cmd.Stdin = strings.NewReader("a secret of the provider\n")
	out, err := cmd.CombinedOutput()
	if err != nil {
		log, _ := os.ReadFile(filepath.Join(f.dir, "server.log"))
		f.t.Fatalf("%s: %v\n%s\nthe server says:\n%s", text, err, out, log)
	}
	f.said = string(out)
	for _, m := range printedID.FindAllStringSubmatch(string(out), -1) {
		f.ids[m[1]] = m[1] + m[2]
	}
	if strings.HasPrefix(text, "export ") || strings.HasPrefix(text, "umask ") {
		f.prelude += text + "\n"
	}
}

// token is the one that was made for QGIS.
func (f *follower) token() string {
	f.t.Helper()
	token, err := os.ReadFile(filepath.Join(f.dir, "work", "qgis.token"))
	if err != nil {
		f.t.Fatal(err)
	}
	return strings.TrimSpace(string(token))
}

// accessBlocks are the blocks of a page in their order, with their languages.
func accessBlocks(t *testing.T, page string) (out [][2]string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", "guide", page))
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile("(?ms)^```(\\w*)\n(.*?)^```$").FindAllStringSubmatch(string(text), -1) {
		out = append(out, [2]string{m[1], m[2]})
	}
	return out
}

// TestAccessGuide: both pages show the same, and whoever does all that they say, line by line, with the files that they show, gets what
// they promise: a server behind nginx, users and tokens that are let in, a provider, another site, an audit, and rights that are revoked.
func TestAccessGuide(t *testing.T) {
	blocks := accessBlocks(t, "access.md")
	if zh := accessBlocks(t, "access.zh.md"); !slices.Equal(blocks, zh) {
		for i := range min(len(blocks), len(zh)) {
			if blocks[i] != zh[i] {
				t.Errorf("in English %s, in Chinese %s", blocks[i], zh[i])
			}
		}
		t.Fatalf("%d blocks in English, %d in Chinese", len(blocks), len(zh))
	}
	if testing.Short() {
		t.Skip("starts two programs")
	}
	f := follow(t)
	var office, township *visitor
	first := map[string]func(){ // before a line that begins so
		"qingshan access session list": func() {
			office.ask("DELETE", "/api/session", "") // so that the one listed is the one that follows
			office = f.visitor()
			if code := office.signIn("zhang.san", anyPassword); code != 200 {
				t.Errorf("zhang.san signs in: %d", code)
			}
		},
	}
	then := map[string]func(){ // after it
		"systemctl enable": func() {
			office, township = f.visitor(), f.visitor()
			office.expect("/api/coverage", 401)
			if code := office.signIn("zhang.san", anyPassword); code != 200 {
				t.Errorf("zhang.san signs in: %d", code)
			}
			office.expect("/api/coverage", 200)
			office.expect("/api/accounts/users", 200)
		},
		"qingshan access user add li.si": func() {
			waitFor(t, "li.si", func() bool { return township.signIn("li.si", anyPassword) == 200 })
			code, text := township.ask("GET", "/api/coverage", "")
			if code != 200 || !strings.Contains(text, "990001001") || strings.Contains(text, "990001002") || strings.Contains(text, `"990001"`) {
				t.Errorf("li.si sees %d %s", code, text)
			}
			township.expect("/api/accounts/users", 404)
			township.expect("/api/zones/990001002", 404)
		},
		"curl --fail --silent --show-error --header @qgis.header \"": func() { // and as QGIS gives a token
			asQGIS := f.visitor()
			asQGIS.http.Transport = inHeader{asQGIS.http.Transport, "Basic " + base64.StdEncoding.EncodeToString([]byte("anyone:"+f.token()))}
			asQGIS.expect("/tiles/zones,gaps/8/213/105.mvt", 200)
		},
		"systemctl start": func() {
			if code, text := f.visitor().ask("GET", "/api/page", ""); code != 200 || !strings.Contains(text, "县统一身份认证") {
				t.Errorf("the page does not offer the provider: %d %s", code, text)
			}
		},
		"curl --fail --silent --show-error --header @qgis.header --header 'Origin": func() {
			if !strings.Contains(f.said, "Access-Control-Allow-Origin: https://map.example.cn\r\n") {
				t.Errorf("to a page of another site it says %s", f.said)
			}
		},
		"qingshan access user disable li.si": func() {
			waitFor(t, "an end for li.si", func() bool { return township.signIn("li.si", anyPassword) == 401 })
		},
		"qingshan access token revoke": func() {
			machine := f.visitor()
			machine.http.Transport = inHeader{machine.http.Transport, "Bearer " + f.token()}
			machine.expect("/api/coverage", 401)
		},
		"qingshan access session revoke s": func() { office.expect("/api/coverage", 401) },
		"qingshan access user disable li.si --undo": func() {
			waitFor(t, "li.si", func() bool { return township.signIn("li.si", anyPassword) == 200 })
		},
		"qingshan access user add rescue": func() {
			rescue := f.visitor()
			waitFor(t, "rescue", func() bool { return rescue.signIn("rescue", anyPassword) == 200 })
			rescue.expect("/api/accounts/users", 200)
		},
	}
	met := map[string]bool{}
	for _, b := range blocks {
		switch b[0] {
		case "yaml":
			name := strings.TrimPrefix(strings.SplitN(b[1], "\n", 2)[0], "# ")
			write(t, f.here.Replace(name), f.here.Replace(b[1]))
		case "sh":
			for text := range strings.Lines(b[1]) {
				text = strings.TrimSpace(text)
				for begin, do := range first {
					if strings.HasPrefix(text, begin) {
						do()
					}
				}
				f.line(text)
				longest := ""
				for begin := range then {
					if strings.HasPrefix(text, begin) && len(begin) > len(longest) {
						longest = begin
					}
				}
				if longest != "" {
					then[longest]()
					met[longest] = true
				}
			}
		}
	}
	for begin := range then {
		if !met[begin] {
			t.Errorf("the guide has no line %s…", begin)
		}
	}
	if csv, err := os.ReadFile(filepath.Join(f.dir, "work", "asked.csv")); err != nil || strings.Count(string(csv), "/api/coverage") < 3 {
		t.Errorf("the audit has %s, %v", csv, err)
	}
	changes := must(t, "audit", "list", "--dir", filepath.Join(f.dir, "log", "audit"), "--format", "json").stdout
	for _, change := range []string{"user_added", "token_added", "token_revoked", "user_disabled"} {
		if !strings.Contains(changes, `"`+change+`"`) {
			t.Errorf("the audit has no %s", change)
		}
	}
	for _, name := range []string{"lib/access.db", "work/qgis.token", "etc/oidc-secret", "backups/qingshan/access.db"} {
		if info, err := os.Stat(filepath.Join(f.dir, name)); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s can be read by others, %v", name, err)
		}
	}
}

// inHeader sends a proof of who asks along.
type inHeader struct {
	http.RoundTripper
	proof string
}

func (h inHeader) RoundTrip(r *http.Request) (*http.Response, error) {
	r.Header.Set("Authorization", h.proof)
	return h.RoundTripper.RoundTrip(r)
}
