package main

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/alecthomas/kong"
)

// parsedServe parses a command line of `serve`.
func parsedServe(t *testing.T, args ...string) (*kong.Context, *configuration, error) {
	t.Helper()
	var c cli
	parser, err := newParser(&c, kong.Bind(terminal{}))
	if err != nil {
		t.Fatal(err)
	}
	k, err := parser.Parse(append([]string{"serve"}, args...))
	if err != nil {
		return nil, nil, err
	}
	var conf *configuration
	_, err = k.Call(func(c *configuration) { conf = c })
	return k, conf, err
}

// serveFlags are the flags that can be set by all ways.
func serveFlags(t *testing.T) (list []*kong.Flag) {
	t.Helper()
	k, _, err := parsedServe(t)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range k.Selected().Flags {
		if flagOf(k.Selected(), f.Name) != nil {
			list = append(list, f)
		}
	}
	return list
}

// samples are three different values that a flag takes, and its default comes to none of them but perhaps by chance.
func samples(t *testing.T, f *kong.Flag) (list []string) {
	t.Helper()
	switch {
	case f.Enum != "":
		for v := range strings.SplitSeq(f.Enum, ",") {
			list = append(list, v)
		}
		return []string{list[0], list[1], list[len(list)-1]}
	case f.IsBool():
		return []string{"true", "false", "true"}
	case f.Tag.Type == "existingfile":
		dir := t.TempDir()
		for i := range 3 {
			path := filepath.Join(dir, fmt.Sprint(i))
			write(t, path, "x")
			list = append(list, path)
		}
		return list
	case f.Target.Type() == reflect.TypeFor[time.Duration]():
		return []string{"11s", "12s", "13s"}
	case f.Target.Kind() == reflect.Int, f.Target.Kind() == reflect.Int64, f.Target.Kind() == reflect.Float64:
		return []string{"11", "12", "13"}
	}
	return []string{"a.example:1", "b.example:2", "c.example:3"}
}

// shows is what a flag's value is printed as.
func shows(f *kong.Flag, v string) string {
	if f.IsSlice() {
		return "[" + v + "]"
	}
	return v
}

// TestPrecedence: for each flag of `serve` a flag goes before the environment, that before the file, that before the default, and the source
// is said rightly.
func TestPrecedence(t *testing.T) {
	flags := serveFlags(t)
	if len(flags) < 20 {
		t.Fatalf("%d flags", len(flags))
	}
	for _, f := range flags {
		t.Run(f.Name, func(t *testing.T) {
			v := samples(t, f)
			file := filepath.Join(t.TempDir(), "serve.yaml")
			if f.IsSlice() {
				write(t, file, fmt.Sprintf("# settings\n%s: [%q]\n", f.Name, v[0]))
			} else {
				write(t, file, fmt.Sprintf("# settings\n%s: %s\n", f.Name, v[0]))
			}
			if len(f.Envs) != 1 || !strings.HasPrefix(f.Envs[0], "QINGSHAN_") {
				t.Fatalf("in the environment it is %v", f.Envs)
			}
			expect := func(what, value, source string, args ...string) {
				t.Helper()
				k, conf, err := parsedServe(t, args...)
				if err != nil {
					t.Fatalf("%s: %v", what, err)
				}
				for _, is := range k.Selected().Flags {
					if is.Name == f.Name {
						if got := fmt.Sprint(k.FlagValue(is)); got != value || conf.source(k, is) != source {
							t.Errorf("%s: %q from %q, want %q from %q", what, got, conf.source(k, is), value, source)
						}
						if got := fmt.Sprint(is.Target.Interface()); got != value {
							t.Errorf("%s: the command has %q", what, got)
						}
					}
				}
			}
			usual := f.Default
			switch {
			case f.IsSlice():
				usual = "[]"
			case f.IsBool() && usual == "":
				usual = "false"
			case usual == "" && f.Target.Kind() != reflect.String:
				usual = fmt.Sprint(reflect.Zero(f.Target.Type()).Interface())
			case f.Target.Type() == reflect.TypeFor[time.Duration]():
				d, err := time.ParseDuration(usual)
				if err != nil {
					t.Fatal(err)
				}
				usual = d.String()
			}
			flag := "--" + f.Name + "=" + v[2]
			expect("default", usual, "")
			expect("file", shows(f, v[0]), file+":2", "--config", file)
			expect("flag and file", shows(f, v[2]), "--"+f.Name, "--config", file, flag)
			t.Setenv(f.Envs[0], v[1])
			expect("environment", shows(f, v[1]), "$"+f.Envs[0])
			expect("environment and file", shows(f, v[1]), "$"+f.Envs[0], "--config", file)
			expect("flag, environment and file", shows(f, v[2]), "--"+f.Name, "--config", file, flag)
			expect("flag and environment", shows(f, v[2]), "--"+f.Name, flag)
			t.Setenv("QINGSHAN_CONFIG", file)
			expect("environment, the file named there", shows(f, v[1]), "$"+f.Envs[0])
			t.Setenv(f.Envs[0], "")
			os.Unsetenv(f.Envs[0])
			expect("a file named in the environment", shows(f, v[0]), file+":2")
		})
	}
}

