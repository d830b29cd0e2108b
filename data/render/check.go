package render

import (
	"fmt"

	"github.com/qingshan-gis/qingshan/data"
)

// Check is the document of a certificate's check.
func Check(c *data.CertificateCheck) Document {
	verdict := "confirmed 属实"
	if !c.Confirmed {
		verdict = "refuted 不实"
	}
	return Document{
		JSON:    c,
		Columns: []string{"field", "says", "found", "by"},
		Rows: func(yield func([]any) bool) {
			for _, d := range c.Deviations {
				if !yield([]any{d.Field, d.Says, d.Found, d.By}) {
					return
				}
			}
		},
		Head: []string{verdict, "certificate 证明", "found 复核", "by 依据"},
		Lines: func(yield func([]string)) {
			const shown = 10
			for i, d := range c.Deviations {
				if i == shown {
					yield([]string{fmt.Sprintf("… and %d more 另有 %d 项", len(c.Deviations)-shown, len(c.Deviations)-shown), "", "", ""})
					break
				}
				yield([]string{d.Field, d.Says, d.Found, d.By})
			}
		},
		Foot: []string{
			fmt.Sprintf("zone 责任区 %s · on %s · snapshot %s", c.Zone, c.On, c.Snapshot),
			fmt.Sprintf("%d values compared with the snapshot's facts (1e-6 m² + 1e-9), %d figures recounted from the polygons (1 m² + 1e-9)", c.Compared, c.Recounted),
		},
	}
}
