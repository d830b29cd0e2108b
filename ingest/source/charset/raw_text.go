package charset

import (
	"cmp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding"
)

// RawTexts counts what texts are by their bytes alone, whatever anybody says about them.
type RawTexts struct {
	BeyondASCII     int
	UTF8, GBK, big5 int
	formed          int    // of these kinds none for sure, but two or more characters by the form of GBK: rare and traditional ones
	clear           int    // of these, such as chance hardly makes: two common characters and nothing else
	Sample          string // the first text of one of the three kinds, decoded
}

// See looks at one text; full says that its field may have cut its last character.
func (r *RawTexts) See(raw []byte, full bool) {
	if !BeyondASCII(string(raw)) {
		return
	}
	r.BeyondASCII++
	text := string(raw)
	if full {
		text = withoutCutEnd(text)
	}
	gbk, inGB := Decode(GBK.Codec, raw, full)
	isUTF8, isGBK := utf8.ValidString(text), inGB && MostlyChinese(gbk)
	if isUTF8 && isGBK { // the bytes of 水库 in GBK are UTF-8 as well, but of nothing that anybody writes
		isUTF8 = MostlyChinese(text)
		isGBK = !isUTF8
	}
	switch {
	case isUTF8:
		r.UTF8++
		r.note(text)
	case isGBK:
		r.GBK++
		r.note(gbk)
	default:
		if big5, ok := Decode(Big5.Codec, raw, full); ok && commonBig5(raw) {
			r.big5++
			r.note(big5)
		} else if inGB && utf8.RuneCountInString(gbk) <= len(raw)-2 && !strings.ContainsFunc(gbk, func(c rune) bool { return c < utf8.RuneSelf && unicode.IsLetter(c) }) {
			r.formed++
			r.clear++
			r.Sample = cmp.Or(r.Sample, gbk)
		}
	}
}

func (r *RawTexts) note(text string) {
	if clearlyChinese(text) {
		r.clear++
	}
	if r.Sample == "" {
		r.Sample = text
	}
}

// Decode decodes a text, the last byte of a full field left out where it begins a character that is cut.
func Decode(codec encoding.Encoding, raw []byte, full bool) (string, bool) {
	for cut := range 2 {
		if cut > 0 && (!full || len(raw) == 0) {
			break
		}
		text, err := codec.NewDecoder().Bytes(raw[:len(raw)-cut])
		if err == nil && !hasReplacement(text) {
			return string(text), true
		}
	}
	return "", false
}

func hasReplacement(text []byte) bool {
	for len(text) > 0 {
		r, n := utf8.DecodeRune(text)
		if r == utf8.RuneError {
			return true
		}
		text = text[n:]
	}
	return false
}

// commonBig5 tells whether most characters are of the 5,401 common ones of Big5, whose first byte is A4 to C6.
func commonBig5(raw []byte) bool {
	common, others := 0, 0
	for i := 0; i+1 < len(raw); i++ {
		if raw[i] < utf8.RuneSelf {
			continue
		}
		if raw[i] >= 0xa4 && raw[i] <= 0xc6 {
			common++
		} else {
			others++
		}
		i++
	}
	return common > others
}

// clearlyChinese tells whether a text has at least two characters beyond ASCII and only common ones.
func clearlyChinese(text string) bool {
	n := 0
	for _, r := range text {
		if r < utf8.RuneSelf {
			continue
		}
		if !MostlyChinese(string(r)) {
			return false
		}
		n++
	}
	return n >= 2
}

// Count counts the texts that are in an encoding. Western ones have a character for every byte: what is neither UTF-8 nor
// Chinese by its bytes counts for them, and for those not known here.
func (r *RawTexts) Count(e Encoding) int {
	switch e.Name {
	case UTF8.Name:
		return r.UTF8
	case GBK.Name, GB18030.Name:
		return r.GBK + r.formed
	case Big5.Name:
		return r.big5
	}
	return r.BeyondASCII - r.UTF8 - r.GBK - r.formed - r.big5
}

// Likely says what most texts are, "" where that is not clear: of few texts, all have to be, beyond chance.
func (r *RawTexts) Likely() string {
	for _, e := range []Encoding{UTF8, GBK, Big5} {
		switch n := r.Count(e); {
		case r.BeyondASCII < FewTexts && (n < r.BeyondASCII || n == 0):
		case r.BeyondASCII < FewTexts && r.clear < n:
		case n > r.BeyondASCII/2:
			return e.Name
		}
	}
	return ""
}
