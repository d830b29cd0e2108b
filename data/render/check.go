package render

import (
	"fmt"
	"slices"

	"github.com/qingshan-gis/qingshan/data/certificate"
	"github.com/qingshan-gis/qingshan/texts"
)

// Check is the document of a certificate's check.
func Check(c *certificate.CertificateCheck) Document {
	verdict := texts.Key("verdicts.confirmed")
	if !c.Confirmed {
		verdict = "verdicts.refuted"
	}
	return tabulate(Document{
		JSON: c,
		Foot: []string{
			texts.Line("check.about", "zone", c.Zone, "on", c.On, "snapshot", c.Snapshot),
			fmt.Sprintf("%d values compared with the snapshot's facts (1e-6 m² + 1e-9), %d figures recounted from the polygons (1 m² + 1e-9)", c.Compared, c.Recounted),
		},
	}, checkColumns(verdict), slices.Values(c.Deviations), slices.Values(firstDeviations(c.Deviations)))
}

func checkColumns(verdict texts.Key) []column[certificate.Deviation] {
	return []column[certificate.Deviation]{
		{name: "field", value: func(d certificate.Deviation) any { return d.Field }, head: verdict},
		{name: "says", value: func(d certificate.Deviation) any { return d.Says }, head: "heads.certificate"},
		{name: "found", value: func(d certificate.Deviation) any { return d.Found }, head: "columns.found"},
		{name: "by", value: func(d certificate.Deviation) any { return d.By }, head: "columns.by"},
	}
}

// firstDeviations are those that the table shows, and how many there are besides.
func firstDeviations(all []certificate.Deviation) []certificate.Deviation {
	const shown = 10
	if len(all) <= shown {
		return all
	}
	more := texts.Line("check.more", "n", len(all)-shown)
	return append(slices.Clone(all[:shown]), certificate.Deviation{Field: more})
}
