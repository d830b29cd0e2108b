package store_test

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/data/store"
)

// TestFutureSnapshotsAgeLikeTheOneBefore: a snapshot that was made while the clock ran ahead stands right after the one before it, so
// that what was made later is newer; where that one is gone, it is the oldest.
func TestFutureSnapshotsAgeLikeTheOneBefore(t *testing.T) {
	now := time.Now().UTC().Truncate(time.Second)
	day := func(n int) time.Time { return now.AddDate(0, 0, n) }
	type snap struct {
		id, previous string
		created      time.Time
	}
	for name, c := range map[string]struct {
		given []snap
		want  []string // id and days since it was made
	}{
		"in order":             {[]snap{{"a", "", day(-3)}, {"b", "a", day(-2)}, {"c", "b", day(-1)}}, []string{"c 1", "b 2", "a 3"}},
		"one of the future":    {[]snap{{"a", "", day(-3)}, {"b", "a", day(9000)}, {"c", "b", day(-1)}}, []string{"c 1", "b 3", "a 3"}},
		"several":              {[]snap{{"a", "", day(-9)}, {"b", "a", day(8000)}, {"c", "b", day(8001)}, {"d", "c", day(-1)}}, []string{"d 1", "c 9", "b 9", "a 9"}},
		"the newest":           {[]snap{{"a", "", day(-2)}, {"b", "a", day(-1)}, {"c", "b", day(9000)}}, []string{"c 1", "b 1", "a 2"}},
		"that before is gone":  {[]snap{{"b", "a", day(9000)}, {"c", "b", day(-1)}}, []string{"c 1", "b -"}},
		"none before":          {[]snap{{"b", "", day(9000)}, {"c", "b", day(-1)}}, []string{"c 1", "b -"}},
		"each before other":    {[]snap{{"a", "b", day(9000)}, {"b", "a", day(9001)}, {"c", "b", day(-1)}}, []string{"c 1", "b -", "a -"}},
		"before itself":        {[]snap{{"a", "a", day(9000)}}, []string{"a -"}},
		"a little ahead":       {[]snap{{"a", "", day(0)}, {"b", "a", now.Add(8 * time.Hour)}}, []string{"b 0", "a 0"}},
		"of one second":        {[]snap{{"a", "b", day(-1)}, {"b", "c", day(-1)}, {"c", "", day(-1)}, {"d", "a", day(0)}}, []string{"d 0", "a 1", "b 1", "c 1"}},
		"all are of one night": {[]snap{{"a", "", day(9000)}, {"b", "a", day(9001)}, {"c", "b", day(9002)}}, []string{"c -", "b -", "a -"}},
	} {
		d := store.OpenDir(filepath.Join(t.TempDir(), "store"))
		for _, s := range c.given {
			putAfter(t, d, snapshot.ID(s.id), snapshot.ID(s.previous), s.created)
		}
		entries, err := d.List(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, e := range entries {
			age := "-"
			if !e.Made.IsZero() {
				age = fmt.Sprint(int(now.Sub(e.Made).Hours() / 24))
			}
			got = append(got, string(e.ID)+" "+age)
			if e.Future != e.Manifest.Created.After(now.Add(25*time.Hour)) {
				t.Errorf("%s: %s, of the future: %v", name, e.ID, e.Future)
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}
