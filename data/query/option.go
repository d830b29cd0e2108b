package query

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"unicode"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/texts"
)

// Option is one option of a question as HTTP knows it.
type Option struct {
	Name     string
	InPath   bool
	Help     texts.Text
	Type     Type
	Enum     []string // the texts that it can be; none for any
	Default  string
	Required bool
	Min      int    // of an [Integer]
	Example  string // of a [String], as EPSG:N; "" for any

	index []int // of the field
}

// Type is what an option's text stands for; its values are those of JSON Schema, but for Date.
type Type string

// Types.
const (
	String  Type = "string"
	Boolean Type = "boolean"
	Integer Type = "integer"
	Number  Type = "number"
	Date    Type = "date"
)

// Of lists the options that structs, or pointers to them, declare to HTTP, in order. It panics at a declaration that makes no sense.
func Of(declarations ...any) (list []Option) {
	for _, d := range declarations {
		list = append(list, of(reflect.Indirect(reflect.ValueOf(d)).Type())...)
	}
	return list
}

func of(t reflect.Type) (list []Option) {
	for _, f := range reflect.VisibleFields(t) {
		if !f.Anonymous && f.Tag.Get("http") != "-" {
			list = append(list, option(f))
		}
	}
	return list
}

func option(f reflect.StructField) Option {
	o := Option{Name: nameOf(f), Help: helpOf(f.Tag), Type: typeOf(f), Enum: enumOf(f), Default: f.Tag.Get("default"), Example: f.Tag.Get("placeholder"), index: f.Index}
	_, o.Required = f.Tag.Lookup("required")
	if part, ok := strings.CutPrefix(f.Tag.Get("http"), "path="); ok {
		o.Name, o.InPath, o.Required = part, true, true
	}
	if text, ok := f.Tag.Lookup("min"); ok {
		least, err := strconv.Atoi(text)
		if err != nil {
			panic(fmt.Sprintf("option %s: min is %q", o.Name, text))
		}
		o.Min = least
	}
	return o
}

// nameOf is the flag's name with _ for -: in_post for InPost.
func nameOf(f reflect.StructField) string {
	if name := f.Tag.Get("name"); name != "" {
		return strings.ReplaceAll(name, "-", "_")
	}
	var b strings.Builder
	before := 'A'
	for _, r := range f.Name {
		if unicode.IsUpper(r) && unicode.IsLower(before) {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToLower(r))
		before = r
	}
	return b.String()
}

// Named begins a help in a tag that is the name of a text among the catalogue's options, as in help:"@zone".
const Named = "@"

// helpOf is the help that a tag holds or names.
func helpOf(tag reflect.StructTag) texts.Text {
	help := texts.Text{ZH: tag.Get("zh"), EN: tag.Get("help")}
	if name, named := strings.CutPrefix(help.EN, Named); named {
		return texts.In("options", name)
	}
	return help
}

func typeOf(f reflect.StructField) Type {
	t := f.Type
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch {
	case t == reflect.TypeFor[snapshot.Date]():
		return Date
	case t.Kind() == reflect.String:
		return String
	case t.Kind() == reflect.Bool:
		return Boolean
	case t.Kind() == reflect.Int:
		return Integer
	case t.Kind() == reflect.Float64:
		return Number
	}
	panic(fmt.Sprintf("option %s: a %s can be read from no text", f.Name, f.Type))
}

func enumOf(f reflect.StructField) (values []string) {
	switch {
	case f.Type == reflect.TypeFor[snapshot.Level]():
		for _, l := range snapshot.Levels {
			values = append(values, string(l))
		}
	case f.Type.Kind() == reflect.Bool:
		return []string{"true", "false"}
	case f.Tag.Get("enum") != "":
		for text := range strings.SplitSeq(f.Tag.Get("enum"), ",") {
			if text != "" { // kong needs it where the option may be left out
				values = append(values, text)
			}
		}
	}
	return values
}
