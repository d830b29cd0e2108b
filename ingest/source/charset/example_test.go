package charset_test

import (
	"fmt"

	"github.com/qingshan-gis/qingshan/ingest/source/charset"
)

func ExampleNamed() {
	for _, name := range []string{"ANSI 936", "gb-2312", "65001", "KOI8-R"} {
		e, known := charset.Named(name)
		fmt.Printf("%q %v\n", e.Name, known)
	}
	// Output:
	// "GBK" true
	// "GBK" true
	// "UTF-8" true
	// "" false
}

func ExampleRawTexts() {
	var texts charset.RawTexts
	for _, gbk := range []string{"\xc7\xe0\xc9\xbd\xb4\xe5", "\xc1\xd6\xb3\xa1"} { // 青山村, 林场
		texts.See([]byte(gbk), false)
	}
	fmt.Println(texts.Likely(), texts.Sample)
	// Output: GBK 青山村
}
