package ingest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"

	"github.com/qingshan-gis/qingshan/data"
	"github.com/qingshan-gis/qingshan/ingest/report"
	"github.com/qingshan-gis/qingshan/ingest/reuse"
)

// readingVersion is raised when the same files are read otherwise than before: a delivery then makes another snapshot, with parcels
// read anew.
const readingVersion = 2

// parcelsPrint is a hash of all that the packed parcels and the remarks on them depend on, but for the measure of areas:
// their files and entries in the project file, the working CRS, the limit for stated areas. "" without parcels.
func (in *intake) parcelsPrint() (string, error) {
	if len(in.layers.Parcels) == 0 {
		return "", nil
	}
	var files []string
	for _, path := range in.inputs.Paths() {
		for _, l := range in.layers.Parcels {
			if strings.TrimSuffix(path, filepath.Ext(path)) == strings.TrimSuffix(l.Original, filepath.Ext(l.Original)) {
				files = append(files, in.inputs.Get(path).Path+" "+in.inputs.Get(path).SHA256)
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
func (in *intake) takeParcels(s *data.Tables) (known *report.Report, err error) {
	if s.Manifest.ParcelsFrom, err = in.parcelsPrint(); err != nil {
		return nil, err
	}
	if in.previous == nil || !in.previous.Intact(report.FileName) || s.Manifest.ParcelsFrom == "" || in.previous.Snapshot.Manifest.ParcelsFrom != s.Manifest.ParcelsFrom || in.previous.Snapshot.Manifest.Schema != s.Manifest.Schema {
		return nil, nil
	}
	if known, err = in.previous.Report(); err != nil {
		return nil, err
	}
	if slices.ContainsFunc(known.Of("parcels"), func(r *report.Source) bool { return r.Quarantined > 0 }) {
		return nil, nil
	}
	s.Parcels = in.previous.Snapshot.Parcels
	for _, l := range in.layers.Parcels {
		in.place(l, s.Parcels.Shapes.Extent())
	}
	in.progress.Step(s.Parcels.Len())
	return known, nil
}

// readParcels fills the parcels; known is what an earlier report says about them where they were taken over.
func (in *intake) readParcels(ctx context.Context, s *data.Tables) (known *report.Report, err error) {
	if known, err = in.takeParcels(s); err != nil || known != nil {
		return known, err
	}
	s.Parcels, err = in.parcels(ctx, in.layers.Parcels)
	return nil, err
}

// judgeParcels remarks on the parcels once areas can be measured. Where they are measured by other coefficients than in the
// current snapshot, nothing that was said then counts.
func (in *intake) judgeParcels(ctx context.Context, s *data.Tables, known *report.Report) error {
	if known != nil {
		same, err := reuse.SameMeasures(&in.previous.Snapshot.Manifest, &s.Manifest)
		if err != nil {
			return err
		}
		if same {
			in.adoptParcels(known)
			return nil
		}
		if s.Parcels, err = in.parcels(ctx, in.layers.Parcels); err != nil {
			return err
		}
	}
	in.checkParcels(s.Parcels)
	return in.checkOverlaps(ctx, s)
}

// adoptParcels takes over what an earlier report says about the parcels.
func (in *intake) adoptParcels(known *report.Report) {
	files := map[string]bool{}
	for i, old := range known.Of("parcels") {
		now := in.layers.Parcels[i].Report
		now.Read, now.Kept, now.Repaired, now.Remarked, now.Reasons = old.Read, old.Kept, old.Repaired, old.Remarked, old.Reasons
		files[old.Path+"\x00"+old.Layer] = true
	}
	mine := func(all []report.Remark) (out []report.Remark) {
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
			in.report.Note("%s", note)
		}
	}
	in.report.Note("the parcels were taken over from snapshot %s, since their files have not changed", in.previous.Snapshot.Manifest.ID)
}
