package identifier

import (
	"strings"
	"testing"
)

// TestNumberText: what a program may write for a whole number, and what is none, by the definition of the notation.
func TestNumberText(t *testing.T) {
	for _, c := range []struct {
		raw   string
		width int
		want  string
	}{
		{"1", 0, "1"}, {"1.0", 0, "1"}, {"1.000", 0, "1"}, {"9.90001001E8", 0, "990001001"}, {"9.90001E8", 0, "990001000"}, {"3.30523001001E+11", 0, "330523001001"},
		{"12", 6, "000012"}, {"0", 3, "000"}, {"330523001001001", 0, "330523001001001"}, {"9007199254740991", 0, "9007199254740991"},
		{"1.5", 0, "1.5"}, {"0.1", 0, "0.1"}, {"甲", 0, "甲"}, {"", 0, ""},
		{"330523001001000101", 0, "3.30523001001000E+17"}, {"3.3052300100100013E17", 0, "3.30523001001000E+17"},
	} {
		got := NumberText(c.raw, c.width)
		if got != c.want {
			t.Errorf("%q in %d digits: %q, want %q", c.raw, c.width, got, c.want)
		}
		if LostDigits(got) != strings.Contains(c.want, "E+17") {
			t.Errorf("%q: digits lost: %v", got, LostDigits(got))
		}
	}
}

// TestIDsMeet: which id a reference means; what is ambiguous or may have lost digits means none.
func TestIDsMeet(t *testing.T) {
	x := NewIndex([]string{"0012", "330523", "7.0", "P1", "12E4", "5", "05", "1.10", "330523000000", ""})
	for ref, want := range map[string]string{
		"0012": "0012", "12": "0012", "12.0": "0012", "1.2E1": "0012", "330523.00": "330523", "3.30523E5": "330523", "7": "7.0", "007": "7.0",
		"5": "5", "05": "05", "12E4": "12E4",
		"005": "", "5.0": "", "120000": "", "1.1": "", "P01": "", "3.30523E+11": "", "330524": "", "": "", "-5": "",
	} {
		id, ok := x.Find(ref)
		if ref == "" { // an empty id is found as such; nobody asks for it
			continue
		}
		if ok != (want != "") || ok && id != want {
			t.Errorf("%q: %q, %v, want %q", ref, id, ok, want)
		}
	}
}
