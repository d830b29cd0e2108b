package snapshot

import (
	"fmt"
	"strings"
)

// patchSeries is what patches are numbered in: a rule and a later date.
func PatchSeriesOf(c *Change) string {
	return fmt.Sprintf("%s-%s", c.Rule.Name, strings.ReplaceAll(c.T1.Date.String(), "-", ""))
}

func PatchID(series string, number int) string { return fmt.Sprintf("%s-%d", series, number) }
