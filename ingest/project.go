package ingest

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"time"

	"gopkg.in/yaml.v3"

	"github.com/qingshan-gis/qingshan/data"
	"github.com/qingshan-gis/qingshan/spatial/gdalio"
)

// Project is the project file: where things are and which rules hold. Its keys are a contract (DESIGN section 6).
type Project struct {
	Name      string            `yaml:"name"`
	Store     string            `yaml:"store"`
	CRS       string            `yaml:"crs"`                        // auto, or the working CRS
	Date      data.Date         `yaml:"date"`                       // the snapshot's date; default the day of the ingest
	Timezone  string            `yaml:"timezone" json:",omitempty"` // in which times are days; default Asia/Shanghai. Left out of the snapshot's id where it is the default
	Zones     []ZoneSource      `yaml:"zones"`
	Cells     []CellSource      `yaml:"cells"`
	Parcels   []ParcelSource    `yaml:"parcels"`
	Accepted  []AcceptedSource  `yaml:"accepted"`
	Permitted []PermittedSource `yaml:"permitted"`
	Scenes    []SceneSource     `yaml:"scenes"`
	Registry  RegistrySource    `yaml:"registry"`
	Rules     data.Rules        `yaml:"rules"`

	path    string
	scratch string // a folder for what is unpacked, of a run's own copy of the project
}

// withScratch is a copy of the project that unpacks archives into a folder.
func (p *Project) withScratch(folder string) *Project {
	own := *p
	own.scratch = folder
	return &own
}

// Source is what every vector source takes.
type Source struct {
	Path     string `yaml:"path"`
	Layer    string `yaml:"layer"`    // default the only one
	CRS      string `yaml:"crs"`      // default what the file says
	Encoding string `yaml:"encoding"` // of a shapefile's table: GBK or UTF-8
	Datum    string `yaml:"datum"`    // gcj02, bd09: coordinates of a shifted datum
	Where    string `yaml:"where"`    // an attribute filter
	// DatumShift is how the datum of the CRS lies to CGCS2000. Nil is left out of the settings' hash: snapshots keep their ids.
	DatumShift *DatumShift `yaml:"datum_shift" json:",omitempty"`
}

// ZoneSource is a layer of zones of one level.
type ZoneSource struct {
	Source   `yaml:",inline"`
	Level    data.Level `yaml:"level"`
	Code     string     `yaml:"code"`
	Name     string     `yaml:"name"`
	Parent   string     `yaml:"parent"`
	Dissolve bool       `yaml:"dissolve"` // rows of one code make one zone
}

// CellSource is a layer of cells.
type CellSource struct {
	Source    `yaml:",inline"`
	ID        string `yaml:"id"`
	Ranger    string `yaml:"ranger"`
	ValidFrom string `yaml:"valid_from"`
	ValidTo   string `yaml:"valid_to"`
}

// ParcelSource is a layer of parcels.
type ParcelSource struct {
	Source     `yaml:",inline"`
	ID         string `yaml:"id"`
	Class      string `yaml:"class"`
	Category   string `yaml:"category"`
	StatedArea string `yaml:"stated_area"`
	StatedUnit string `yaml:"stated_unit"` // ha, mu or m2
}

// AcceptedSource is a layer of approved exceptions.
type AcceptedSource struct {
	Source    `yaml:",inline"`
	ID        string `yaml:"id"`
	Reason    string `yaml:"reason"`
	Approver  string `yaml:"approver"`
	ValidFrom string `yaml:"valid_from"`
	ValidTo   string `yaml:"valid_to"`
}

// PermittedSource is a layer of ground for whose use or felling there is a permit.
type PermittedSource struct {
	Source    `yaml:",inline"`
	ID        string `yaml:"id"`
	Permit    string `yaml:"permit"` // the permit's number
	ValidFrom string `yaml:"valid_from"`
	ValidTo   string `yaml:"valid_to"`
}

// SceneSource is one raster, or several by a glob.
type SceneSource struct {
	Path     string         `yaml:"path"`
	Quantity string         `yaml:"quantity"`
	Date     data.Date      `yaml:"date"`
	Band     int            `yaml:"band"`
	Scale    float64        `yaml:"scale"`
	Offset   float64        `yaml:"offset"`
	CRS      string         `yaml:"crs"`
	Nodata   *float64       `yaml:"nodata"`
	ValidMin *float64       `yaml:"valid_min"` // stored values below are no observation, whatever the scale
	ValidMax *float64       `yaml:"valid_max"`
	Kind     string         `yaml:"kind"`    // index (default) or class: how the scene is resampled where it lies on another grid
	Classes  []int          `yaml:"classes"` // makes the scene 1 where it has one of these classes, and 0 elsewhere
	Mosaic   bool           `yaml:"mosaic"`  // the files that match are parts of one scene
	Quality  *QualitySource `yaml:"quality"`
	// DatumShift is as for a vector source.
	DatumShift *DatumShift `yaml:"datum_shift" json:",omitempty"`
}

