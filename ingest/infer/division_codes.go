package infer

import (
	"regexp"

	"github.com/qingshan-gis/qingshan/data/snapshot"
)

// significantDigits of a division code, from province to village.
var significantDigits = [...]int{2, 4, 6, 9, 12}

var trailingZeros = regexp.MustCompile(`0*$`)

// levelOfCode reads a level off a division code: 6 digits to the county, 9 to the township, 12 to the village, zeros behind for
// what is coarser (GB/T 2260, GB/T 10114).
func levelOfCode(code string) (level snapshot.Level, ok bool) {
	if !allDigits([]string{code}) || len(code) != 6 && len(code) != 9 && len(code) != 12 {
		return "", false
	}
	switch n := len(trailingZeros.ReplaceAllString(code, "")); {
	case n <= 2:
		return snapshot.Province, true
	case n <= 4:
		return snapshot.City, true
	case n <= 6:
		return snapshot.County, true
	case n <= 9:
		return snapshot.Township, true
	}
	return snapshot.Village, true
}
