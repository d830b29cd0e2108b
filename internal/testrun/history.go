package main

import (
	"cmp"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// historyFile holds how long each job took when it last ran: what takes longest starts first, so that no core waits at the end.
// It may be deleted at any time.
func historyFile() (string, error) {
	dir, err := os.UserCacheDir()
	return filepath.Join(dir, "qingshan-test", "times.json"), err
}

// recall reads the history; it is empty where there is none.
func recall() map[string]time.Duration {
	times := map[string]time.Duration{}
	if path, err := historyFile(); err == nil {
		if b, err := os.ReadFile(path); err == nil && json.Unmarshal(b, &times) != nil {
			return map[string]time.Duration{}
		}
	}
	return times
}

// remember writes the history. It only serves the order of jobs, so that a failure is of no consequence.
func remember(results []*result) {
	times := recall()
	for _, r := range results {
		if r.err == nil && !r.short {
			times[r.name()] = r.wall
		}
	}
	path, err := historyFile()
	if err != nil {
		return
	}
	if b, err := json.Marshal(times); err == nil && os.MkdirAll(filepath.Dir(path), 0o755) == nil {
		_ = os.WriteFile(path, b, 0o644)
	}
}

// heavy are the jobs that take longest on a machine without history, the longest first.
var heavy = []string{"cmd/qingshan", "ingest/reuse", "ingest/scene", "ingest/source", "ingest/edits", "tiles/serve", "tiles/rastertile", "spatial/rasterpack", "spatial/overlay", "spatial/arrange"}

// longestFirst sorts jobs by their last time, then by the list of heavy ones.
func longestFirst(jobs []job, times map[string]time.Duration) {
	rank := func(j job) int {
		if j.command != "" {
			return -1
		}
		if i := slices.Index(heavy, short(j.pkg)); i >= 0 {
			return i
		}
		return len(heavy)
	}
	slices.SortStableFunc(jobs, func(a, b job) int {
		return cmp.Or(cmp.Compare(times[b.name()], times[a.name()]), cmp.Compare(rank(a), rank(b)))
	})
}
