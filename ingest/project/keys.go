package project

import (
	"reflect"
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
