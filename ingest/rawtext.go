package ingest

import (
	"cmp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding"
)

// rawTexts counts what texts are by their bytes alone, whatever anybody says about them.
type rawTexts struct {
	beyondASCII     int
	utf8, gbk, big5 int
	formed          int    // of these kinds none for sure, but two or more characters by the form of GBK: rare and traditional ones
	clear           int    // of these, such as chance hardly makes: two common characters and nothing else
	sampleOf        string // the first text of one of the three kinds, decoded
}

// see looks at one text; full says that its field may have cut its last character.
func (r *rawTexts) see(raw []byte, full bool) {
	if !beyondASCII(string(raw)) {
		return
	}
	r.beyondASCII++
	text := string(raw)
	if full {
		text = withoutCutEnd(text)
	}
	gbk, inGB := decoded(inGBK.codec, raw, full)
	isUTF8, isGBK := utf8.ValidString(text), inGB && chinese(gbk)
	if isUTF8 && isGBK { // the bytes of 水库 in GBK are UTF-8 as well, but of nothing that anybody writes
		isUTF8 = chinese(text)
		isGBK = !isUTF8
	}
	switch {
	case isUTF8:
		r.utf8++
		r.note(text)
	case isGBK:
		r.gbk++
		r.note(gbk)
	default:
		if big5, ok := decoded(inBig5.codec, raw, full); ok && commonBig5(raw) {
			r.big5++
			r.note(big5)
		} else if inGB && utf8.RuneCountInString(gbk) <= len(raw)-2 && !strings.ContainsFunc(gbk, func(c rune) bool { return c < utf8.RuneSelf && unicode.IsLetter(c) }) {
			r.formed++
			r.clear++
			r.sampleOf = cmp.Or(r.sampleOf, gbk)
		}
	}
}

func (r *rawTexts) note(text string) {
	if clearlyChinese(text) {
		r.clear++
	}
	if r.sampleOf == "" {
		r.sampleOf = text
	}
}

// decoded decodes a text, the last byte of a full field left out where it begins a character that is cut.
func decoded(codec encoding.Encoding, raw []byte, full bool) (string, bool) {
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
		if !chinese(string(r)) {
			return false
		}
		n++
	}
	return n >= 2
}

// in counts the texts that are in an encoding. Western ones have a character for every byte: what is neither UTF-8 nor
// Chinese by its bytes counts for them, and for those not known here.
func (r *rawTexts) in(e textEncoding) int {
	switch e.name {
	case inUTF8.name:
		return r.utf8
	case inGBK.name, inGB18030.name:
		return r.gbk + r.formed
	case inBig5.name:
		return r.big5
	}
	return r.beyondASCII - r.utf8 - r.gbk - r.formed - r.big5
}

// are says what most texts are, "" where that is not clear: of few texts, all have to be, beyond chance.
func (r *rawTexts) are() string {
	for _, e := range []textEncoding{inUTF8, inGBK, inBig5} {
		switch n := r.in(e); {
		case r.beyondASCII < fewTexts && (n < r.beyondASCII || n == 0):
		case r.beyondASCII < fewTexts && r.clear < n:
		case n > r.beyondASCII/2:
			return e.name
		}
	}
	return ""
}
