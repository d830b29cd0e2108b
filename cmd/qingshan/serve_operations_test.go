package main

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/qingshan-gis/qingshan/api/audit"
	"github.com/qingshan-gis/qingshan/internal/county"
)

// TestServeCheck: what is right and what is wrong is said line by line, with the settings, their sources and no secret; the exit code is that
// of a server that would be started so; nothing is started, and nothing written.
func TestServeCheck(t *testing.T) {
	dir, project := county.SampleCopy(t, "XS")
	token := filepath.Join(dir, "token")
	write(t, token, "0123456789abcdef0123\n")
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	file := filepath.Join(dir, "serve.yaml")
	write(t, file, "listen: 127.0.0.1:0\nbasemap: https://t0.example.cn/DataServer?T=img_w&x={x}&y={y}&l={z}&tk=geheim1\n")
	for _, c := range []struct {
		args  []string
		code  int
		says  []string
		error string
	}{
		{nil, 0, []string{"right 正常  project file 项目文件: " + project, "right 正常  store 快照库", "right 正常  current snapshot 当前快照: ", "zones", "remark 注意  access 访问: open to whoever", "right 正常  audit 审计",
			"right 正常  port 监听端口: 127.0.0.1:0", "listen                 127.0.0.1:0", file + ":1", "&x={x}", "tk=***", "default 默认"}, ""},
		{[]string{"--token-file", token, "--otlp-endpoint", "http://127.0.0.1:4318", "--pprof", "127.0.0.1:0"}, 0, []string{"right 正常  access 访问: " + token, "mode 0644", "right 正常  audit 审计: " + filepath.Join(dir, "audit"),
			"right 正常  traces 追踪", "right 正常  profiles", "--token-file"}, ""},
		{[]string{"--otlp-endpoint", "http://user:geheim2@127.0.0.1:4318"}, exitUsage, []string{"http://***@127.0.0.1:4318"}, "OTEL_EXPORTER_OTLP_HEADERS"},
		{[]string{"--listen", taken.Addr().String()}, exitFailed, []string{"wrong 有误  port 监听端口: --listen " + taken.Addr().String()}, "in use"},
		{[]string{"--listen", "0.0.0.0:0"}, exitUsage, []string{"wrong 有误  access 访问"}, "beyond this machine"},
		{[]string{"--listen", "0.0.0.0:0", "--public"}, 0, []string{"remark 注意  access 访问: public"}, ""},
		{[]string{"--pprof", "0.0.0.0:6060"}, exitUsage, []string{"wrong 有误  profiles"}, "this machine alone"},
		{[]string{"--otlp-endpoint", "collector:4318"}, exitUsage, []string{"wrong 有误  traces"}, "http://127.0.0.1:4318"},
		{[]string{"--base-url", "example.cn", "--allow-host", "a b"}, exitUsage, []string{"wrong 有误  settings", "wrong 有误  hosts"}, "https://HOST"},
		{[]string{"--project", filepath.Join(dir, "none.yaml")}, exitUsage, []string{"wrong 有误  project file"}, "no such file"},
		{[]string{"--audit-keep-days=-1"}, exitUsage, []string{"wrong 有误  audit"}, "--audit-keep-days -1"},
		{[]string{"--audit", filepath.Join(token, "audit")}, exitFailed, []string{"wrong 有误  audit"}, "not a directory"},
	} {
		o := qingshan(t, append([]string{"serve", "--check", "--project", project, "--config", file}, c.args...)...)
		if o.code != c.code || (c.error != "") != (o.stderr != "") || !strings.Contains(o.stderr, c.error) {
			t.Errorf("%v: exit code %d, %s", c.args, o.code, o.stderr)
		}
		for _, want := range c.says {
			if !strings.Contains(o.stdout, want) {
				t.Errorf("%v: does not say %q:\n%s", c.args, want, o.stdout)
			}
		}
		if strings.Contains(o.stdout+o.stderr, "geheim") || strings.Contains(o.stdout+o.stderr, "0123456789abcdef0123") {
			t.Errorf("%v: a secret is shown:\n%s", c.args, o.stdout)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "audit")); err == nil {
		t.Error("the audit was begun")
	}
	id := current(t, project).Manifest.ID
	pack := filepath.Join(dir, "store", "snapshots", string(id), "snapshot.qspack")
	content, err := os.ReadFile(pack)
	if err != nil {
		t.Fatal(err)
	}
	content[len(content)/3] ^= 1
	replace(t, pack, content)
	if o := qingshan(t, "serve", "--check", "--project", project, "--listen", "127.0.0.1:0"); o.code != exitFailed || !strings.Contains(o.stdout, "wrong 有误  current snapshot") {
		t.Errorf("a damaged snapshot: %d\n%s", o.code, o.stdout)
	}
}

