package report

import (
	"fmt"
	"math"
	"slices"

	"github.com/qingshan-gis/qingshan/data/rules"
	"github.com/qingshan-gis/qingshan/data/snapshot"
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

// CheckQuarantine refuses the run if a zone was refused that the rules do not declare missing, or if any other layer lost more of
// its rows, or of its ground, than the limit allows: one layer's good rows are no excuse for another's bad ones. Rows of the
// registry, which have no ground, are judged with all rows together. A limit of 1 declares that whatever is left is wanted.
func (r *Report) CheckQuarantine(rules rules.Rules) error {
	if rules.QuarantineLimit >= 1 || len(r.Quarantine) == 0 {
		return nil
	}
	lost := &QuarantineError{Limit: rules.QuarantineLimit}
	for _, m := range r.Quarantine {
		if m.Source.Kind == "zones" && !slices.Contains(rules.MissingZones, m.ID) {
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
		lost.Source, lost.First = s.Name(), r.Quarantine[slices.IndexFunc(r.Quarantine, func(m Remark) bool { return m.Source == s })]
		if lost.Share = float64(s.Quarantined) / float64(max(1, s.Read)); lost.Share > lost.Limit {
			return lost
		}
		if lost.Share, lost.Ground = s.QuarantinedM2/math.Max(1, s.ground), true; lost.Share > lost.Limit {
			return lost
		}
		lost.Ground = false
	}
	if lost.Share = r.Share(); lost.Share > lost.Limit {
		lost.Source, lost.First = "all sources together", r.Quarantine[0]
		return lost
	}
	return nil
}

// Share is the refused share of all rows read, of all sources together but zones.
func (r *Report) Share() float64 {
	read, bad := 0, 0
	for _, s := range r.Sources {
		if s.Kind != "zones" {
			read += s.Read
			bad += s.Quarantined
		}
	}
	return float64(bad) / float64(max(1, read))
}

// RefusedRows sums up, source by source, what was refused of layers and tables other than zones.
func (r *Report) RefusedRows() (out []snapshot.RefusedRows) {
	for _, s := range r.Sources {
		if s.Quarantined > 0 && s.Kind != "zones" {
			out = append(out, snapshot.RefusedRows{Kind: s.Kind, File: s.Path, Layer: s.Layer, Rows: s.Quarantined, AreaM2: s.QuarantinedM2})
		}
	}
	return out
}
