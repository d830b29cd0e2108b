package query

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/qingshan-gis/qingshan/texts"
)

// Language of a guide.
type Language int

// Languages.
const (
	English Language = iota
	Chinese
)

// of is a text in the language.
func (l Language) of(t texts.Text) string {
	if l == Chinese {
		return t.ZH
	}
	return t.EN
}

// Table is the options of structs as a table in Markdown; "" where there are none.
func Table(l Language, declarations ...any) string {
	list := Of(declarations...)
	if len(list) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString(l.of(texts.Of("guide_table.head")) + "\n")
	b.WriteString("|---|---|---|---|\n")
	for _, o := range list {
		help := o.httpHelp()
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", o.Name, o.values(l), o.preset(l), l.of(help))
	}
	return b.String()
}

// values says in a word what can be written.
func (o Option) values(l Language) string {
	if len(o.Enum) > 0 {
		return "`" + strings.Join(o.Enum, "`, `") + "`"
	}
	if o.Type == String && o.Example != "" {
		return "`" + o.Example + "`"
	}
	return l.of(texts.In("option_values", string(o.Type)))
}

func (o Option) preset(l Language) string {
	switch {
	case o.Required:
		return l.of(texts.Of("guide_table.required"))
	case o.Default != "":
		return "`" + o.Default + "`"
	case o.Type == Boolean:
		return "`false`"
	}
	return ""
}

var flagInText = regexp.MustCompile(`--[a-z0-9]+(-[a-z0-9]+)*`)

// httpHelp is the help with the names of parameters in place of those of flags.
func (o Option) httpHelp() texts.Text {
	asParameter := func(text string) string {
		return flagInText.ReplaceAllStringFunc(text, func(flag string) string {
			return "`" + strings.ReplaceAll(strings.TrimPrefix(flag, "--"), "-", "_") + "`"
		})
	}
	return texts.Text{ZH: asParameter(o.Help.ZH), EN: asParameter(o.Help.EN)}
}
