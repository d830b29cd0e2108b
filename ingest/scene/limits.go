package scene

import (
	"fmt"
	"math"
	"strings"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/ingest/project"
)

// checkLimits refuses valid_min and valid_max that were written in physical units: they bound stored values. Of a scaled scene
// of whole numbers that shows, since its stored values have no fractions and run over more than a few.
func (s *Scene) checkLimits() error {
	lo, hi := s.source.ValidMin, s.source.ValidMax
	if !s.whole() || s.Scale == 1 && s.Offset == 0 {
		return nil
	}
	fraction := func(v *float64) bool { return v != nil && *v != math.Trunc(*v) }
	narrow := lo != nil && hi != nil && *hi-*lo <= 2 || lo == nil && hi != nil && *hi > 0 && *hi <= 1
	if !fraction(lo) && !fraction(hi) && !narrow {
		return nil
	}
	var said, physical, instead []string
	for _, l := range []struct {
		key   string
		value *float64
	}{{"valid_min", lo}, {"valid_max", hi}} {
		if l.value != nil {
			said = append(said, fmt.Sprintf("%s: %g", l.key, *l.value))
			physical = append(physical, fmt.Sprintf("%g", *l.value*s.Scale+s.Offset))
			instead = append(instead, fmt.Sprintf("%s: %.0f", l.key, (*l.value-s.Offset)/s.Scale))
		}
	}
	return project.Invalid("%s: %s bound stored values, before scale %g and offset %g: in physical units that is %s; if physical units were meant, write %s",
		s.source.Path, strings.Join(said, ", "), s.Scale, s.Offset, strings.Join(physical, " to "), strings.Join(instead, ", "))
}

// noteEmpty remarks on scenes of which nothing on the zones' ground is an observation.
func (m *Measurer) noteEmpty(series *snapshot.Series) {
	zones := len(series.Zones.Count) / len(series.Scenes)
	for t, sc := range series.Scenes {
		seen := 0.0
		for _, pixels := range series.Zones.Count[t*zones : (t+1)*zones] {
			seen += pixels
		}
		if seen == 0 {
			m.Report.Note("%s (%s %s): nothing of it is an observation on the zones' ground; check its nodata value and mask, and `valid_min`, `valid_max` (stored values), `nodata` and `quality` in the project file",
				sc.Path, sc.Quantity, sc.Date)
		}
	}
}
