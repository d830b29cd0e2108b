package project

import (
	"fmt"
	"slices"
	"strings"

	"github.com/qingshan-gis/qingshan/data/rules"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/spatial/gdal"
)

func (p *Project) validateZones() error {
	if _, err := snapshot.ParseTimezone(p.Timezone); err != nil {
		return p.Invalid("%v", err)
	}
	if len(p.Zones) == 0 {
		return p.Invalid("no zones; name at least one layer under `zones:`")
	}
	for i, z := range p.Zones {
		if err := p.validateZone(i, z); err != nil {
			return err
		}
	}
	return nil
}

func (p *Project) validate() error {
	if err := p.validateZones(); err != nil {
		return err
	}
	if len(p.Cells) == 0 {
		return p.Invalid("no cells; name at least one layer under `cells:`; `qingshan grid` makes candidate cells")
	}
	for i, c := range p.Cells {
		if err := p.ValidateSource("cells", i, c.Source); err != nil {
			return err
		}
		if c.ID == "" {
			return p.Invalid("cells[%d] (%s): no `id:`; name the field that identifies a cell", i, c.Path)
		}
	}
	for i, s := range p.Parcels {
		if err := p.ValidateSource("parcels", i, s.Source); err != nil {
			return err
		}
		if s.ID == "" {
			return p.Invalid("parcels[%d] (%s): no `id:`; name the field that identifies a parcel", i, s.Path)
		}
		if !slices.Contains([]string{"", "ha", "mu", "m2"}, s.StatedUnit) || s.StatedArea != "" && s.StatedUnit == "" {
			return p.Invalid("parcels[%d] (%s): stated_unit is %q; write ha, mu or m2", i, s.Path, s.StatedUnit)
		}
	}
	for i, a := range p.Accepted {
		if err := p.ValidateSource("accepted", i, a.Source); err != nil {
			return err
		}
		if a.ID == "" {
			return p.Invalid("accepted[%d] (%s): no `id:`; name the field that identifies an exception", i, a.Path)
		}
	}
	for i, a := range p.Permitted {
		if err := p.ValidateSource("permitted", i, a.Source); err != nil {
			return err
		}
		if a.ID == "" {
			return p.Invalid("permitted[%d] (%s): no `id:`; name the field that identifies a permitted area", i, a.Path)
		}
	}
	return p.validateRules()
}

func (p *Project) validateZone(i int, z ZoneSource) error {
	if err := p.ValidateSource("zones", i, z.Source); err != nil {
		return err
	}
	switch {
	case z.Level.Rank() < 0:
		return p.Invalid("zones[%d] (%s): level %q; write one of %v", i, z.Path, z.Level, snapshot.Levels)
	case z.Code == "":
		return p.Invalid("zones[%d] (%s): no `code:`; name the field with the zone's code", i, z.Path)
	case i > 0 && z.Level.Rank() < p.Zones[i-1].Level.Rank():
		return p.Invalid("zones[%d] (%s): %s comes after %s; list zones from coarse to fine", i, z.Path, z.Level, p.Zones[i-1].Level)
	case z.Parent == "" && z.Level != p.Zones[0].Level:
		return p.Invalid("zones[%d] (%s): no `parent:`; name the field with the code of the %s above", i, z.Path, p.Zones[0].Level)
	}
	return nil
}

// ValidateSource refuses an entry, the i-th under a key, that cannot be read whatever its file holds; its error is a [*ConfigError].
func (p *Project) ValidateSource(key string, i int, s Source) error {
	switch {
	case s.Path == "":
		return p.Invalid("%s[%d]: no `path:`", key, i)
	case !slices.Contains([]string{"", "cgcs2000", "wgs84", "gcj02", "bd09"}, strings.ToLower(s.Datum)):
		return p.Invalid("%s[%d] (%s): datum %q; write gcj02 or bd09, or leave it out", key, i, s.Path, s.Datum)
	}
	return nil
}

