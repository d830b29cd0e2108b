package ingest

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"

	"github.com/qingshan-gis/qingshan/data/rules"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/data/store"
	"github.com/qingshan-gis/qingshan/ingest/report"
)

// remarkShrunk notes the sources that lost more of their rows since the current snapshot than rules.shrink_limit: half a file may
// read as well as a whole one. A source whose file goes by another name is compared with the only one of its kind that is gone.
func remarkShrunk(ctx context.Context, e environment) {
	id, err := e.store.Current(ctx)
	if err != nil {
		return
	}
	limit := rules.DefaultShrinkLimit
	if e.project.Rules.ShrinkLimit != nil {
		limit = *e.project.Rules.ShrinkLimit
	}
	same := sameSources(e.report.Sources, sourcesOf(e.store, id))
	for _, now := range e.report.Sources {
		before := same[now]
		if before == nil {
			continue
		}
		lost := before.Read - now.Read
		if lost > 0 && float64(lost) > limit*float64(before.Read) {
			e.report.Note("%s: %d rows, and %d in snapshot %s: %.0f %% are gone (rules.shrink_limit is %g); if that was not meant, deliver the file whole and run again",
				now.Name(), now.Read, before.Read, id, 100*float64(lost)/float64(before.Read), limit)
		}
	}
}

// sourcesOf are the sources of a snapshot as its report has them; none where it has no report that can be read, which is told
// elsewhere.
func sourcesOf(dir *store.Dir, id snapshot.ID) []*report.Source {
	folder, err := dir.Folder(id)
	if err != nil {
		return nil
	}
	text, err := os.ReadFile(filepath.Join(folder, report.FileName))
	if err != nil {
		return nil
	}
	var r report.Report
	if json.Unmarshal(text, &r) != nil {
		return nil
	}
	return r.Sources
}

// sameSources pairs sources with what they were before.
func sameSources(now, before []*report.Source) map[*report.Source]*report.Source {
	type key struct{ kind, path, layer string }
	known := map[key]*report.Source{}
	for _, s := range before {
		known[key{s.Kind, s.Path, s.Layer}] = s
	}
	same, renamed := map[*report.Source]*report.Source{}, map[string][]*report.Source{}
	for _, s := range now {
		k := key{s.Kind, s.Path, s.Layer}
		if was := known[k]; was != nil {
			same[s] = was
		} else {
			renamed[s.Kind] = append(renamed[s.Kind], s)
		}
		delete(known, k)
	}
	gone := map[string][]*report.Source{}
	for _, s := range known {
		gone[s.Kind] = append(gone[s.Kind], s)
	}
	for kind, new := range renamed {
		if len(new) == 1 && len(gone[kind]) == 1 {
			same[new[0]] = gone[kind][0]
		}
	}
	return same
}
