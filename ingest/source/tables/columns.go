package tables

import (
	"strings"
)

// ColumnsNamed lists the places of a name among those of columns: written the same, else with other capitals.
func ColumnsNamed(columns []string, name string) []int {
	var same, similar []int
	for i, c := range columns {
		switch {
		case c == name:
			same = append(same, i)
		case strings.EqualFold(c, name):
			similar = append(similar, i)
		}
	}
	if len(same) > 0 {
		return same
	}
	return similar
}