// TestListsInConfiguration: a flag that may be given several times is a list in the file, and separated by commas in the environment.
func TestListsInConfiguration(t *testing.T) {
	file := filepath.Join(t.TempDir(), "serve.yaml")
	write(t, file, "allow-host:\n  - a.example\n  - b.example\n")
	hosts := func(args ...string) string {
		k, _, err := parsedServe(t, args...)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range k.Selected().Flags {
			if f.Name == "allow-host" {
				return fmt.Sprint(f.Target.Interface())
			}
		}
		return ""
	}
	if got := hosts("--config", file); got != "[a.example b.example]" {
		t.Error(got)
	}
	if got := hosts("--config", file, "--allow-host", "c", "--allow-host", "d"); got != "[c d]" {
		t.Error(got)
	}
	t.Setenv("QINGSHAN_ALLOW_HOST", "e.example, f.example")
	if got := hosts("--config", file); got != "[e.example f.example]" {
		t.Error(got)
	}
}

// TestBadConfiguration: what is wrong with the file is told with its line and what to write instead, exit code 2.
func TestBadConfiguration(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "serve.yaml")
	for text, says := range map[string]string{
		"listen: 127.0.0.1:0\nlisten_on: x\n": `serve.yaml: line 2: unknown key "listen_on"; keys are named as the flags`,
		"base_url: https://a.example\n":       `serve.yaml: line 1: unknown key "base_url"; write it as base-url`,
		"--listen: x\n":                       "write it as listen",
		"CacheMB: 1\n":                        "write it as cache-mb",
		"listen: a:1\n\nlisten: b:1\n":        "serve.yaml: line 3: listen stands on line 1 already; remove one of them",
		"cache-mb: many\n":                    "serve.yaml: line 1: --cache-mb",
		"scrub: [1h]\n":                       "serve.yaml: line 1: scrub needs one value",
		"log-format: xml\n":                   "serve.yaml: line 1: log-format can be text, json",
		"public: perhaps\n":                   "serve.yaml: line 1: --public",
		"token-file: /nowhere/token\n":        "serve.yaml: line 1: --token-file",
		"check: true\n":                       "--check is given on the command line alone",
		"config: a.yaml\n":                    "--config is given on the command line alone",
		"listen:\n":                           "listen needs one value",
		"allow-host: {a: b}\n":                "allow-host needs a value or a list of values",
		"allow-host: [a, [b]]\n":              "allow-host needs a value or a list of values",
		"- listen\n":                          "the file is no list of keys",
		"listen: [\n":                         "write one key a line",
		"listen: a:1\n---\nlisten: b:1\n":     "a second document begins",
		"a: &a [x]\nb: [*a,*a]\n":             `line 1: unknown key "a"`,
		"{? [a]: b}\n":                        `unknown key ""`,
		strings.Repeat("[", 5000) + strings.Repeat("]", 5000): "the file is no list of keys",
	} {
		write(t, file, text)
		o := qingshan(t, "serve", "--project", "nowhere.yaml", "--config", file)
		if o.code != exitUsage || !strings.Contains(o.stderr, says) {
			t.Errorf("%.40q: exit code %d, %s", text, o.code, o.stderr)
		}
	}
	if o := qingshan(t, "serve", "--config", filepath.Join(dir, "nowhere.yaml")); o.code != exitUsage || !strings.Contains(o.stderr, "no such file") {
		t.Errorf("%d %s", o.code, o.stderr)
	}
	for _, text := range []string{"", "# nothing\n", "---\n", "~\n"} {
		write(t, file, text)
		if _, _, err := parsedServe(t, "--config", file); err != nil {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// FuzzConfiguration: whatever stands in the file, it is taken or refused with a sentence that names it.
func FuzzConfiguration(f *testing.F) {
	for _, text := range []string{"listen: a:1\n", "allow-host: [a, b]\ncache-mb: 1\n", "a: &a [*a]\n", "<<: {listen: a}\n", "? [a]\n: b\n", "\xff\xfe", "!!binary x: y\n"} {
		f.Add(text)
	}
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, text string) {
		path := filepath.Join(dir, "serve.yaml")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, _, err := parsedServe(t, "--config", path); err != nil && !strings.Contains(err.Error(), path) {
			t.Errorf("%v", err)
		}
	})
}
