package query

import (
	"fmt"
	"regexp"
	"strings"
)

// Language of a guide.
type Language int

// Languages.
const (
	English Language = iota
	Chinese
)

// Table is the options of structs as a table in Markdown; "" where there are none.
func Table(l Language, declarations ...any) string {
	list := Of(declarations...)
	if len(list) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString([]string{"| parameter | value | default | meaning |\n", "| 参数 | 取值 | 默认 | 含义 |\n"}[l])
	b.WriteString("|---|---|---|---|\n")
	for _, o := range list {
		help := o.httpHelp()
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", o.Name, o.values(l), o.preset(l), []string{help.EN, help.ZH}[l])
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
	texts := map[Type][2]string{String: {"text", "文本"}, Date: {"date", "日期"}, Integer: {"whole number", "整数"}, Number: {"number", "数值"}}
	return texts[o.Type][l]
}

func (o Option) preset(l Language) string {
	switch {
	case o.Required:
		return [...]string{"needed", "必填"}[l]
	case o.Default != "":
		return "`" + o.Default + "`"
	case o.Type == Boolean:
		return "`false`"
	}
	return ""
}

var flagInText = regexp.MustCompile(`--[a-z0-9]+(-[a-z0-9]+)*`)

// httpHelp is the help with the names of parameters in place of those of flags.
func (o Option) httpHelp() Text {
	asParameter := func(text string) string {
		return flagInText.ReplaceAllStringFunc(text, func(flag string) string {
			return "`" + strings.ReplaceAll(strings.TrimPrefix(flag, "--"), "-", "_") + "`"
		})
	}
	return Text{asParameter(o.Help.EN), asParameter(o.Help.ZH)}
}
