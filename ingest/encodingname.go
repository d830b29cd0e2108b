package ingest

import (
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

// textEncoding is how texts are encoded, by the name that GDAL knows.
type textEncoding struct {
	name  string
	codec encoding.Encoding // nil for UTF-8, which needs none
}

// Encodings that tables come in. GBK is decoded as GB 18030, which holds it.
var (
	inUTF8    = textEncoding{"UTF-8", nil}
	inGBK     = textEncoding{"GBK", simplifiedchinese.GB18030}
	inGB18030 = textEncoding{"GB18030", simplifiedchinese.GB18030}
	inBig5    = textEncoding{"Big5", traditionalchinese.Big5}
	inLatin1  = textEncoding{"ISO-8859-1", charmap.ISO8859_1}
	inCP1252  = textEncoding{"CP1252", charmap.Windows1252}
)

// encodingNamed finds an encoding by what people, programs and .cpg files call it: "GBK", "gb-2312", "936", "CP936",
// "ANSI 936", "65001". Others are not known here; GDAL may know them.
func encodingNamed(text string) (textEncoding, bool) {
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
		return inUTF8, true
	case "GBK", "936", "GB2312", "GB231280", "EUCCN", "GB":
		return inGBK, true
	case "GB18030", "54936":
		return inGB18030, true
	case "BIG5", "950":
		return inBig5, true
	case "ISO88591", "88591", "LATIN1":
		return inLatin1, true
	case "1252":
		return inCP1252, true
	}
	return textEncoding{}, false
}

// western tells whether an encoding has a character for nearly every byte, so that any text seems to be in it.
func (e textEncoding) western() bool { return e.name == inLatin1.name || e.name == inCP1252.name }

// same tells whether two names stand for one way of reading.
func (e textEncoding) same(other textEncoding) bool {
	chinese := func(e textEncoding) bool { return e.name == inGBK.name || e.name == inGB18030.name }
	return e.name == other.name || chinese(e) && chinese(other) || e.western() && other.western()
}
