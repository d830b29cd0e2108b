package charset

import (
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// PlausibleTexts counts texts that look as if they had been decoded wrongly. One text can look so by chance; most of a
// layer's cannot.
type PlausibleTexts struct {
	beyondASCII int
	gbk         int    // GBK read as Latin-1
	utf8        int    // UTF-8 read as GBK
	Sample      string // the first such text
}

// See looks at one decoded text.
func (p *PlausibleTexts) See(text string) {
	if !BeyondASCII(text) {
		return
	}
	p.beyondASCII++
	if raw, err := charmap.ISO8859_1.NewEncoder().String(text); err == nil {
		if decoded, err := simplifiedchinese.GBK.NewDecoder().String(raw); err == nil && MostlyChinese(decoded) {
			p.gbk++
		}
	}
	if raw, err := simplifiedchinese.GBK.NewEncoder().String(text); err == nil && MostlyChinese(withoutCutEnd(raw)) {
		p.utf8++
	}
	if p.Sample == "" {
		p.Sample = text
	}
}

// withoutCutEnd takes off a last character that decoding as pairs of bytes has cut.
func withoutCutEnd(raw string) string {
	for cut := range utf8.UTFMax {
		if cut <= len(raw) && utf8.ValidString(raw[:len(raw)-cut]) {
			return raw[:len(raw)-cut]
		}
	}
	return raw
}

// MostlyChinese tells whether most of a text beyond ASCII are common characters: the 3,755 of GB/T 2312's level 1, whose GBK
// bytes begin with B0 to D7. Being well-formed is not enough (the GBK bytes of 水库 are UTF-8 too), but chance hardly
// hits these.
func MostlyChinese(text string) bool {
	common, others := 0, 0
	for _, r := range text {
		if r < utf8.RuneSelf {
			continue
		}
		gbk, err := simplifiedchinese.GBK.NewEncoder().String(string(r))
		if r != utf8.RuneError && err == nil && len(gbk) == 2 && gbk[0] >= 0xb0 && gbk[0] <= 0xd7 && gbk[1] >= 0xa1 {
			common++
		} else {
			others++
		}
	}
	return common > others
}

// BeyondASCII tells whether a text has a byte that is no ASCII.
func BeyondASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return true
		}
	}
	return false
}

// FewTexts is how many texts can look wrong by chance.
const FewTexts = 3

// Misread says as what the texts were read and what they are, where the two differ; "" where they are plausible.
func (p *PlausibleTexts) Misread() (wrong, right string) {
	if p.beyondASCII < FewTexts {
		return "", ""
	}
	switch most := p.beyondASCII / 2; {
	case p.gbk > most:
		return "Latin-1", "GBK"
	case p.utf8 > most:
		return "GBK", "UTF-8"
	}
	return "", ""
}
