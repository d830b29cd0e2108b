package render

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"github.com/qingshan-gis/qingshan/data/coverage"
	"github.com/qingshan-gis/qingshan/data/snapshot"
)

// TestCutListsSaySo: a list that is too long for a cell keeps its first items whole and counts the others right.
func TestCutListsSaySo(t *testing.T) {
	told := regexp.MustCompile(`; 此处截断，另有 (\d+) 项（共 (\d+) 项）见 CSV 或 JSON … cut here: (\d+) more of (\d+) items are in CSV and JSON$`)
	random := rand.New(rand.NewPCG(7, 7))
	for range 60 {
		n := 1500 + random.IntN(6000)
		items := make([]string, n)
		for i := range items {
			items[i] = strings.Repeat([]string{"x", "班", "🌲"}[random.IntN(3)], random.IntN(12)) + strconv.Itoa(i)
		}
		text := strings.Join(items, listBreak)
		got, cut := fitCell(text)
		size := len(utf16.Encode([]rune(got)))
		if long := len(utf16.Encode([]rune(text))) > longestCell; long != cut || !long && got != text || size > longestCell {
			t.Fatalf("%d units: cut %v to %d", len(utf16.Encode([]rune(text))), cut, size)
		}
		if !cut {
			continue
		}
		m := told.FindStringSubmatch(got)
		if m == nil {
			t.Fatalf("it ends %q", got[len(got)-200:])
		}
		kept := strings.Split(got[:len(got)-len(m[0])], listBreak)
		more, _ := strconv.Atoi(m[1])
		if len(kept)+more != n || m[2] != strconv.Itoa(n) || m[3] != m[1] || m[4] != m[2] || strings.Join(items[:len(kept)], listBreak) != strings.Join(kept, listBreak) {
			t.Fatalf("%d items kept of %d: %s", len(kept), n, m[0])
		}
		if size < longestCell-150 {
			t.Errorf("only %d units are used", size)
		}
	}
	for _, one := range []string{strings.Repeat("一", 40000), strings.Repeat("🌲", 20000), strings.Repeat("a", 32768), strings.Repeat("a", 40000) + "; b"} {
		got, cut := fitCell(one)
		if size := len(utf16.Encode([]rune(got))); !cut || size > longestCell || !utf8.ValidString(got) || !strings.Contains(got, "截断") {
			t.Errorf("%.3s…: %d units, %q", one, size, got[max(0, len(got)-80):])
		}
	}
	for _, whole := range []string{"", "a; b", strings.Repeat("a", 32767), strings.Repeat("一", 32767), strings.Repeat("🌲", 16383)} {
		if got, cut := fitCell(whole); cut || got != whole {
			t.Errorf("%.3s… of %d bytes was cut", whole, len(whole))
		}
	}
}

// TestWorkbookTellsWhatItCut: in the cell and on the second sheet, and only then.
func TestWorkbookTellsWhatItCut(t *testing.T) {
	var items []string
	for i := range 9000 {
		items = append(items, fmt.Sprintf("p%05d", i))
	}
	long := strings.Join(items, listBreak)
	for _, text := range []string{"p1; p2", long} {
		d := Document{Name: "gaps", Subject: "村/1", Columns: []Column{{Name: "id"}, {Name: "parcel_ids", ZH: "小班"}}, Rows: slices.Values([][]any{{"a", text}, {"b", "p1"}}), Foot: []string{"snapshot x"}}
		var b bytes.Buffer
		if err := Write(&b, XLSX, d, nil); err != nil {
			t.Fatal(err)
		}
		f, err := excelize.OpenReader(&b)
		if err != nil {
			t.Fatal(err)
		}
		cell, _ := f.GetCellValue(dataSheet, "B2")
		about, _ := f.GetRows(aboutSheet)
		says := ""
		for _, r := range about {
			says += strings.Join(r, " ") + "\n"
		}
		cut := text == long
		if cut != strings.Contains(says, "parcel_ids 小班: 1 rows") || cut != strings.Contains(cell, "more of 9000 items") || !cut && cell != text || !strings.Contains(says, "村/1") || !strings.Contains(says, "gaps") {
			t.Errorf("cut %v: the cell ends %q, the second sheet says\n%s", cut, cell[max(0, len(cell)-90):], says)
		}
	}
}

func TestFileNames(t *testing.T) {
	for want, d := range map[string]Document{
		"coverage-s1.xlsx":                          Coverage(&coverage.Answer{Found: &snapshot.Findings{}}, nil),
		"coverage-330523-s1.xlsx":                   Coverage(&coverage.Answer{Zone: "330523", Found: &snapshot.Findings{}}, nil),
		"gaps-村_1_2-s1.xlsx":                        {Name: "gaps", Subject: "村/1+2"},
		"answer-s1.xlsx":                            {},
		"gaps-______a_b__-s1.xlsx":                  {Name: "gaps", Subject: `"\.. /a:b*?`},
		"x-" + strings.Repeat("9", 40) + "-s1.xlsx": {Question: "x", Name: "y", Subject: strings.Repeat("9", 5000)},
	} {
		if got := d.FileName("s1", XLSX); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
	for name, want := range map[string]string{"gaps-1.xlsx": `attachment; filename="gaps-1.xlsx"`, "gaps-村-1.xlsx": `attachment; filename="gaps-_-1.xlsx"; filename*=UTF-8''gaps-%E6%9D%91-1.xlsx`} {
		if got := Disposition(name); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}
