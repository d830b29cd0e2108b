package render

import (
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Legible is a text as a terminal may show it: control characters, which could move the cursor or recolour what is there, and marks
// that turn the direction of writing are spelt out, as \x1b or \u202e. Names come from files.
func Legible(text string) string { return spellOut(text, false) }

// LegibleWriter writes texts of several lines for a terminal, see [Legible]. Each write holds whole characters.
func LegibleWriter(w io.Writer) io.Writer { return legibleWriter{w} }

type legibleWriter struct{ w io.Writer }

func (l legibleWriter) Write(b []byte) (int, error) {
	if _, err := io.WriteString(l.w, spellOut(string(b), true)); err != nil {
		return 0, err
	}
	return len(b), nil
}

func spellOut(text string, lines bool) string {
	bad := func(r rune) bool { return r == utf8.RuneError || misleads(r) && !(lines && r == '\n') }
	if !strings.ContainsFunc(text, bad) {
		return text
	}
	var b strings.Builder
	for len(text) > 0 {
		r, n := utf8.DecodeRuneInString(text)
		switch {
		case r == utf8.RuneError && n == 1 || misleads(r) && r < utf8.RuneSelf && !(lines && r == '\n'):
			fmt.Fprintf(&b, `\x%02x`, text[0])
		case misleads(r) && r >= utf8.RuneSelf:
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteString(text[:n])
		}
		text = text[n:]
	}
	return b.String()
}

// misleads tells control characters (Unicode's Cc), separators of lines and paragraphs, and marks of direction.
func misleads(r rune) bool {
	return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == '\u2028' || r == '\u2029'
}