// QualitySource is a band of bit fields that says which pixels are observations.
type QualitySource struct {
	Path string   `yaml:"path"` // default the scene's own file
	Band int      `yaml:"band"`
	Mask uint32   `yaml:"mask"` // the bits that count; default all
	Good []uint32 `yaml:"good"` // their values in an observation
}

// RegistrySource names the registry's tables.
type RegistrySource struct {
	Chiefs      TableSource `yaml:"chiefs"`
	Rangers     TableSource `yaml:"rangers"`
	Assignments TableSource `yaml:"assignments"`
}

// TableSource is a CSV or XLSX file. Columns maps our column names to the file's.
type TableSource struct {
	Path     string            `yaml:"path"`
	Sheet    string            `yaml:"sheet"` // of a workbook; default the first
	Encoding string            `yaml:"encoding"`
	Columns  map[string]string `yaml:"columns"`
}

// ConfigError is a mistake in the project file or on the command line; it ends with exit code 2.
type ConfigError struct{ Reason string }

func (e *ConfigError) Error() string { return e.Reason }

func configf(format string, args ...any) error { return &ConfigError{fmt.Sprintf(format, args...)} }

// LoadProject reads and checks a project file. Unknown keys are refused with their line.
func LoadProject(path string) (*Project, error) {
	p, err := readProject(path)
	if err != nil {
		return nil, err
	}
	return p, p.check()
}

func readProject(path string) (*Project, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, configf("%s: no such file; `qingshan init DIR` writes one from a folder of data", path)
	}
	if errors.Is(err, os.ErrPermission) || errors.Is(err, syscall.EISDIR) {
		return nil, configf("%s: %v", path, err)
	}
	if err != nil { // the disk's fault, not the user's
		return nil, fmt.Errorf("the project file: %w", err)
	}
	return decodeProject(path, text)
}

// LoadZones reads a project file of which only the zones are wanted: it may name no cells yet.
func LoadZones(path string) (*Project, error) {
	p, err := readProject(path)
	if err != nil {
		return nil, err
	}
	return p, p.checkZones()
}

// ParseProject reads a project file's text; path names it in errors and roots its relative paths.
func ParseProject(path string, text []byte) (*Project, error) {
	p, err := decodeProject(path, text)
	if err != nil {
		return nil, err
	}
	return p, p.check()
}

func decodeProject(path string, text []byte) (*Project, error) {
	p := &Project{Store: "./store", CRS: "auto", Rules: data.DefaultRules(), path: path}
	if why := notUTF8(text); why != "" {
		return nil, configf("%s: %s", path, why)
	}
	dec := yaml.NewDecoder(strings.NewReader(string(text)))
	dec.KnownFields(true)
	if err := dec.Decode((*projectYAML)(p)); err != nil {
		return nil, configf("%s: %s", path, explained(string(text), explainYAML(err)))
	}
	var root yaml.Node
	if err := yaml.Unmarshal(text, &root); err != nil {
		return nil, configf("%s: %s", path, explainYAML(err))
	}
	if bad := notFinite(&root); bad != nil {
		return nil, configf("%s: line %d: %s is no number that can be used here; correct or remove it", path, bad.Line, bad.Value)
	}
	if bad := inFullWidthQuotes(&root); bad != nil {
		return nil, configf("%s: line %d: %s has full-width quotes or commas, which YAML takes for a part of the text; write \" and ,", path, bad.Line, bad.Value)
	}
	p.fillDefaults(&root)
	if p.Timezone == data.DefaultTimezone { // said or left out, it is the same project
		p.Timezone = ""
	}
	if l := p.Rules.ShrinkLimit; l != nil && *l == data.DefaultShrinkLimit { // as well
		p.Rules.ShrinkLimit = nil
	}
	if p.Name == "" {
		p.Name = filepath.Base(filepath.Dir(p.abs()))
	}
	return p, nil
}

// projectYAML is Project without its methods, so that decoding is plain.
type projectYAML Project

