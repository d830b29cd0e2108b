package ingest

import (
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/ingest/project"
	"github.com/qingshan-gis/qingshan/ingest/report"
	"github.com/qingshan-gis/qingshan/ingest/source"
)

// missing lists the zones that are in no figure: declared, and refused or not delivered.
func missing(e environment, zones []*source.Layer, s *snapshot.Tables) []snapshot.MissingZone {
	var out []snapshot.MissingZone
	at := map[string]int{}
	for _, m := range e.report.Quarantine {
		if m.Source.Kind != "zones" {
			continue
		}
		i, known := at[m.ID]
		if !known || m.ID == "" {
			i = len(out)
			at[m.ID] = i
			z := snapshot.MissingZone{Zone: m.ID, Reason: string(m.Reason), Level: zoneLevel(e.project, zones, m.Source)}
			if len(m.Texts) == 3 {
				z.Name, z.Parent = m.Texts[1], m.Texts[2]
			}
			out = append(out, z)
		}
		out[i].Rows++
		out[i].AreaM2 += m.AreaM2()
	}
	for _, code := range e.project.Rules.MissingZones {
		_, refused := at[code]
		if _, there := s.Zones.Find(code); there {
			e.report.Note("rules.missing_zones names %s, which is there; take it out", code)
		} else if !refused {
			out = append(out, snapshot.MissingZone{Zone: code, Reason: snapshot.NotDelivered})
		}
	}
	return out
}

func zoneLevel(p *project.Project, zones []*source.Layer, src *report.Source) snapshot.Level {
	for i, l := range zones {
		if l.Report == src {
			return p.Zones[i].Level
		}
	}
	return ""
}
