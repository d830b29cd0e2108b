package render

import (
	"fmt"
	"slices"

	"github.com/qingshan-gis/qingshan/data/certificate"
)

// Check is the document of a certificate's check.
func Check(c *certificate.CertificateCheck) Document {
	verdict := "confirmed 属实"
	if !c.Confirmed {
		verdict = "refuted 不实"
	}
	return tabulate(Document{
		JSON: c,
		Foot: []string{
			fmt.Sprintf("zone 责任区 %s · on %s · snapshot %s", c.Zone, c.On, c.Snapshot),
			fmt.Sprintf("%d values compared with the snapshot's facts (1e-6 m² + 1e-9), %d figures recounted from the polygons (1 m² + 1e-9)", c.Compared, c.Recounted),
		},
	}, checkColumns(verdict), slices.Values(c.Deviations), slices.Values(firstDeviations(c.Deviations)))
}

func checkColumns(verdict string) []column[certificate.Deviation] {
	return []column[certificate.Deviation]{
		{name: "field", zh: "项目", value: func(d certificate.Deviation) any { return d.Field }, head: verdict},
		{name: "says", zh: "证明", value: func(d certificate.Deviation) any { return d.Says }, head: "certificate 证明"},
		{name: "found", zh: "复核", value: func(d certificate.Deviation) any { return d.Found }, head: "found 复核"},
		{name: "by", zh: "依据", value: func(d certificate.Deviation) any { return d.By }, head: "by 依据"},
	}
}

// firstDeviations are those that the table shows, and how many there are besides.
func firstDeviations(all []certificate.Deviation) []certificate.Deviation {
	const shown = 10
	if len(all) <= shown {
		return all
	}
	more := len(all) - shown
	return append(slices.Clone(all[:shown]), certificate.Deviation{Field: fmt.Sprintf("… and %d more 另有 %d 项", more, more)})
}