var (
	unknownKey = regexp.MustCompile(`line (\d+): field (\S+) not found in type \S*?\.?(\w+)$`)
	yamlLine   = regexp.MustCompile(`^yaml: (unmarshal errors:\s+)?`)
)

// explainYAML turns the decoder's words into a sentence with line and remedy.
func explainYAML(err error) string {
	var te *yaml.TypeError
	if !errors.As(err, &te) {
		if err.Error() == "EOF" {
			return "the file is empty; `qingshan init DIR` writes a project file"
		}
		return yamlLine.ReplaceAllString(err.Error(), "")
	}
	var out []string
	for _, e := range te.Errors {
		if m := unknownKey.FindStringSubmatch(e); m != nil {
			out = append(out, fmt.Sprintf("line %s: unknown key %q; correct its spelling or remove the line (known keys here: %s)",
				m[1], m[2], strings.Join(knownKeys(m[3]), ", ")))
			continue
		}
		out = append(out, strings.ReplaceAll(e, "!!", ""))
	}
	return strings.Join(out, "; ")
}

func (p *Project) abs() string {
	a, err := filepath.Abs(p.path)
	if err != nil {
		return p.path
	}
	return a
}

// Resolve makes a path of the project file absolute, or relative to the working directory as the project file's is.
func (p *Project) Resolve(path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(filepath.Dir(p.path), path)
}

// StorePath is the folder of the store.
func (p *Project) StorePath() string { return p.Resolve(p.Store) }

func (p *Project) fail(format string, args ...any) error {
	return configf("%s: %s", p.path, fmt.Sprintf(format, args...))
}

// zone is the time zone in which times are days.
func (p *Project) zone() *time.Location {
	zone, err := data.ParseTimezone(p.Timezone)
	if err != nil { // checkZones has refused it
		return data.China()
	}
	return zone
}

func (p *Project) checkZones() error {
	if _, err := data.ParseTimezone(p.Timezone); err != nil {
		return p.fail("%v", err)
	}
	if len(p.Zones) == 0 {
		return p.fail("no zones; name at least one layer under `zones:`")
	}
	for i, z := range p.Zones {
		if err := p.checkZone(i, z); err != nil {
			return err
		}
	}
	return nil
}

func (p *Project) check() error {
	if err := p.checkZones(); err != nil {
		return err
	}
	if len(p.Cells) == 0 {
		return p.fail("no cells; name at least one layer under `cells:`; `qingshan grid` makes candidate cells")
	}
	for i, c := range p.Cells {
		if err := p.checkSource("cells", i, c.Source); err != nil {
			return err
		}
		if c.ID == "" {
			return p.fail("cells[%d] (%s): no `id:`; name the field that identifies a cell", i, c.Path)
		}
	}
	for i, s := range p.Parcels {
		if err := p.checkSource("parcels", i, s.Source); err != nil {
			return err
		}
		if s.ID == "" {
			return p.fail("parcels[%d] (%s): no `id:`; name the field that identifies a parcel", i, s.Path)
		}
		if !slices.Contains([]string{"", "ha", "mu", "m2"}, s.StatedUnit) || s.StatedArea != "" && s.StatedUnit == "" {
			return p.fail("parcels[%d] (%s): stated_unit is %q; write ha, mu or m2", i, s.Path, s.StatedUnit)
		}
	}
	for i, a := range p.Accepted {
		if err := p.checkSource("accepted", i, a.Source); err != nil {
			return err
		}
		if a.ID == "" {
			return p.fail("accepted[%d] (%s): no `id:`; name the field that identifies an exception", i, a.Path)
		}
	}
	for i, a := range p.Permitted {
		if err := p.checkSource("permitted", i, a.Source); err != nil {
			return err
		}
		if a.ID == "" {
			return p.fail("permitted[%d] (%s): no `id:`; name the field that identifies a permitted area", i, a.Path)
		}
	}
	return p.checkRules()
}

func (p *Project) checkZone(i int, z ZoneSource) error {
	if err := p.checkSource("zones", i, z.Source); err != nil {
		return err
	}
	switch {
	case z.Level.Rank() < 0:
		return p.fail("zones[%d] (%s): level %q; write one of %v", i, z.Path, z.Level, data.Levels)
	case z.Code == "":
		return p.fail("zones[%d] (%s): no `code:`; name the field with the zone's code", i, z.Path)
	case i > 0 && z.Level.Rank() < p.Zones[i-1].Level.Rank():
		return p.fail("zones[%d] (%s): %s comes after %s; list zones from coarse to fine", i, z.Path, z.Level, p.Zones[i-1].Level)
	case z.Parent == "" && z.Level != p.Zones[0].Level:
		return p.fail("zones[%d] (%s): no `parent:`; name the field with the code of the %s above", i, z.Path, p.Zones[0].Level)
	}
	return nil
}

