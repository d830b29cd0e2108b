// Package county gives tests of several packages the ingested counties that they look at.
package county

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/qingshan-gis/qingshan/ingest"
	"github.com/qingshan-gis/qingshan/ingest/plangrid"
	"github.com/qingshan-gis/qingshan/ingest/progress"
	"github.com/qingshan-gis/qingshan/ingest/project"
	"github.com/qingshan-gis/qingshan/internal/fixture"
	"github.com/qingshan-gis/qingshan/internal/shared"
	"github.com/qingshan-gis/qingshan/sample"
	"github.com/qingshan-gis/qingshan/tiles/build"
	"github.com/qingshan-gis/qingshan/tiles/pyramid"
)

// ProjectName is the project file in each folder.
const ProjectName = "qingshan.yaml"

// Sample is the folder of a sample county of a scale, ingested. Nobody may write into it.
func Sample(t testing.TB, scale string) (dir, project string) {
	t.Helper()
	dir = fixture.Dir(t, "sample-"+scale, fillSample(scale))
	return dir, filepath.Join(dir, ProjectName)
}

// SampleCopy is a copy of [Sample] for a test that changes it.
func SampleCopy(t testing.TB, scale string) (dir, project string) {
	t.Helper()
	dir = fixture.Copy(t, "sample-"+scale, fillSample(scale))
	return dir, filepath.Join(dir, ProjectName)
}

func fillSample(scale string) func(dir string) error {
	return func(dir string) error {
		if _, err := sample.Write(context.Background(), dir, sample.Options{Scale: scale, Seed: 20260}); err != nil {
			return err
		}
		return Ingest(filepath.Join(dir, ProjectName))
	}
}

// TwoNights is a folder of the test's own with the sample county XS, ingested on two nights of which the second has another rule: two
// snapshots that share the files of their scenes. Nothing in it is linked to a fixture, so that its files may be damaged.
func TwoNights(t testing.TB) (dir, project string) {
	t.Helper()
	from := fixture.Dir(t, "two-nights", func(dir string) error {
		if err := fillSample("XS")(dir); err != nil {
			return err
		}
		project := filepath.Join(dir, ProjectName)
		text, err := os.ReadFile(project)
		if err != nil {
			return err
		}
		text = bytes.Replace(text, []byte("min_area_m2: 1,"), []byte("min_area_m2: 2,"), 1)
		if err := os.WriteFile(project, text, 0o644); err != nil {
			return err
		}
		return Ingest(project)
	})
	dir = t.TempDir()
	if err := fixture.Clone(from, dir); err != nil {
		t.Fatal(err)
	}
	return dir, filepath.Join(dir, ProjectName)
}

// Ingest publishes in this process what `qingshan ingest` publishes.
func Ingest(path string) error {
	p, err := project.Load(path)
	if err != nil {
		return err
	}
	_, err = ingest.Run(context.Background(), p, ingest.Options{Tiles: build.Write, TilesVersion: pyramid.EncodingVersion})
	return err
}

const zhejiangZones = `name: 浙江
zones:
  - {path: %[1]q, level: province, code: pradcode, name: prname, crs: "EPSG:4490", dissolve: true}
  - {path: %[1]q, level: city, code: ctadcode, name: ctname, parent: pradcode, crs: "EPSG:4490", dissolve: true}
  - {path: %[1]q, level: county, code: adcode, name: name, parent: ctadcode, crs: "EPSG:4490"}
`

// Zhejiang is the real province, ingested: 90 counties with 518 islands, under a grid of cells of 50 km. Nobody may write into it. It
// skips the test where the shared data is missing.
func Zhejiang(t testing.TB) (dir, path string) {
	t.Helper()
	zones := fmt.Sprintf(zhejiangZones, shared.Path(t, "data", "zhejiang_counties", "zhejiang_district.shp"))
	dir = fixture.Dir(t, "zhejiang", func(dir string) error {
		path := filepath.Join(dir, ProjectName)
		if err := os.WriteFile(path, []byte(zones), 0o644); err != nil {
			return err
		}
		p, err := project.LoadZones(path)
		if err != nil {
			return err
		}
		if _, err := plangrid.Write(context.Background(), p, plangrid.Options{Size: 50e3, Out: filepath.Join(dir, "cells.gpkg"), Progress: progress.Quiet{}}); err != nil {
			return err
		}
		if err := os.WriteFile(path, []byte(zones+"cells: [{path: cells.gpkg, id: gid}]\n"), 0o644); err != nil {
			return err
		}
		return Ingest(path)
	})
	return dir, filepath.Join(dir, ProjectName)
}
