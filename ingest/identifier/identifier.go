package identifier

import (
	"math"
	"regexp"
	"strconv"
	"strings"
)

// ExactBelow is 2^53: whole numbers from there on are not all numbers of binary floating point (IEEE 754 binary64), so that
// one that a program stored as such may have been another.
const ExactBelow = 1 << 53

// NumberText is the text of a number that a workbook stores as raw: a whole one as its digits, whatever notation the program
// chose (1.0, 9.90001001E8), with leading zeros up to width digits where the cell's format shows them. A whole number that may
// have lost digits is written so that [LostDigits] knows it.
func NumberText(raw string, width int) string {
	v, err := strconv.ParseFloat(raw, 64)
	if err != nil || v != math.Trunc(v) || math.IsInf(v, 0) {
		return raw
	}
	if math.Abs(v) >= ExactBelow {
		return strconv.FormatFloat(v, 'E', 14, 64) // a workbook's programs keep 15 digits
	}
	digits := strconv.FormatFloat(v, 'f', 0, 64)
	return strings.Repeat("0", max(0, width-len(digits))) + digits
}

// scientific is a number as programs show one that is too long for them. Texts such as 12E4 are names of something.
var scientific = regexp.MustCompile(`^(\d)(?:\.(\d+))?[eE](\+?)(\d{1,2})$`)

// LostDigits tells whether an id is a number in scientific notation of which digits are missing: 3.30523E+11 may have been any
// of a million codes.
func LostDigits(id string) bool {
	m := scientific.FindStringSubmatch(id)
	if m == nil || m[2] == "" && m[3] == "" {
		return false
	}
	places, _ := strconv.Atoi(m[4]) // two digits
	return len(m[2]) < places
}

// wholeID is the number that an id is, without leading zeros; "" where it is none: 007, 7, 7.0 and 7E+0 are 7.
func wholeID(id string) string {
	digits := id
	if m := scientific.FindStringSubmatch(id); m != nil && (m[2] != "" || m[3] != "") {
		places, _ := strconv.Atoi(m[4])
		if len(m[2]) < places || strings.Trim(m[2][places:], "0") != "" {
			return ""
		}
		digits = m[1] + m[2][:places]
	} else if whole, decimals, ok := strings.Cut(id, "."); ok {
		if whole == "" || strings.Trim(decimals, "0") != "" {
			return ""
		}
		digits = whole
	}
	if digits == "" || strings.Trim(digits, "0123456789") != "" {
		return ""
	}
	if digits = strings.TrimLeft(digits, "0"); digits == "" {
		return "0"
	}
	return digits
}

// Index finds ids by a reference to them in another file, in which a program may have stored the same whole number
// otherwise: as 1.0, in scientific notation, without its leading zeros.
type Index struct {
	ids   map[string]bool
	whole map[string]string // the id that is a whole number, "" where several are
}

// NewIndex is an index of ids.
func NewIndex(ids []string) *Index {
	x := &Index{ids: make(map[string]bool, len(ids)), whole: make(map[string]string, len(ids))}
	for _, id := range ids {
		if x.ids[id] {
			continue
		}
		x.ids[id] = true
		if n := wholeID(id); n != "" {
			if _, taken := x.whole[n]; taken {
				id = ""
			}
			x.whole[n] = id
		}
	}
	return x
}

// Find gives the id that is meant: the one written the same, else the only one that is the same whole number. Otherwise it is
// text itself, and ok is false.
func (x *Index) Find(text string) (id string, ok bool) {
	if x.ids[text] {
		return text, true
	}
	if n := wholeID(text); n != "" && x.whole[n] != "" {
		return x.whole[n], true
	}
	return text, false
}