func (p *Project) checkSource(key string, i int, s Source) error {
	switch {
	case s.Path == "":
		return p.fail("%s[%d]: no `path:`", key, i)
	case !slices.Contains([]string{"", "cgcs2000", "wgs84", "gcj02", "bd09"}, strings.ToLower(s.Datum)):
		return p.fail("%s[%d] (%s): datum %q; write gcj02 or bd09, or leave it out", key, i, s.Path, s.Datum)
	}
	return nil
}

func (p *Project) checkRules() error {
	c := p.Rules.Coverage
	if c.Demand != data.DemandAll && c.Demand != data.DemandForest {
		return p.fail("rules.coverage.demand is %q; write all or forest", c.Demand)
	}
	if c.MinAreaM2 < 0 || c.MinWidthM < 0 {
		return p.fail("rules.coverage: min_area_m2 and min_width_m cannot be negative")
	}
	if p.Rules.QuarantineLimit < 0 || p.Rules.QuarantineLimit > 1 {
		return p.fail("rules.quarantine_limit is %v; it is a share of rows between 0 and 1", p.Rules.QuarantineLimit)
	}
	if p.Rules.StatedAreaLimit < 0 {
		return p.fail("rules.stated_area_limit is %v; it is a share of the computed area, such as 0.05", p.Rules.StatedAreaLimit)
	}
	if l := p.Rules.ShrinkLimit; l != nil && (*l < 0 || *l > 1) {
		return p.fail("rules.shrink_limit is %v; it is a share of rows between 0 and 1", *l)
	}
	seen := map[string]bool{}
	for i, r := range p.Rules.Change {
		at := fmt.Sprintf("rules.change[%d] (%s)", i, r.Name)
		switch {
		case r.Name == "" || seen[r.Name]:
			return p.fail("%s: give every change rule a name of its own", at)
		case r.Check() != "":
			return p.fail("%s: %s", at, r.Check())
		case r.Transition() && p.kindOf(r.Quantity) == kindIndex:
			return p.fail("%s: %s is an index, which has no classes; write `kind: class` at its scenes, or `drop:` or `rise:`", at, r.Quantity)
		}
		seen[r.Name] = true
	}
	if why := p.Rules.Triage.Check(); why != "" {
		return p.fail("rules.triage: %s", why)
	}
	return p.checkScenes()
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

func (p *Project) checkScenes() error {
	for i, s := range p.Scenes {
		if s.Path == "" || s.Quantity == "" || s.Date == data.NoDate && !strings.ContainsAny(s.Path, "*?[") {
			return p.fail("scenes[%d] (%s): a scene needs `path:`, `quantity:` and `date:`", i, s.Path)
		}
		switch {
		case s.Kind != "" && s.Kind != kindIndex && s.Kind != kindClass:
			return p.fail("scenes[%d] (%s): kind %q; write index or class", i, s.Path, s.Kind)
		case len(s.Classes) > 0 && s.Kind != kindClass:
			return p.fail("scenes[%d] (%s): classes belong to `kind: class`", i, s.Path)
		case s.Mosaic && s.Date == data.NoDate:
			return p.fail("scenes[%d] (%s): a mosaic needs its `date:`", i, s.Path)
		case s.Mosaic && s.Quality != nil && s.Quality.Path != "":
			return p.fail("scenes[%d] (%s): a mosaic takes its quality band from its own files", i, s.Path)
		case s.Quality != nil && (s.Quality.Band < 1 || len(s.Quality.Good) == 0):
			return p.fail("scenes[%d] (%s): quality needs `band:` and `good:`, the values of an observation", i, s.Path)
		case s.ValidMin != nil && s.ValidMax != nil && *s.ValidMin > *s.ValidMax:
			return p.fail("scenes[%d] (%s): valid_min %g is more than valid_max %g, which leaves nothing; exchange them", i, s.Path, *s.ValidMin, *s.ValidMax)
		}
		if q := s.Quality; q != nil {
			if why := (&gdalio.Quality{Mask: q.Mask, Good: q.Good}).Contradiction(); why != "" {
				return p.fail("scenes[%d] (%s): quality: %s", i, s.Path, why)
			}
		}
	}
	return nil
}
