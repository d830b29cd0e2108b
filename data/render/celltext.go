package render

import (
	"fmt"
	"strings"
	"unicode/utf16"
)

// longestCell is how many UTF-16 units a workbook's cell holds (ECMA-376; Excel repairs a file with more).
const longestCell = 32767

// listBreak stands between the items of a list in one cell.
const listBreak = "; "

// fitCell is a text as a cell holds it: one that is too long ends behind an item, or a character, and says what is missing.
func fitCell(text string) (fitted string, cut bool) {
	if len(text) <= longestCell || units(text) <= longestCell {
		return text, false
	}
	items := strings.Count(text, listBreak) + 1
	const note = " 此处截断，另有 %d 项（共 %d 项）见 CSV 或 JSON … cut here: %d more of %d items are in CSV and JSON"
	room := longestCell - units(fmt.Sprintf(note, items, items, items, items)) - units(listBreak)
	kept, last := 0, 0 // bytes: that fit, and up to the last whole item
	for i, r := range text {
		if room -= max(1, utf16.RuneLen(r)); room < 0 {
			break
		}
		kept = i + len(string(r))
		if strings.HasPrefix(text[i:], listBreak) {
			last = i
		}
	}
	if last == 0 { // one item, or a first one that does not fit
		const rest = " 此处截断，全文见 CSV 或 JSON … cut here; all of it is in CSV and JSON"
		return text[:kept] + rest, true
	}
	more := items - strings.Count(text[:last], listBreak) - 1
	return text[:last] + listBreak + fmt.Sprintf(note, more, items, more, items)[1:], true
}

func units(text string) (n int) {
	for _, r := range text {
		n += max(1, utf16.RuneLen(r))
	}
	return n
}
