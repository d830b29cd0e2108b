package project

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"github.com/qingshan-gis/qingshan/data/rules"
	"github.com/qingshan-gis/qingshan/data/snapshot"
)

// Project is the project file: where things are and which rules hold. Its keys are a contract (DESIGN section 6).
type Project struct {
	Name      string            `yaml:"name"`
	Store     string            `yaml:"store"`
	CRS       string            `yaml:"crs"`                        // auto, or the working CRS
	Date      snapshot.Date     `yaml:"date"`                       // the snapshot's date; default the day of the ingest
	Timezone  string            `yaml:"timezone" json:",omitempty"` // in which times are days; default Asia/Shanghai. Left out of the snapshot's id where it is the default
	Zones     []ZoneSource      `yaml:"zones"`
	Cells     []CellSource      `yaml:"cells"`
	Parcels   []ParcelSource    `yaml:"parcels"`
	Accepted  []AcceptedSource  `yaml:"accepted"`
	Permitted []PermittedSource `yaml:"permitted"`
	Scenes    []SceneSource     `yaml:"scenes"`
	Registry  RegistrySource    `yaml:"registry"`
	Rules     rules.Rules       `yaml:"rules"`

	path string
}

// New is a project with the defaults of a file that lies at path, to which its paths are relative.
func New(path string) *Project {
	return &Project{Store: "./store", CRS: "auto", Rules: rules.DefaultRules(), path: path}
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

// Relative is a path as the project file would write it, so that snapshots name no machine: that of a file elsewhere is its name only.
func (p *Project) Relative(path string) string {
	rel, err := filepath.Rel(filepath.Dir(p.path), path)
	if err != nil || strings.HasPrefix(rel, "..") {
		return filepath.Base(path)
	}
	return rel
}

// Settings is all that the project file says but for the place of the store, as text: what a snapshot's id is derived from.
func (p *Project) Settings() ([]byte, error) {
	settings := *p
	settings.Store = ""
	return json.Marshal(settings)
}

// StorePath is the folder of the store.
func (p *Project) StorePath() string { return p.Resolve(p.Store) }

// Invalid is a [*ConfigError] that begins with the project file's path.
func (p *Project) Invalid(format string, args ...any) error {
	return Invalid("%s: %s", p.path, fmt.Sprintf(format, args...))
}

// Location is the time zone in which times are days.
func (p *Project) Location() *time.Location {
	zone, err := snapshot.ParseTimezone(p.Timezone)
	if err != nil { // validateZones has refused it
		return snapshot.China()
	}
	return zone
}
