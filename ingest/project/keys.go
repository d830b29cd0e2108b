package project

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/qingshan-gis/qingshan/data/rules"
)

// Keys lists the keys of the project file, those of its rules included.
func Keys() (out []string) {
	for _, t := range types() {
		out = append(out, keysOf(reflect.TypeOf(t))...)
	}
	return out
}

// unknownKey is what the decoder says of a key that a type does not have.
var unknownKey = regexp.MustCompile(`line (\d+): field (\S+) not found in type \S*?\.?(\w+)$`)

// refuseKey turns the decoder's words about an unknown key into a sentence with the keys that there are.
func refuseKey(said string) (sentence string, unknown bool) {
	m := unknownKey.FindStringSubmatch(said)
	if m == nil {
		return "", false
	}
	return fmt.Sprintf("line %s: unknown key %q; correct its spelling or remove the line (known keys here: %s)", m[1], m[2], strings.Join(knownKeys(m[3]), ", ")), true
}

// knownKeys lists the keys of one of the project file's types, to help whoever misspelt one.
func knownKeys(typeName string) []string {
	for _, t := range types() {
		if rt := reflect.TypeOf(t); rt.Name() == typeName {
			keys := keysOf(rt)
			slices.Sort(keys)
			return keys
		}
	}
	return nil
}

// types are those that the project file is decoded into. The decoder names them where it meets an unknown key.
func types() []any {
	return []any{Project{}, projectYAML{}, ZoneSource{}, CellSource{}, ParcelSource{}, AcceptedSource{}, PermittedSource{}, SceneSource{}, QualitySource{}, RegistrySource{},
		TableSource{}, rules.Rules{}, rules.CoverageRule{}, rules.ScoreRule{}, rules.ChangeRule{}, rules.TriageRule{}, rules.FlagRule{}}
}

func keysOf(t reflect.Type) []string {
	var out []string
	for i := range t.NumField() {
		tag := t.Field(i).Tag.Get("yaml")
		switch name, opts, _ := strings.Cut(tag, ","); {
		case opts == "inline":
			out = append(out, keysOf(t.Field(i).Type)...)
		case name != "":
			out = append(out, name)
		}
	}
	return out
}
