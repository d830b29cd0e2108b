package ingest

import (
	"github.com/qingshan-gis/qingshan/data"
	"github.com/qingshan-gis/qingshan/ingest/report"
)

// missing lists the zones that are in no figure: declared, and refused or not delivered.
func (in *intake) missing(s *data.Tables) []data.MissingZone {
	var out []data.MissingZone
	at := map[string]int{}
	for _, m := range in.report.Quarantine {
		if m.Source.Kind != "zones" {
			continue
		}
		i, known := at[m.ID]
		if !known || m.ID == "" {
			i = len(out)
			at[m.ID] = i
			z := data.MissingZone{Zone: m.ID, Reason: string(m.Reason), Level: in.levelOf(m.Source)}
			if len(m.Texts) == 3 {
				z.Name, z.Parent = m.Texts[1], m.Texts[2]
			}
			out = append(out, z)
		}
		out[i].Rows++
		out[i].AreaM2 += m.AreaM2()
	}
	for _, code := range in.project.Rules.MissingZones {
		_, refused := at[code]
		if _, there := s.Zones.Find(code); there {
			in.report.Note("rules.missing_zones names %s, which is there; take it out", code)
		} else if !refused {
			out = append(out, data.MissingZone{Zone: code, Reason: data.NotDelivered})
		}
	}
	return out
}

func (in *intake) levelOf(source *report.Source) data.Level {
	for i, l := range in.layers.Zones {
		if l.Report == source {
			return in.project.Zones[i].Level
		}
	}
	return ""
}
