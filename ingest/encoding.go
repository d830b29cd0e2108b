package ingest

import (
	"fmt"
	"os"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/qingshan-gis/qingshan/spatial/gdalio"
)

// tableEncoding says how a source's texts are encoded, by whose word: declared, LDID (the language driver byte of a DBF,
// dBASE III+ header, byte 29), .cpg, or the format itself. A table that says nothing is read as UTF-8, and refused where
// it is not. Its error is [failing].
func tableEncoding(s Source, path string, info gdalio.LayerInfo) (name, from string, err error) {
	switch {
	case s.Encoding != "":
		return s.Encoding, "declared", nil
	case info.Driver != "ESRI Shapefile":
		return "UTF-8", "format", nil
	}
	stem := tableStem(path, info)
	ldid, err := byteAt(companion(stem, ".dbf"), 29)
	if err != nil {
		return "", "", err
	}
	if ldid != 0 && ldid != 0x57 { // 0x57 is "whatever the machine has"
		return ldidName(ldid), "LDID", nil
	}
	cpg, err := cpgText(stem)
	switch {
	case err != nil:
		return "", "", err
	case cpg != "":
		return cpg, ".cpg", nil
	case ldid == 0x57:
		return ansi, "nothing said", nil
	}
	return "UTF-8", "nothing said", nil
}

// ansi stands for the encoding of a table that was written as the machine had it; GDAL takes it for a western one.
const ansi = "ANSI"

// companion finds a shapefile's other file whatever the case of its ending. One that cannot be looked at is the likelier one: whoever
// opens it meets the error.
func companion(stem, ext string) string {
	if there, err := exists(stem + ext); there || err != nil {
		return stem + ext
	}
	return stem + strings.ToUpper(ext)
}

// byteAt is a byte of a file, 0 where the file has none there. Its error is [failing].
func byteAt(path string, at int64) (byte, error) {
	var b [1]byte
	f, err := os.Open(path)
	if err == nil {
		defer f.Close()
		_, err = f.ReadAt(b[:], at)
	}
	if failing(err) {
		return 0, err
	}
	return b[0], nil
}

func ldidName(ldid byte) string {
	switch ldid {
	case 0x4d, 0x7a:
		return "GBK"
	case 0x4f, 0x78:
		return "Big5"
	case 0x03, 0x58, 0x59:
		return "CP1252"
	}
	return fmt.Sprintf("LDID 0x%02X", ldid)
}

// plausibleText counts texts that look as if they had been decoded wrongly. One text can look so by chance; most of a
// layer's cannot.
type plausibleText struct {
	beyondASCII int
	gbk         int    // GBK read as Latin-1
	utf8        int    // UTF-8 read as GBK
	sample      string // the first such text
}

func (p *plausibleText) see(text string) {
	if !beyondASCII(text) {
		return
	}
	p.beyondASCII++
	if raw, err := charmap.ISO8859_1.NewEncoder().String(text); err == nil {
		if decoded, err := simplifiedchinese.GBK.NewDecoder().String(raw); err == nil && chinese(decoded) {
			p.gbk++
		}
	}
	if raw, err := simplifiedchinese.GBK.NewEncoder().String(text); err == nil && chinese(withoutCutEnd(raw)) {
		p.utf8++
	}
	if p.sample == "" {
		p.sample = text
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

// chinese tells whether most of a text beyond ASCII are common characters: the 3,755 of GB/T 2312's level 1, whose GBK
// bytes begin with B0 to D7. Being well-formed is not enough (the GBK bytes of 水库 are UTF-8 too), but chance hardly
// hits these.
func chinese(text string) bool {
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

func beyondASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return true
		}
	}
	return false
}

// fewTexts is how many texts can look wrong by chance.
const fewTexts = 3

// judge says as what the texts were read and what they are, where the two differ; "" where they are plausible.
func (p *plausibleText) judge() (wrong, right string) {
	if p.beyondASCII < fewTexts {
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

// err refuses a layer whose texts contradict their encoding.
func (p *plausibleText) err(l *vectorLayer) error {
	wrong, right := p.judge()
	if wrong == "" {
		return nil
	}
	remedy := fmt.Sprintf("add `encoding: %s` to its entry in the project file", right)
	if l.report.EncodingFrom == "format" {
		remedy = "they were written wrongly into the file: export it again, naming the encoding of what it was made from"
	}
	return fmt.Errorf("%s, layer %s: texts such as %q are %s read as %s (%s: %s); %s",
		l.source.Path, l.info.Name, p.sample, right, wrong, l.report.EncodingFrom, l.report.Encoding, remedy)
}
