package ingest

import (
	"fmt"
	"math"
	"slices"

	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/data"
)

// QuarantineError says that more was refused than the project allows; it ends with exit code 3.
type QuarantineError struct {
	Share, Limit float64 // of one layer's rows, or of its ground, or of all rows
	Ground       bool    // the share is of ground
	NoZones      bool    // no zone is left, which no limit allows
	Zones        int     // refused zones that the project does not declare missing
	Source       string  // whose share it is
	First        Remark
}

func (e *QuarantineError) Error() string {
	switch {
	case e.NoZones:
		return fmt.Sprintf("quarantine: every zone was refused; nothing was published. The first: %s. Mend the rows", e.First)
	case e.Zones > 0:
		return fmt.Sprintf("quarantine: %d zone row(s) were refused, without which every sum above them is wrong; nothing was published. The first: %s. Mend the rows, or declare the zones with `rules: {missing_zones: [%s]}`",
			e.Zones, e.First, e.First.ID)
	}
	what := "rows"
	if e.Ground {
		what = "ground"
	}
	return fmt.Sprintf("quarantine: %.2f %% of the %s of %s were refused, rules.quarantine_limit allows %.2f %% of each layer and of all rows; nothing was published. The first: %s. Mend the rows, or raise the limit",
		100*e.Share, what, e.Source, 100*e.Limit, e.First)
}

// judgeQuarantine refuses the run if a zone was refused that the rules do not declare missing, or if any other layer lost more of
// its rows, or of its ground, than the limit allows: one layer's good rows are no excuse for another's bad ones. Rows of the
// registry, which have no ground, are judged with all rows together. A limit of 1 declares that whatever is left is wanted.
func (r *Report) judgeQuarantine(rules data.Rules) error {
	if rules.QuarantineLimit >= 1 || len(r.Quarantine) == 0 {
		return nil
	}
	lost := &QuarantineError{Limit: rules.QuarantineLimit}
	for _, m := range r.Quarantine {
		if m.source.Kind == "zones" && !slices.Contains(rules.MissingZones, m.ID) {
			if lost.Zones++; lost.Zones == 1 {
				lost.First = m
			}
		}
	}
	if lost.Zones > 0 {
		return lost
	}
	for _, s := range r.Sources {
		if s.Kind == "zones" || s.Kind == "registry" || s.Quarantined == 0 {
			continue
		}
		lost.Source, lost.First = s.name(), r.Quarantine[slices.IndexFunc(r.Quarantine, func(m Remark) bool { return m.source == s })]
		if lost.Share = float64(s.Quarantined) / float64(max(1, s.Read)); lost.Share > lost.Limit {
			return lost
		}
		if lost.Share, lost.Ground = s.QuarantinedM2/math.Max(1, s.ground), true; lost.Share > lost.Limit {
			return lost
		}
		lost.Ground = false
	}
	if lost.Share = r.share(); lost.Share > lost.Limit {
		lost.Source, lost.First = "all sources together", r.Quarantine[0]
		return lost
	}
	return nil
}

func (s *SourceReport) name() string {
	if s.Layer == "" {
		return s.Path
	}
	return s.Path + ", layer " + s.Layer
}

// share is the refused share of all rows read, of all sources together but zones.
func (r *Report) share() float64 {
	read, bad := 0, 0
	for _, s := range r.Sources {
		if s.Kind != "zones" {
			read += s.Read
			bad += s.Quarantined
		}
	}
	return float64(bad) / float64(max(1, read))
}

// finiteArea is the planar area of what was delivered, 0 where its coordinates make no sense.
func finiteArea(mp *geom.MultiPolygon) float64 {
	a := planarArea(mp)
	if math.IsNaN(a) || math.IsInf(a, 0) {
		return 0
	}
	return math.Max(0, a)
}

// missing lists the zones that are in no figure: declared, and refused or not delivered.
func (in *intake) missing(s *data.Tables) []data.MissingZone {
	var out []data.MissingZone
	at := map[string]int{}
	for _, m := range in.report.Quarantine {
		if m.source.Kind != "zones" {
			continue
		}
		i, known := at[m.ID]
		if !known || m.ID == "" {
			i = len(out)
			at[m.ID] = i
			z := data.MissingZone{Zone: m.ID, Reason: string(m.Reason), Level: in.levelOf(m.source)}
			if len(m.texts) == 3 {
				z.Name, z.Parent = m.texts[1], m.texts[2]
			}
			out = append(out, z)
		}
		out[i].Rows++
		if m.shape != nil {
			out[i].AreaM2 += finiteArea(m.shape)
		}
	}
	for _, code := range in.project.Rules.MissingZones {
		_, refused := at[code]
		if _, there := s.Zones.Find(code); there {
			in.report.note("rules.missing_zones names %s, which is there; take it out", code)
		} else if !refused {
			out = append(out, data.MissingZone{Zone: code, Reason: data.NotDelivered})
		}
	}
	return out
}

func (in *intake) levelOf(source *SourceReport) data.Level {
	for i, l := range in.layers.zones {
		if l.report == source {
			return in.project.Zones[i].Level
		}
	}
	return ""
}

// refusedRows sums up, source by source, what was refused of layers and tables other than zones.
func (r *Report) refusedRows() (out []data.RefusedRows) {
	for _, s := range r.Sources {
		if s.Quarantined > 0 && s.Kind != "zones" {
			out = append(out, data.RefusedRows{Kind: s.Kind, File: s.Path, Layer: s.Layer, Rows: s.Quarantined, AreaM2: s.QuarantinedM2})
		}
	}
	return out
}
