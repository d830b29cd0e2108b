package render

import (
	"fmt"
	"strings"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/texts"
)

// Missing says in lines for people what was delivered and is in no figure.
func Missing(zones []snapshot.MissingZone, rows []snapshot.RefusedRows) (lines []string) {
	for _, m := range zones {
		what := texts.Line("missing.refused", "reason", m.Reason, "rows", m.Rows, "ha", ha(m.AreaM2))
		if m.Reason == snapshot.NotDelivered {
			what = texts.Line("missing.not_delivered")
		}
		lines = append(lines, texts.Line("missing.zone", "zone", strings.TrimSpace(m.Zone+" "+m.Name), "level", m.Level, "what", what))
	}
	for _, r := range rows {
		area := ""
		if r.AreaM2 > 0 {
			area = fmt.Sprintf(", %s ha", ha(r.AreaM2))
		}
		lines = append(lines, texts.Line("missing.rows", "kind", r.Kind, "rows", r.Rows, "file", strings.TrimSpace(r.File+" "+r.Layer), "area", area))
	}
	return lines
}