// TestAuditCommands: what a server writes down is listed and checked by the command line, also while it runs; what was changed is found.
func TestAuditCommands(t *testing.T) {
	dir, project := county.SampleCopy(t, "XS")
	const token = "0123456789abcdef0123"
	write(t, filepath.Join(dir, "token"), token)
	base, stop := startServer(t, project, "--token-file", filepath.Join(dir, "token"), "--audit", filepath.Join(dir, "audit"))
	get := func(t *testing.T, url string) (int, http.Header, string) {
		t.Helper()
		return get(t, strings.Replace(url, "://", "://any:"+token+"@", 1))
	}
	waitFor(t, "the snapshot", func() bool { code, _, _ := get(t, base+"/readyz"); return code == 200 })
	for _, path := range []string{"/api/coverage?level=village", "/api/gaps?zone=990001&format=csv", "/tiles/zones/8/213/105.mvt"} {
		if code, _, body := get(t, base+path); code != 200 {
			t.Fatalf("%s: %d %s", path, code, body)
		}
	}
	if o := must(t, "audit", "--project", project); strings.Count(o.stdout, "\n") != 3 || !strings.Contains(o.stdout, "asked 查询") || !strings.Contains(o.stdout, "format=csv zone=990001") {
		t.Errorf("%s", o.stdout)
	}
	_, _, body := get(t, base+"/api/audit?route=/api/gaps")
	var over struct{ Entries []audit.Entry }
	if err := json.Unmarshal([]byte(body), &over); err != nil || len(over.Entries) != 1 || over.Entries[0].Who == "" {
		t.Errorf("%v %s", err, body)
	}
	if code := stop(); code != 0 {
		t.Fatal(code)
	}
	rows := askCSV(t, "audit", "list", "--project", project)
	if len(rows) != 4 || rows[3]["event"] != "tiles" || rows[3]["count"] != "1" || rows[2]["route"] != "/api/audit" {
		t.Errorf("%v", rows)
	}
	if got := askCSV(t, "audit", "list", "--project", project, "--event", "tiles", "--after", "2"); len(got) != 1 {
		t.Errorf("%v", got)
	}
	o := must(t, "audit", "verify", "--project", project)
	head := regexp.MustCompile(`4:[0-9a-f]{64}`).FindString(o.stdout)
	if head == "" || !strings.Contains(o.stdout, "各行均与写入时一致") {
		t.Fatal(o.stdout)
	}
	must(t, "audit", "verify", "--dir", filepath.Join(dir, "audit"), "--head", head)

	files, err := filepath.Glob(filepath.Join(dir, "audit", "*.jsonl"))
	if err != nil || len(files) != 1 {
		t.Fatal(files, err)
	}
	text, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	write(t, files[0], strings.Replace(string(text), `"zone":"990001"`, `"zone":"990002"`, 1))
	if o := qingshan(t, "audit", "verify", "--project", project); o.code != exitFailed || !strings.Contains(o.stdout, "changed 被改动") || !strings.Contains(o.stdout, "2–2") {
		t.Errorf("%d %s %s", o.code, o.stdout, o.stderr)
	}
	if o := qingshan(t, "audit", "verify", "--project", project, "--head", "4"); o.code != exitUsage {
		t.Errorf("%d %s", o.code, o.stderr)
	}
	if o := qingshan(t, "audit", "list", "--project", project, "--from", "yesterday"); o.code != exitUsage {
		t.Errorf("%d %s", o.code, o.stderr)
	}
}

// TestAuditUnlessOpen: a server that asks who somebody is writes down what he asks without being told; an open one, at which there is nobody to
// name, writes nothing.
func TestAuditUnlessOpen(t *testing.T) {
	dir, project := county.SampleCopy(t, "XS")
	write(t, filepath.Join(dir, "token"), "0123456789abcdef0123\n")
	for _, c := range []struct {
		args []string
		want bool
	}{{nil, false}, {[]string{"--token-file", filepath.Join(dir, "token"), "--audit", "none"}, false}, {[]string{"--token-file", filepath.Join(dir, "token")}, true}} {
		base, stop := startServer(t, project, c.args...)
		get(t, base+"/api/coverage")
		stop()
		if _, err := os.Stat(filepath.Join(dir, "audit")); (err == nil) != c.want {
			t.Errorf("%v: %v", c.args, err)
		}
	}
}

// TestServeForOperators: lines of the log are JSON from a level on, profiles are on a port of their own, and the file names both.
func TestServeForOperators(t *testing.T) {
	dir, project := county.SampleCopy(t, "XS")
	write(t, filepath.Join(dir, "serve.yaml"), "listen: 127.0.0.1:0\nlog-format: json\nlog-level: debug\npprof: 127.0.0.1:0\nproject: "+project+"\n")
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	out, logs := io.Pipe()
	lines := bufio.NewScanner(out)
	done := make(chan int, 1)
	go func() {
		code := run(ctx, []string{"serve", "--config", filepath.Join(dir, "serve.yaml")}, terminal{out: io.Discard, errs: logs})
		logs.Close()
		done <- code
	}()
	profiles := ""
	for lines.Scan() {
		var line struct{ Msg, URL string }
		if err := json.Unmarshal(lines.Bytes(), &line); err != nil {
			t.Fatalf("%s: %v", lines.Text(), err)
		}
		if line.Msg == "profiles are served" {
			profiles = line.URL
		}
		if line.Msg == "serving snapshot" {
			break
		}
	}
	go func() { _, _ = io.Copy(io.Discard, out) }()
	if code, _, body := get(t, profiles+"goroutine?debug=1"); code != 200 || !strings.Contains(body, "goroutine profile") {
		t.Errorf("%s: %d", profiles, code)
	}
	req, _ := http.NewRequest("GET", profiles, nil)
	req.Host = "evil.example"
	r, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	r.Body.Close()
	if r.StatusCode != http.StatusMisdirectedRequest {
		t.Errorf("another host: %d", r.StatusCode)
	}
	cancel()
	if code := <-done; code != 0 {
		t.Errorf("exit code %d", code)
	}
}
