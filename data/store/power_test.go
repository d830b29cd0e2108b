package store

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/qingshan-gis/qingshan/data/snapshot"
)

// pessimist is a disk that believes in nothing that was not synced. It fails where a name is published whose content, or the
// names inside it, may be lost with the power, or before an earlier name is safe.
type pessimist struct {
	realDisk
	synced  map[string]int64 // by path: the size when it was synced; for a folder the number of names
	renamed []string         // folders with a new name that is not safe yet
	events  []string
}

func (p *pessimist) size(path string) (int64, error) {
	info, err := os.Stat(path)
	if err != nil || !info.IsDir() {
		return info.Size(), err
	}
	names, err := os.ReadDir(path)
	return int64(len(names)), err
}

func (p *pessimist) sync(path string) error {
	n, err := p.size(path)
	if err != nil {
		return err
	}
	p.synced[path] = n
	p.events = append(p.events, "sync "+filepath.Base(path))
	var left []string
	for _, r := range p.renamed {
		if r != path {
			left = append(left, r)
		}
	}
	p.renamed = left
	return p.realDisk.sync(path)
}

func (p *pessimist) rename(from, to string) error {
	err := filepath.Walk(from, func(path string, _ os.FileInfo, err error) error {
		if err != nil {
			return err
		}
		n, err := p.size(path)
		if err != nil {
			return err
		}
		if was, ok := p.synced[path]; !ok || was != n {
			return fmt.Errorf("%s is published before its content is safe", path)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if len(p.renamed) > 0 {
		return fmt.Errorf("%s is published before the name in %v is safe", to, p.renamed)
	}
	p.renamed = append(p.renamed, filepath.Dir(to))
	p.events = append(p.events, "rename "+filepath.Base(to))
	return p.realDisk.rename(from, to)
}

// TestPowerLossOrder: files are synced, then their folder, then it is renamed, then the parent is synced, and only then is the
// name of the current snapshot replaced, by the same steps.
func TestPowerLossOrder(t *testing.T) {
	ctx := context.Background()
	root := filepath.Join(t.TempDir(), "store")
	p := &pessimist{synced: map[string]int64{}}
	d := &Dir{root, p}
	unlock, err := d.Lock(false)
	if err != nil {
		t.Fatal(err)
	}
	defer unlock()
	if _, ok := p.synced[filepath.Dir(root)]; !ok {
		t.Error("the store's own name is not safe")
	}
	for _, id := range []snapshot.ID{"a", "b", "a"} {
		p.events = nil
		if err := d.Put(ctx, id, func(dir string) error {
			if err := os.WriteFile(filepath.Join(dir, "x.qspack"), []byte(id), 0o644); err != nil {
				return err
			}
			return Seal(ctx, dir, &snapshot.Manifest{Schema: snapshot.SchemaVersion, ID: id})
		}); err != nil {
			t.Fatal(err)
		}
		if err := d.SetCurrent(ctx, id); err != nil {
			t.Fatal(err)
		}
		if len(p.renamed) > 0 {
			t.Errorf("after publishing %s the names in %v are not safe", id, p.renamed)
		}
		if n := len(p.events); n != 9 || p.events[4] != "rename "+string(id) || p.events[5] != "sync "+snapshotsDir || p.events[7] != "rename "+currentFile || p.events[8] != "sync store" {
			t.Errorf("%v", p.events)
		}
	}
}
