package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"reflect"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
	"go.yaml.in/yaml/v3"

	"github.com/qingshan-gis/qingshan/ingest/project"
)

// configuration is where the settings of `serve` come from: flags before the environment before the file before the defaults. Every
// setting has one name: of the flag --base-url the environment's is QINGSHAN_BASE_URL, and the file's key is base-url.
type configuration struct {
	path string
	keys map[string]setting // of the file, by the flag's name
}

// setting is a value of the file: a text, or a list of them for a flag that may be given several times.
type setting struct {
	value any // string or []any of strings
	line  int
}

// servers is the command that has a configuration.
const servers = "serve"

// commandLineOnly are the flags that say what is done rather than how.
var commandLineOnly = []string{"help", "config", "check"}

// environmentName is a flag's name in the environment.
func environmentName(flag string) string {
	return "QINGSHAN_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// nameInEnvironment gives the flags of `serve` their names in the environment; its help shows them.
func nameInEnvironment(app *kong.Application) {
	for _, node := range app.Children {
		if node.Name != servers {
			continue
		}
		for _, flag := range node.Flags {
			if len(flag.Envs) == 0 && (flag.Name == "config" || !slices.Contains(commandLineOnly, flag.Name)) {
				flag.Envs = []string{environmentName(flag.Name)}
				flag.Tag.Envs = flag.Envs
			}
		}
	}
}

// inEnvironment is what the environment says of a flag.
func inEnvironment(flag *kong.Flag) (text string, set bool) {
	for _, name := range flag.Envs {
		if text, set = os.LookupEnv(name); set {
			return text, true
		}
	}
	return "", false
}

// BeforeResolve reads the file, after flags and environment and before all else.
func (c *operationsFlags) BeforeResolve(k *kong.Context, conf *configuration) error {
	path, _ := os.LookupEnv(environmentName("config"))
	for _, p := range k.Path {
		if p.Flag != nil && p.Flag.Name == "config" {
			path, _ = k.FlagValue(p.Flag).(string)
		}
	}
	if path == "" || k.Selected() == nil || conf.path == path {
		return nil
	}
	return conf.load(path, k.Selected())
}

// load reads a file. What is wrong with it is a [*project.ConfigError] with file, line and remedy.
func (conf *configuration) load(path string, of *kong.Node) error {
	wrong := func(line int, format string, args ...any) error {
		return &project.ConfigError{Reason: fmt.Sprintf("%s: line %d: ", path, line) + fmt.Sprintf(format, args...)}
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return &project.ConfigError{Reason: fmt.Sprintf("--config %s: %v", path, errors.Unwrap(err))}
	}
	dec := yaml.NewDecoder(bytes.NewReader(text))
	var root, more yaml.Node
	if err := dec.Decode(&root); errors.Is(err, io.EOF) { // an empty file says nothing
		return nil
	} else if err != nil {
		return &project.ConfigError{Reason: fmt.Sprintf("%s: %s; write one key a line, as in listen: 127.0.0.1:8080", path, strings.TrimPrefix(err.Error(), "yaml: "))}
	}
	if dec.Decode(&more) == nil {
		return wrong(more.Line, "a second document begins; write all keys into one")
	}
	top := root.Content[0]
	if top.Kind == yaml.ScalarNode && top.Tag == "!!null" {
		return nil
	}
	if top.Kind != yaml.MappingNode {
		return wrong(top.Line, "the file is no list of keys; write one a line, as in listen: 127.0.0.1:8080")
	}
	keys := map[string]setting{}
	for i := 0; i < len(top.Content); i += 2 {
		key, value := top.Content[i], top.Content[i+1]
		flag := flagOf(of, key.Value)
		switch {
		case flag == nil:
			return wrong(key.Line, "unknown key %q; %s", key.Value, remedyFor(of, key.Value))
		case keys[key.Value].line > 0:
			return wrong(key.Line, "%s stands on line %d already; remove one of them", key.Value, keys[key.Value].line)
		}
		v, ok := valueOf(value, flag.IsSlice())
		if !ok {
			return wrong(value.Line, "%s needs %s", key.Value, wanted(flag))
		}
		if err := understood(flag, v); err != nil {
			return wrong(value.Line, "%v", err)
		}
		keys[key.Value] = setting{v, key.Line}
	}
	conf.path, conf.keys = path, keys
	return nil
}

// flagOf is the flag that a key of the file stands for, nil for none.
func flagOf(of *kong.Node, key string) *kong.Flag {
	i := slices.IndexFunc(of.Flags, func(f *kong.Flag) bool { return f.Name == key })
	if i < 0 || slices.Contains(commandLineOnly, key) {
		return nil
	}
	return of.Flags[i]
}

// remedyFor says which key was meant, or where all of them stand.
func remedyFor(of *kong.Node, key string) string {
	if slices.Contains(commandLineOnly, key) {
		return fmt.Sprintf("--%s is given on the command line alone", key)
	}
	plain := strings.ToLower(strings.NewReplacer("_", "-", " ", "-").Replace(strings.TrimPrefix(key, "--")))
	for _, f := range of.Flags {
		if f.Name == plain || strings.ReplaceAll(f.Name, "-", "") == strings.ReplaceAll(plain, "-", "") {
			return fmt.Sprintf("write it as %s", f.Name)
		}
	}
	return "keys are named as the flags, which `qingshan serve --help` lists"
}

// valueOf is what a node says: a text, or a list of texts where the flag takes several.
func valueOf(n *yaml.Node, several bool) (v any, ok bool) {
	switch {
	case n.Kind == yaml.ScalarNode && n.Tag != "!!null":
		if several {
			return []any{n.Value}, true
		}
		return n.Value, true
	case n.Kind == yaml.SequenceNode && several:
		list := []any{}
		for _, one := range n.Content {
			if one.Kind != yaml.ScalarNode || one.Tag == "!!null" {
				return nil, false
			}
			list = append(list, one.Value)
		}
		return list, true
	}
	return nil, false
}

func wanted(flag *kong.Flag) string {
	if flag.IsSlice() {
		return "a value or a list of values, as in [a, b]"
	}
	return "one value"
}

// understood tries a value, so that what is wrong with it is told with its line.
func understood(flag *kong.Flag, v any) error {
	was := flag.Set
	defer func() { flag.Set = was }()
	if err := flag.Parse(kong.Scan().PushTyped(v, kong.FlagValueToken), reflect.New(flag.Target.Type()).Elem()); err != nil {
		return err
	}
	if text, isText := v.(string); isText && flag.Enum != "" && !flag.EnumMap()[text] {
		return fmt.Errorf("%s can be %s, not %q", flag.Name, strings.ReplaceAll(flag.Enum, ",", ", "), text)
	}
	return nil
}

// Validate is there for kong.
func (conf *configuration) Validate(*kong.Application) error { return nil }

// Resolve is what the environment, else the file, says of a flag that the command line does not name.
func (conf *configuration) Resolve(k *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
	if n := k.Selected(); n == nil || n.Name != servers || !slices.Contains(n.Flags, flag) {
		return nil, nil
	}
	if text, set := inEnvironment(flag); set {
		if !flag.IsSlice() {
			return nil, nil // which kong has taken
		}
		list := []any{}
		for one := range strings.SplitSeq(text, ",") {
			if one = strings.TrimSpace(one); one != "" {
				list = append(list, one)
			}
		}
		return list, nil
	}
	if s, there := conf.keys[flag.Name]; there {
		return s.value, nil
	}
	return nil, nil
}

// source says where a flag's value comes from.
func (conf *configuration) source(k *kong.Context, flag *kong.Flag) string {
	for _, p := range k.Path {
		if p.Flag == flag && !p.Resolved {
			return "--" + flag.Name
		}
	}
	if _, set := inEnvironment(flag); set {
		return "$" + flag.Envs[0]
	}
	if s, there := conf.keys[flag.Name]; there {
		return fmt.Sprintf("%s:%d", conf.path, s.line)
	}
	return ""
}
