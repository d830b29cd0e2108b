package query

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/qingshan-gis/qingshan/data/snapshot"
)

// Read sets the fields of the structs that into points to from a request's parameters, and from the parts of its path, which part
// returns by name; it may be nil where no option lies in the path. The error is a [snapshot.QueryError] about the first mistake. A
// parameter that no struct declares is a mistake: a misspelt one must not give a number that looks like an answer.
func Read(values url.Values, part func(name string) string, into ...any) error {
	r := reader{values: values}
	for _, target := range into {
		v := reflect.ValueOf(target).Elem()
		for _, o := range of(v.Type()) {
			if field := v.FieldByIndex(o.index); o.InPath {
				field.SetString(part(o.Name))
			} else {
				r.set(o, field)
			}
		}
	}
	return r.done()
}

// reader reads parameters; the first mistake sticks.
type reader struct {
	values url.Values
	known  []string
	err    error
}

func (r *reader) refuse(format string, args ...any) {
	if r.err == nil {
		r.err = &snapshot.QueryError{Reason: fmt.Sprintf(format, args...)}
	}
}

func (r *reader) set(o Option, field reflect.Value) {
	r.known = append(r.known, o.Name)
	if len(r.values[o.Name]) > 1 {
		r.refuse("parameter %s is given twice", o.Name)
	}
	given := r.values.Get(o.Name)
	if wrong := set(o, field, given); wrong != "" {
		r.refuse("parameter %s=%q: %s", o.Name, given, wrong)
	}
}

func (r *reader) done() error {
	for _, name := range slices.Sorted(maps.Keys(r.values)) {
		if !slices.Contains(r.known, name) {
			r.refuse("unknown parameter %q; known here: %s", name, strings.Join(r.known, ", "))
		}
	}
	return r.err
}

// set sets a field from what was given, or says what is needed instead.
func set(o Option, field reflect.Value, given string) (wrong string) {
	if len(o.Enum) > 0 && given != "" && !slices.Contains(o.Enum, given) {
		return "it can be " + strings.Join(o.Enum, ", ")
	}
	text := cmp.Or(given, o.Default)
	switch o.Type {
	case String:
		field.SetString(text)
	case Boolean:
		field.SetBool(text == "true")
	case Date:
		d, err := snapshot.ParseDate(text)
		if err != nil {
			return "write a date as 2026-10-01"
		}
		field.Set(reflect.ValueOf(d))
	case Integer:
		return setInteger(o, field, text)
	case Number:
		return setNumber(o, field, text)
	}
	return ""
}

func setInteger(o Option, field reflect.Value, text string) (wrong string) {
	if text == "" && !o.Required {
		return ""
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < o.Min {
		return fmt.Sprintf("a whole number of %d or more is needed", o.Min)
	}
	field.SetInt(int64(n))
	return ""
}

// setNumber leaves an optional number that is not given at nil, or 0.
func setNumber(o Option, field reflect.Value, text string) (wrong string) {
	if text == "" && !o.Required {
		return ""
	}
	v, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
		return "a number is needed"
	}
	if field.Kind() == reflect.Pointer {
		field.Set(reflect.ValueOf(&v))
	} else {
		field.SetFloat(v)
	}
	return ""
}
