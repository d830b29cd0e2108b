package clean

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"

	"github.com/qingshan-gis/qingshan/data/coverage"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/ingest/inputs"
	"github.com/qingshan-gis/qingshan/ingest/report"
	"github.com/qingshan-gis/qingshan/ingest/reuse"
	"github.com/qingshan-gis/qingshan/ingest/source"
)

// parcelReader reads the parcels, or takes them over from the previous snapshot, and remarks on them.
type parcelReader struct {
	*Cleaner
	layers   []*source.Layer
	files    *inputs.Set     // that the layers are read from
	previous *reuse.Previous // nil where nothing is taken over

	known   *report.Report // what the previous snapshot's report says of parcels that were taken over; nil where they were read
	origins []Origin       // along the parcels that were read
}

// ReadingVersion is raised when the same files are read otherwise than before: a delivery then makes another snapshot, with parcels
// read anew.
const ReadingVersion = 2

// fingerprint is a hash of all that the packed parcels and the remarks on them depend on, but for the measure of areas:
// their files and entries in the project file, the working CRS, the limit for stated areas. "" without parcels.
func (p *parcelReader) fingerprint() (string, error) {
	if len(p.layers) == 0 {
		return "", nil
	}
	var files []string
	for _, path := range p.files.Paths() {
		for _, l := range p.layers {
			if strings.TrimSuffix(path, filepath.Ext(path)) == strings.TrimSuffix(l.Original, filepath.Ext(l.Original)) {
				files = append(files, p.files.Get(path).Path+" "+p.files.Get(path).SHA256)
			}
		}
	}
	text, err := json.Marshal([]any{snapshot.SchemaVersion, coverage.Accounting, ReadingVersion, p.project.Parcels, files, p.working.WKT() + p.working.Shift(), p.project.Rules.StatedAreaLimit,
		p.project.Rules.Coverage.MinAreaM2, p.project.Rules.Coverage.MinWidthM})
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:]), nil
}

// takeOver takes the parcels from the previous snapshot where their files and settings are the same. Where rows were
// refused it does not: their ground would have to be read again for the quarantine.
func (p *parcelReader) takeOver(t *snapshot.Tables) (known *report.Report, err error) {
	if t.Manifest.ParcelsFrom, err = p.fingerprint(); err != nil {
		return nil, err
	}
	if p.previous == nil || !p.previous.Intact(report.FileName) || t.Manifest.ParcelsFrom == "" || p.previous.Snapshot.Manifest.ParcelsFrom != t.Manifest.ParcelsFrom || p.previous.Snapshot.Manifest.Schema != t.Manifest.Schema {
		return nil, nil
	}
	if known, err = p.previous.Report(); err != nil {
		return nil, err
	}
	if slices.ContainsFunc(known.Of("parcels"), func(r *report.Source) bool { return r.Quarantined > 0 }) {
		return nil, nil
	}
	t.Parcels = p.previous.Snapshot.Parcels
	for _, l := range p.layers {
		p.addExtent(l, t.Parcels.Shapes.Extent())
	}
	p.progress.Step(t.Parcels.Len())
	return known, nil
}

// read fills the parcels, or takes them over.
func (p *parcelReader) read(ctx context.Context, t *snapshot.Tables) (err error) {
	if p.known, err = p.takeOver(t); err != nil || p.known != nil {
		return err
	}
	t.Parcels, p.origins, err = p.readParcels(ctx, p.layers)
	return err
}

// judge remarks on the parcels once areas can be measured. Where they are measured by other coefficients than in the
// previous snapshot, nothing that was said then counts.
func (p *parcelReader) judge(ctx context.Context, t *snapshot.Tables) error {
	if p.known != nil {
		same, err := reuse.SameMeasures(&p.previous.Snapshot.Manifest, &t.Manifest)
		if err != nil {
			return err
		}
		if same {
			p.adopt(p.known)
			return nil
		}
		if t.Parcels, p.origins, err = p.readParcels(ctx, p.layers); err != nil {
			return err
		}
	}
	p.checkParcels(t)
	return p.checkOverlaps(ctx, t)
}

// adopt takes over what an earlier report says about the parcels.
func (p *parcelReader) adopt(known *report.Report) {
	files := map[string]bool{}
	for i, old := range known.Of("parcels") {
		now := p.layers[i].Report
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
	p.report.Repairs = append(p.report.Repairs, mine(known.Repairs)...)
	p.report.Remarks = append(p.report.Remarks, mine(known.Remarks)...)
	for _, note := range known.Notes {
		if strings.Contains(note, sliverNote) {
			p.report.Note("%s", note)
		}
	}
	p.report.Note("the parcels were taken over from snapshot %s, since their files have not changed", p.previous.Snapshot.Manifest.ID)
}
