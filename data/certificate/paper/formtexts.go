package paper

import (
	"fmt"
	"html/template"

	"github.com/qingshan-gis/qingshan/texts"
)

// formTexts are the template's functions for texts of the catalogue. A text is part of the program and stands as it is; the values of its
// parameters are escaped.
func formTexts() template.FuncMap {
	write := func(form func(t texts.Text) string) func(texts.Key, ...any) template.HTML {
		return func(key texts.Key, values ...any) template.HTML {
			for i := 1; i < len(values); i += 2 {
				values[i] = template.HTMLEscapeString(fmt.Sprint(values[i]))
			}
			return template.HTML(form(texts.Of(key, values...)))
		}
	}
	return template.FuncMap{
		"both":  write(func(t texts.Text) string { return t.ZH + " <i>" + t.EN + "</i>" }),
		"tight": write(func(t texts.Text) string { return t.ZH + "<i>" + t.EN + "</i>" }),
		"label": write(chineseFirst),
		"zh":    write(func(t texts.Text) string { return t.ZH }),
		"en":    write(func(t texts.Text) string { return t.EN }),
	}
}

// chineseFirst is a text in both languages, Chinese first.
func chineseFirst(t texts.Text) string {
	if t.ZH == t.EN {
		return t.ZH
	}
	return t.ZH + " " + t.EN
}
