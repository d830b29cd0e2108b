package snapshot_test

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/qingshan-gis/qingshan/data/change"
	"github.com/qingshan-gis/qingshan/data/coverage"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/internal/oldstore"
)

// FuzzReadPack: a snapshot's columns, however damaged behind the hashes' back, are refused, or every answer drawn from
// tables alone can be given. Columns are damaged one at a time, so that the fuzzer gets past the file's own frame.
func FuzzReadPack(f *testing.F) {
	_, files := oldstore.Files(f, "schema-1")
	var m snapshot.Manifest
	if err := json.Unmarshal(files["manifest.json"], &m); err != nil {
		f.Fatal(err)
	}
	good := files[snapshot.ColumnsName]
	f.Add(uint32(0), []byte{})
	f.Add(uint32(len(good)/2), []byte{255, 255, 255, 255})
	f.Add(uint32(len(good)-40), []byte("}"))
	for at := uint32(8); int(at) < len(good); at += 512 {
		f.Add(at, []byte{0x80})
	}
	f.Fuzz(func(t *testing.T, at uint32, damage []byte) {
		content := append([]byte(nil), good...)
		copy(content[int(at)%len(content):], damage)
		path := filepath.Join(t.TempDir(), snapshot.ColumnsName)
		if err := os.WriteFile(path, content, 0o644); err != nil {
			t.Fatal(err)
		}
		s, err := snapshot.ReadPack(path, m)
		if err != nil {
			return
		}
		s.Counts()
		s.Zones.Subtree(-1)
		s.Zones.Presents()
		for _, layer := range []string{"zones", "cells", "parcels"} {
			if _, err := change.New(coverage.New(s, nil)).Stats(context.Background(), change.StatsQuery{Layer: layer}); err != nil {
				return
			}
		}
		if _, err := change.New(coverage.New(s, nil)).Patches(context.Background(), change.PatchesQuery{}); err != nil {
			return
		}
		answer, err := coverage.New(s, nil).Coverage(context.Background(), coverage.Query{})
		if err != nil {
			t.Fatal(err)
		}
		for _, spots := range []*snapshot.FindingTable{&answer.Found.Gaps, &answer.Found.Overlaps} {
			coverage.New(s, nil).FindingList(spots, func(int32) bool { return true }, m.On)
		}
	})
}
