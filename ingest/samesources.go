package ingest

import (
	"github.com/qingshan-gis/qingshan/ingest/report"
)

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
