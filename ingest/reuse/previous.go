package reuse

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/data/store"
	"github.com/qingshan-gis/qingshan/ingest/report"
)

// Previous is the current snapshot, from which a run takes over what has not changed. A nil one has nothing to take over.
type Previous struct {
	Snapshot *snapshot.Snapshot
	folder   string
	damaged  []string // files in it from which nothing is taken over
}

// LoadPrevious loads the current snapshot of a store; nil where there is none that is sound, which the report then tells. Its error is
// that ctx has ended, or [store.ErrScarce].
func LoadPrevious(ctx context.Context, dir *store.Dir, rep *report.Report) (*Previous, error) {
	id, err := dir.Current(ctx)
	if err != nil {
		return nil, nil // the first ingest
	}
	o, err := dir.Open(ctx, id)
	if err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if errors.Is(err, store.ErrScarce) {
			return nil, err
		}
		if errors.Is(err, store.ErrDamaged) {
			rep.Note("snapshot %s is damaged; everything was computed anew", id)
		}
		return nil, nil
	}
	p := &Previous{o.Snapshot, o.Folder, o.DamagedFiles()}
	if len(p.damaged) > 0 {
		rep.Note("files of snapshot %s are damaged, and nothing was taken over from them: %s", id, strings.Join(p.damaged, ", "))
	}
	return p, nil
}

// Intact tells whether a file of the snapshot was sound when it was loaded.
func (p *Previous) Intact(name string) bool { return !slices.Contains(p.damaged, name) }

// Report is what the ingest that made the snapshot had to say.
func (p *Previous) Report() (*report.Report, error) {
	text, err := os.ReadFile(filepath.Join(p.folder, report.FileName))
	if err != nil {
		return nil, fmt.Errorf("report of snapshot %s: %w", p.Snapshot.Manifest.ID, err)
	}
	known := &report.Report{}
	if err := json.Unmarshal(text, known); err != nil {
		return nil, fmt.Errorf("report of snapshot %s: %w", p.Snapshot.Manifest.ID, err)
	}
	return known, nil
}

// LinkRaster takes over a scene's raster, whose hash was checked when the snapshot was loaded, by a link in another folder, and gives it
// as the manifest has it. ok is false where the snapshot has none that is sound, or the file system knows no links.
func (p *Previous) LinkRaster(name, folder string) (file snapshot.FileInfo, ok bool) {
	if p == nil || !p.Intact(name) || !slices.ContainsFunc(p.Snapshot.Manifest.Rasters, func(r snapshot.SceneRaster) bool { return r.File == name }) {
		return file, false
	}
	i := slices.IndexFunc(p.Snapshot.Manifest.Files, func(f snapshot.FileInfo) bool { return f.Name == name })
	if i < 0 || os.Link(filepath.Join(p.folder, name), filepath.Join(folder, name)) != nil {
		return file, false
	}
	return p.Snapshot.Manifest.Files[i], true
}
