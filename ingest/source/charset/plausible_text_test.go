package charset

import (
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// FuzzPlausibleText: anything is looked at safely, and common Chinese in GBK that was read as Latin-1 is noticed.
func FuzzPlausibleText(f *testing.F) {
	for _, s := range []string{"青山村", "浙江省", "锟斤拷", "ÇàÉ½´å", "闈掑北鏉�", "水库", "\xff\xfe", "𠮷野"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p := &PlausibleTexts{}
		p.See(s)
		if p.gbk > p.beyondASCII || p.utf8 > p.beyondASCII {
			t.Fatalf("%q counts more often than it was seen", s)
		}
		gbk, err := simplifiedchinese.GBK.NewEncoder().String(s)
		if err != nil || !utf8.ValidString(s) || !MostlyChinese(s) {
			return
		}
		misread, _ := charmap.ISO8859_1.NewDecoder().String(gbk)
		wrong := &PlausibleTexts{}
		if wrong.See(misread); wrong.gbk != 1 {
			t.Fatalf("%q read as Latin-1 (%q) is not noticed", s, misread)
		}
	})
}

// Texts whose bytes happen to be something else as well are not taken for wrongly decoded; those that were, are.
func TestPlausibleText(t *testing.T) {
	for _, text := range []string{"水库", "采石场", "鄞州区", "茅畲乡", "café", "衢州市柯城区"} {
		var p PlausibleTexts
		for range 2 * FewTexts {
			p.See(text)
		}
		if wrong, right := p.Misread(); wrong != "" {
			t.Errorf("%s is taken for %s read as %s", text, right, wrong)
		}
		utf8AsGBK, _ := simplifiedchinese.GBK.NewDecoder().String(text)
		raw, _ := simplifiedchinese.GBK.NewEncoder().String(text)
		gbkAsLatin1, _ := charmap.ISO8859_1.NewDecoder().String(raw)
		for _, wrong := range []string{utf8AsGBK, gbkAsLatin1} {
			var p PlausibleTexts
			for range 2 * FewTexts {
				p.See(wrong)
			}
			if wrongly, _ := p.Misread(); wrongly == "" && text != "café" && !strings.ContainsRune(wrong, utf8.RuneError) {
				t.Errorf("%s, which was %s, is taken for right", wrong, text)
			}
		}
	}
}
