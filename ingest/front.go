package ingest

import "github.com/qingshan-gis/qingshan/ingest/project"

// Project is the project file, see [project.Project].
type Project = project.Project

// ConfigError is a mistake in the project file or on the command line, see [project.ConfigError].
type ConfigError = project.ConfigError

// LoadProject reads and checks a project file. Its error is a [*ConfigError], or of the disk.
func LoadProject(path string) (*Project, error) { return project.Load(path) }

// LoadZones reads a project file of which only the zones are wanted: it may name no cells yet. Its error is as of [LoadProject].
func LoadZones(path string) (*Project, error) { return project.LoadZones(path) }
