package ingest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"github.com/qingshan-gis/qingshan/data/coverage"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/ingest/clean"
	"github.com/qingshan-gis/qingshan/ingest/inputs"
	"github.com/qingshan-gis/qingshan/ingest/project"
	"github.com/qingshan-gis/qingshan/ingest/scene"
	"github.com/qingshan-gis/qingshan/ingest/source"
)

// sources are a project's inputs, opened and hashed.
type sources struct {
	layers source.Layers
	scenes []*scene.Scene // by quantity and date
	files  *inputs.Set
}

// openSources opens every source, before any work is done on them.
func openSources(ctx context.Context, e environment) (*sources, error) {
	src := &sources{files: inputs.New(e.scratch, e.report)}
	var err error
	if src.scenes, err = (&scene.Opener{Project: e.project, Files: src.files, Scratch: e.scratch, Report: e.report}).Open(ctx); err != nil {
		return nil, err
	}
	if src.layers, err = (&source.Opener{Project: e.project, Inputs: src.files, Scratch: e.scratch, Report: e.report}).OpenAll(ctx); err != nil {
		return nil, err
	}
	r := e.project.Registry
	for _, t := range []project.TableSource{r.Chiefs, r.Rangers, r.Assignments} {
		if t.Path != "" {
			src.files.Add(e.project.Resolve(t.Path), t.Path)
		}
	}
	return src, src.files.Hash(ctx)
}

// newTables are those of a snapshot that is made now: empty, but for what the manifest says of the project and its inputs. The id derives
// from the inputs' hashes, the rules and the date.
func newTables(p *project.Project, src *sources, o Options) (*snapshot.Tables, error) {
	on := p.Date
	if on == snapshot.NoDate {
		on = snapshot.DateOf(o.Now.In(p.Location()))
	}
	t := snapshot.NewTables(snapshot.Manifest{Schema: snapshot.SchemaVersion, Name: p.Name, Created: o.Now.UTC().Truncate(time.Second), On: on, Timezone: p.Timezone, Rules: p.Rules, Accounting: coverage.Accounting})
	for _, sc := range src.scenes {
		t.Manifest.Scenes = append(t.Manifest.Scenes, sc.SceneInfo)
	}
	h := sha256.New()
	for _, path := range src.files.Paths() {
		input := src.files.Get(path)
		t.Manifest.Inputs = append(t.Manifest.Inputs, input)
		fmt.Fprintln(h, input.SHA256)
	}
	settings, err := p.Settings()
	if err != nil {
		return nil, err
	}
	// A program that reads the same files otherwise, or accounts otherwise for their ground, makes another snapshot: what an older one
	// got wrong must not stay current as "unchanged".
	fmt.Fprintf(h, "%d %d.%d %s %s %s", snapshot.SchemaVersion, clean.ReadingVersion, coverage.Accounting, on, settings, o.TilesVersion)
	t.Manifest.ID = snapshot.ID(strings.ReplaceAll(on.String(), "-", "") + "-" + hex.EncodeToString(h.Sum(nil))[:12])
	return t, nil
}