func (p *Project) validateRules() error {
	c := p.Rules.Coverage
	if c.Demand != rules.DemandAll && c.Demand != rules.DemandForest {
		return p.Invalid("rules.coverage.demand is %q; write all or forest", c.Demand)
	}
	if c.MinAreaM2 < 0 || c.MinWidthM < 0 {
		return p.Invalid("rules.coverage: min_area_m2 and min_width_m cannot be negative")
	}
	if p.Rules.QuarantineLimit < 0 || p.Rules.QuarantineLimit > 1 {
		return p.Invalid("rules.quarantine_limit is %v; it is a share of rows between 0 and 1", p.Rules.QuarantineLimit)
	}
	if p.Rules.StatedAreaLimit < 0 {
		return p.Invalid("rules.stated_area_limit is %v; it is a share of the computed area, such as 0.05", p.Rules.StatedAreaLimit)
	}
	if l := p.Rules.ShrinkLimit; l != nil && (*l < 0 || *l > 1) {
		return p.Invalid("rules.shrink_limit is %v; it is a share of rows between 0 and 1", *l)
	}
	seen := map[string]bool{}
	for i, r := range p.Rules.Change {
		at := fmt.Sprintf("rules.change[%d] (%s)", i, r.Name)
		switch {
		case r.Name == "" || seen[r.Name]:
			return p.Invalid("%s: give every change rule a name of its own", at)
		case r.Validate() != nil:
			return p.Invalid("%s: %v", at, r.Validate())
		case r.Transition() && p.kindOf(r.Quantity) == KindIndex:
			return p.Invalid("%s: %s is an index, which has no classes; write `kind: class` at its scenes, or `drop:` or `rise:`", at, r.Quantity)
		}
		seen[r.Name] = true
	}
	if why := p.Rules.Triage.Validate(); why != nil {
		return p.Invalid("rules.triage: %s", why)
	}
	return p.validateScenes()
}

// kindOf is the kind that the scenes of a quantity state; "" where none does.
func (p *Project) kindOf(quantity string) string {
	for _, s := range p.Scenes {
		if s.Quantity == quantity && s.Kind != "" {
			return s.Kind
		}
	}
	return ""
}

func (p *Project) validateScenes() error {
	for i, s := range p.Scenes {
		if s.Path == "" || s.Quantity == "" || s.Date == snapshot.NoDate && !strings.ContainsAny(s.Path, "*?[") {
			return p.Invalid("scenes[%d] (%s): a scene needs `path:`, `quantity:` and `date:`", i, s.Path)
		}
		switch {
		case s.Kind != "" && s.Kind != KindIndex && s.Kind != KindClass:
			return p.Invalid("scenes[%d] (%s): kind %q; write index or class", i, s.Path, s.Kind)
		case len(s.Classes) > 0 && s.Kind != KindClass:
			return p.Invalid("scenes[%d] (%s): classes belong to `kind: class`", i, s.Path)
		case s.Mosaic && s.Date == snapshot.NoDate:
			return p.Invalid("scenes[%d] (%s): a mosaic needs its `date:`", i, s.Path)
		case s.Mosaic && s.Quality != nil && s.Quality.Path != "":
			return p.Invalid("scenes[%d] (%s): a mosaic takes its quality band from its own files", i, s.Path)
		case s.Quality != nil && (s.Quality.Band < 1 || len(s.Quality.Good) == 0):
			return p.Invalid("scenes[%d] (%s): quality needs `band:` and `good:`, the values of an observation", i, s.Path)
		case s.ValidMin != nil && s.ValidMax != nil && *s.ValidMin > *s.ValidMax:
			return p.Invalid("scenes[%d] (%s): valid_min %g is more than valid_max %g, which leaves nothing; exchange them", i, s.Path, *s.ValidMin, *s.ValidMax)
		}
		if q := s.Quality; q != nil {
			if why := (&gdal.Quality{Mask: q.Mask, Good: q.Good}).Contradiction(); why != "" {
				return p.Invalid("scenes[%d] (%s): quality: %s", i, s.Path, why)
			}
		}
	}
	return nil
}
