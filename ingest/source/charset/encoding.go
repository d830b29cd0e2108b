package charset

import (
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

// Encoding is how texts are encoded, by the name that GDAL knows.
type Encoding struct {
	Name  string
	Codec encoding.Encoding // nil for UTF-8, which needs none
}

// Encodings that tables come in. GBK is decoded as GB 18030, which holds it.
var (
	UTF8    = Encoding{"UTF-8", nil}
	GBK     = Encoding{"GBK", simplifiedchinese.GB18030}
	GB18030 = Encoding{"GB18030", simplifiedchinese.GB18030}
	Big5    = Encoding{"Big5", traditionalchinese.Big5}
	Latin1  = Encoding{"ISO-8859-1", charmap.ISO8859_1}
	CP1252  = Encoding{"CP1252", charmap.Windows1252}
)

// Named finds an encoding by what people, programs and .cpg files call it: "GBK", "gb-2312", "936", "CP936",
// "ANSI 936", "65001". Others are not known here; GDAL may know them.
func Named(text string) (Encoding, bool) {
	key := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' {
			return r
		}
		return -1
	}, strings.ToUpper(text))
	for _, word := range []string{"WINDOWS", "CODEPAGE", "ANSI", "OEM", "CP", "MS", "X"} {
		key = strings.TrimPrefix(key, word)
	}
	switch key {
	case "UTF8", "65001":
		return UTF8, true
	case "GBK", "936", "GB2312", "GB231280", "EUCCN", "GB":
		return GBK, true
	case "GB18030", "54936":
		return GB18030, true
	case "BIG5", "950":
		return Big5, true
	case "ISO88591", "88591", "LATIN1":
		return Latin1, true
	case "1252":
		return CP1252, true
	}
	return Encoding{}, false
}

// Western tells whether an encoding has a character for nearly every byte, so that any text seems to be in it.
func (e Encoding) Western() bool { return e.Name == Latin1.Name || e.Name == CP1252.Name }

// Same tells whether two names stand for one way of reading.
func (e Encoding) Same(other Encoding) bool {
	chinese := func(e Encoding) bool { return e.Name == GBK.Name || e.Name == GB18030.Name }
	return e.Name == other.Name || chinese(e) && chinese(other) || e.Western() && other.Western()
}
