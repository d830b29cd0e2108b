package render

import (
	"fmt"
	"strings"

	"github.com/qingshan-gis/qingshan/data/snapshot"
)

// Missing says in lines for people what was delivered and is in no figure.
func Missing(zones []snapshot.MissingZone, rows []snapshot.RefusedRows) (lines []string) {
	for _, m := range zones {
		what := fmt.Sprintf("%s, %d rows refused 隔离, %s ha", m.Reason, m.Rows, ha(m.AreaM2))
		if m.Reason == snapshot.NotDelivered {
			what = "not delivered 未提交"
		}
		lines = append(lines, fmt.Sprintf("missing zone 缺失责任区: %s (%s): %s; in no figure 未计入", strings.TrimSpace(m.Zone+" "+m.Name), m.Level, what))
	}
	for _, r := range rows {
		line := fmt.Sprintf("refused %s 隔离: %d rows of %s", r.Kind, r.Rows, strings.TrimSpace(r.File+" "+r.Layer))
		if r.AreaM2 > 0 {
			line += fmt.Sprintf(", %s ha", ha(r.AreaM2))
		}
		lines = append(lines, line+"; in no figure 未计入")
	}
	return lines
}
