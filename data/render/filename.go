package render

import (
	"cmp"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/qingshan-gis/qingshan/data/snapshot"
)

// FileName is what an answer is called as a file: the question, the zone or feature that it is about, and the snapshot.
func (d Document) FileName(id snapshot.ID, f Format) string {
	parts := []string{cmp.Or(d.Question, d.Name, "answer")}
	if d.Subject != "" {
		parts = append(parts, plainName(d.Subject))
	}
	return strings.Join(append(parts, string(id)), "-") + "." + string(f)
}

// longestSubject bounds what a file name repeats of a code, in characters.
const longestSubject = 40

// plainName replaces what file systems or shells take for something else.
func plainName(text string) string {
	n := 0
	return strings.Map(func(r rune) rune {
		switch n++; {
		case n > longestSubject:
			return -1
		case unicode.IsLetter(r), unicode.IsDigit(r), unicode.IsMark(r), r == '-', r == '_':
			return r
		}
		return '_'
	}, text)
}

// Disposition is the header by which browsers save an answer under its name (RFC 6266).
func Disposition(name string) string {
	ascii := strings.Map(func(r rune) rune {
		if r >= utf8.RuneSelf {
			return '_'
		}
		return r
	}, name)
	header := `attachment; filename="` + ascii + `"`
	if ascii != name {
		header += "; filename*=UTF-8''" + url.PathEscape(name)
	}
	return header
}
