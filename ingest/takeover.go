package ingest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/qingshan-gis/qingshan/data"
	"github.com/qingshan-gis/qingshan/data/store"
)

// loadCurrent loads the current snapshot, from which this run may take over what has not changed; in.old stays nil where
// there is none that is sound.
func (in *intake) loadCurrent(ctx context.Context, dir *store.Dir) error {
	if in.fresh {
		return nil
	}
	id, err := dir.Current(ctx)
	if err != nil {
		return nil // the first ingest
	}
	o, err := dir.Open(ctx, id)
	if err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if errors.Is(err, store.ErrScarce) {
			return err
		}
		if errors.Is(err, store.ErrDamaged) {
			in.report.note("snapshot %s is damaged; everything was computed anew", id)
		}
		return nil
	}
	in.old, in.oldFolder, in.oldDamaged = o.Snapshot, o.Folder, o.DamagedFiles()
	if len(in.oldDamaged) > 0 {
		in.report.note("files of snapshot %s are damaged, and nothing was taken over from them: %s", id, strings.Join(in.oldDamaged, ", "))
	}
	return nil
}

// readingVersion is raised when the same files are read otherwise than before: a delivery then makes another snapshot, with parcels
// read anew.
const readingVersion = 2

// parcelsPrint is a hash of all that the packed parcels and the remarks on them depend on, but for the measure of areas:
// their files and entries in the project file, the working CRS, the limit for stated areas. "" without parcels.
func (in *intake) parcelsPrint() (string, error) {
	if len(in.layers.parcels) == 0 {
		return "", nil
	}
	var files []string
	for _, path := range slices.Sorted(maps.Keys(in.inputs)) {
		for _, l := range in.layers.parcels {
			if strings.TrimSuffix(path, filepath.Ext(path)) == strings.TrimSuffix(l.original, filepath.Ext(l.original)) {
				files = append(files, in.inputs[path].Path+" "+in.inputs[path].SHA256)
			}
		}
	}
	text, err := json.Marshal([]any{data.SchemaVersion, data.Accounting, readingVersion, in.project.Parcels, files, in.working.WKT() + in.working.Shift(), in.project.Rules.StatedAreaLimit,
		in.project.Rules.Coverage.MinAreaM2, in.project.Rules.Coverage.MinWidthM})
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:]), nil
}

// takeParcels takes the parcels over from the current snapshot where their files and settings are the same. Where rows were
// refused it does not: their ground would have to be read again for the quarantine.
func (in *intake) takeParcels(s *data.Tables) (known *Report, err error) {
	if s.Manifest.ParcelsFrom, err = in.parcelsPrint(); err != nil {
		return nil, err
	}
	if in.old == nil || slices.Contains(in.oldDamaged, reportName) || s.Manifest.ParcelsFrom == "" || in.old.Manifest.ParcelsFrom != s.Manifest.ParcelsFrom || in.old.Manifest.Schema != s.Manifest.Schema {
		return nil, nil
	}
	text, err := os.ReadFile(filepath.Join(in.oldFolder, reportName))
	if err != nil {
		return nil, fmt.Errorf("report of snapshot %s: %w", in.old.Manifest.ID, err)
	}
	known = &Report{}
	if err := json.Unmarshal(text, known); err != nil {
		return nil, fmt.Errorf("report of snapshot %s: %w", in.old.Manifest.ID, err)
	}
	if slices.ContainsFunc(known.of("parcels"), func(r *SourceReport) bool { return r.Quarantined > 0 }) {
		return nil, nil
	}
	s.Parcels = in.old.Parcels
	for _, l := range in.layers.parcels {
		l.placed = s.Parcels.Shapes.Extent()
	}
	in.progress.Step(s.Parcels.Len())
	return known, nil
}

// readParcels fills the parcels; known is what an earlier report says about them where they were taken over.
func (in *intake) readParcels(ctx context.Context, s *data.Tables) (known *Report, err error) {
	if known, err = in.takeParcels(s); err != nil || known != nil {
		return known, err
	}
	s.Parcels, err = in.parcels(ctx, in.layers.parcels)
	return nil, err
}

// judgeParcels remarks on the parcels once areas can be measured. Where they are measured by other coefficients than in the
// current snapshot, nothing that was said then counts.
func (in *intake) judgeParcels(ctx context.Context, s *data.Tables, known *Report) error {
	if known != nil {
		same, err := sameMeasures(&in.old.Manifest, &s.Manifest)
		if err != nil {
			return err
		}
		if same {
			in.adoptParcels(known)
			return nil
		}
		if s.Parcels, err = in.parcels(ctx, in.layers.parcels); err != nil {
			return err
		}
	}
	in.checkParcels(s.Parcels)
	return in.checkOverlaps(ctx, s)
}

// of lists the reports on one kind of sources.
func (r *Report) of(kind string) []*SourceReport {
	var out []*SourceReport
	for _, s := range r.Sources {
		if s.Kind == kind {
			out = append(out, s)
		}
	}
	return out
}

// adoptParcels takes over what an earlier report says about the parcels.
func (in *intake) adoptParcels(known *Report) {
	files := map[string]bool{}
	for i, old := range known.of("parcels") {
		now := in.layers.parcels[i].report
		now.Read, now.Kept, now.Repaired, now.Remarked, now.Reasons = old.Read, old.Kept, old.Repaired, old.Remarked, old.Reasons
		files[old.Path+"\x00"+old.Layer] = true
	}
	mine := func(all []Remark) (out []Remark) {
		for _, m := range all {
			if files[m.File+"\x00"+m.Layer] {
				out = append(out, m)
			}
		}
		return out
	}
	in.report.Repairs = append(in.report.Repairs, mine(known.Repairs)...)
	in.report.Remarks = append(in.report.Remarks, mine(known.Remarks)...)
	for _, note := range known.Notes {
		if strings.Contains(note, sliverNote) {
			in.report.note("%s", note)
		}
	}
	in.report.note("the parcels were taken over from snapshot %s, since their files have not changed", in.old.Manifest.ID)
}
