package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"github.com/qingshan-gis/qingshan/data/snapshot"
)

// Mend mends what [Dir.Scrub] found, as far as the store itself can: a good copy of the same file in another snapshot takes the
// damaged one's place, and where no current snapshot is named the newest good one is. The caller holds [Dir.Lock]. Errors are
// ctx's and those of the file system; found tells what was mended before.
func (d *Dir) Mend(ctx context.Context, found *Scrubbed) error {
	hash := newHashes()
	for _, f := range found.Damaged {
		var err error
		switch f.Kind {
		case KindManifest, KindStore:
			continue // no copy is known
		case KindPointer:
			f.From, err = d.mendPointer(ctx)
		default:
			f.From, err = d.mendFile(ctx, f.Damage, hash)
		}
		if err != nil {
			return err
		}
		f.Mended = f.From != ""
	}
	return nil
}

// mendPointer makes the newest good snapshot current; "" where there is none.
func (d *Dir) mendPointer(ctx context.Context) (snapshot.ID, error) {
	o, _, err := OpenCurrent(ctx, d)
	if err != nil {
		return "", ctx.Err()
	}
	o.Mapping().Unmap()
	return o.Manifest.ID, d.SetCurrent(ctx, o.Manifest.ID)
}

// mendFile puts a good copy of a file in its place and returns whose it is; "" where no snapshot has one.
func (d *Dir) mendFile(ctx context.Context, damage *Damage, hash *hashes) (snapshot.ID, error) {
	dir, err := d.Folder(damage.Snapshot)
	if err != nil {
		return "", err
	}
	m, err := readManifest(dir, damage.Snapshot)
	if err != nil {
		return "", nil // its damage is told
	}
	i := slices.IndexFunc(m.Files, func(f snapshot.FileInfo) bool { return f.Name == damage.File })
	entries, err := d.List(ctx)
	if i < 0 || err != nil {
		return "", err
	}
	for _, e := range entries {
		for _, f := range e.Manifest.Files {
			path := filepath.Join(d.root, snapshotsDir, string(e.ID), filepath.Base(f.Name))
			if e.ID == damage.Snapshot || f.SHA256 != m.Files[i].SHA256 {
				continue
			}
			if sum, _, err := hash.of(ctx, path); err == nil && sum == f.SHA256 {
				return e.ID, d.relink(ctx, path, dir, damage.File, sum)
			}
		}
	}
	return "", ctx.Err()
}

// relink replaces a file of a snapshot's folder, durably and whole or not at all, by another one. Scenes are linked, as an ingest links
// them; all else, and where the file system knows no links, is copied: snapshots that share their columns would be damaged together.
func (d *Dir) relink(ctx context.Context, from, dir, name, sum string) error {
	fail := func(err error) error { return fmt.Errorf("store: %s: %w", filepath.Join(dir, name), err) }
	pending, final := filepath.Join(dir, pendingMark+name), filepath.Join(dir, name)
	defer os.Remove(pending)
	if KindOf(name) != KindScene || os.Link(from, pending) != nil {
		if err := copyFile(from, pending); err != nil {
			return fail(outOfSpace(dir, err))
		}
	}
	now, _, err := HashFile(ctx, pending)
	if err == nil && now != sum {
		err = errors.New("its good copy has changed meanwhile")
	}
	if err != nil {
		return fail(err)
	}
	if info, err := os.Lstat(final); err == nil && info.IsDir() {
		if err := os.RemoveAll(final); err != nil {
			return fail(err)
		}
	}
	if err = d.disk.sync(pending); err == nil {
		err = d.disk.rename(pending, final)
	}
	if err == nil {
		err = d.disk.sync(dir)
	}
	if err != nil {
		return fail(err)
	}
	return nil
}

func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}
