package render

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"unicode"
)

func TestLegible(t *testing.T) {
	for text, want := range map[string]string{
		"": "", "安吉县 é 🌲 a\u200db": "安吉县 é 🌲 a\u200db", "\x1b[2Jgone": `\x1b[2Jgone`, "a\nb": `a\x0ab`, "bell\a": `bell\x07`, "\x7f": `\x7f`, "a\tb\rc": `a\x09b\x0dc`,
		"\u009b31m": `\u009b31m`, "\x9b31m": `\x9b31m`, "\u202e县吉安": `\u202e县吉安`, "a\u2028b": `a\u2028b`, "\xff\xfe": `\xff\xfe`, "\ufffd": "\ufffd", "\u2066x\u2069": `\u2066x\u2069`,
	} {
		if got := Legible(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
	var b bytes.Buffer
	if n, err := LegibleWriter(&b).Write([]byte("a\x1b\nb\n")); n != 5 || err != nil || b.String() != "a\\x1b\nb\n" {
		t.Errorf("%d, %v, %q", n, err, b.String())
	}
}

// TestTablesCannotSteerTheTerminal: neither cells nor what stands under a table.
func TestTablesCannotSteerTheTerminal(t *testing.T) {
	for _, odd := range []string{"\x1b]0;title\x07", "\u009b2J", "line\nbreak", "\u202eright", "\rback"} {
		d := Document{Head: []string{"zone", "name"}, Lines: slices.Values([][]string{{"1", odd + "村"}, {"2", "乙"}}), Foot: []string{"zone " + odd}}
		var b bytes.Buffer
		if err := Write(&b, Table, d, nil); err != nil {
			t.Fatal(err)
		}
		if strings.ContainsFunc(b.String(), func(r rune) bool { return r != '\n' && unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) }) || strings.Count(b.String(), "\n") != 4 || !strings.Contains(b.String(), "村") {
			t.Errorf("%q: %q", odd, b.String())
		}
	}
}
