package store

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"slices"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/spatial/parallel"
)

// Opened is a snapshot whose manifest and columns are sound.
type Opened struct {
	*snapshot.Snapshot
	// Folder is where its files lie on this machine, for those that are mapped instead of read.
	Folder string
	// Damaged are its other files that are not what the manifest says; they must not be opened.
	Damaged []*Damage
	// Look is how its files looked before they were checked.
	Look Look
}

// Err is nil where every file is sound, else the first damage.
func (o *Opened) Err() error {
	if len(o.Damaged) > 0 {
		return o.Damaged[0]
	}
	return nil
}

// DamagedFiles names the damaged files.
func (o *Opened) DamagedFiles() []string {
	var out []string
	for _, d := range o.Damaged {
		out = append(out, d.File)
	}
	return out
}

// Open checks the hashes of all files and loads the columns. Errors are a [*Damage] of what nothing can be served without, or wrap
// [ErrNotFound].
func (d *Dir) Open(ctx context.Context, id snapshot.ID) (*Opened, error) {
	dir, err := d.Folder(id)
	if err != nil {
		return nil, err
	}
	return open(ctx, dir, id)
}

func open(ctx context.Context, dir string, id snapshot.ID) (*Opened, error) {
	look, err := lookAt(dir)
	if Scarce(err) {
		return nil, unreadable(id, "its folder", err)
	}
	if err != nil {
		return nil, &Damage{id, "its folder", KindManifest, reason(err)}
	}
	m, found, err := examine(ctx, dir, id, HashFile)
	if err != nil {
		return nil, err
	}
	if i := slices.IndexFunc(found, func(d *Damage) bool { return d.Kind.essential() }); i >= 0 {
		return nil, found[i]
	}
	s, err := readPack(dir, m)
	if err != nil {
		return nil, err
	}
	return &Opened{s, dir, found, look}, nil
}

// hashFunc is [HashFile], or knows some hashes.
type hashFunc func(ctx context.Context, path string) (sum string, size int64, err error)

// examine checks a snapshot's folder against its manifest, several files at a time. Errors are those of a manifest that cannot be
// used, and of ctx.
func examine(ctx context.Context, dir string, id snapshot.ID, hash hashFunc) (m snapshot.Manifest, found []*Damage, err error) {
	if m, err = readManifest(dir, id); err != nil {
		return m, nil, err
	}
	all := make([]*Damage, len(m.Files))
	err = parallel.Do(ctx, len(all), runtime.NumCPU(), func(i int) (err error) {
		all[i], err = examineFile(ctx, dir, id, m.Files[i], hash)
		return err
	})
	return m, slices.DeleteFunc(all, func(d *Damage) bool { return d == nil }), err
}

// examineFile compares a file with what the manifest says of it; err is that of ctx, or [ErrScarce].
func examineFile(ctx context.Context, dir string, id snapshot.ID, f snapshot.FileInfo, hash hashFunc) (*Damage, error) {
	path := filepath.Join(dir, filepath.Base(f.Name))
	if now, err := lookAtFile(path); err == nil && now.mode.IsRegular() && now.size != f.Bytes { // however large it has become
		return damaged(id, f.Name, fmt.Errorf("is not what the manifest says (%d bytes, expected %d)", now.size, f.Bytes)), nil
	}
	sum, size, err := hash(ctx, path)
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case Scarce(err):
		return nil, unreadable(id, f.Name, err)
	case err != nil:
		return damaged(id, f.Name, err), nil
	case sum != f.SHA256 || size != f.Bytes:
		return damaged(id, f.Name, fmt.Errorf("is not what the manifest says (SHA-256 %.12s…, expected %.12s…)", sum, f.SHA256)), nil
	}
	return nil, nil
}

// OpenCurrent opens the current snapshot or, where that cannot be, the newest that can; damage then says what is wrong with the
// current one, or with the file that names it, and err is nil. It is [ErrNoCurrent] where the store holds no snapshot, and [ErrScarce]
// where nothing can be told: another snapshot would not be the remedy.
func OpenCurrent(ctx context.Context, s Store) (o *Opened, damage, err error) {
	id, damage := s.Current(ctx)
	if damage == nil {
		if o, damage = s.Open(ctx, id); damage == nil {
			return o, nil, nil
		}
	}
	if ctx.Err() != nil {
		return nil, nil, ctx.Err()
	}
	if errors.Is(damage, ErrScarce) {
		return nil, nil, damage
	}
	entries, err := s.List(ctx)
	switch {
	case err != nil:
		return nil, err, err
	case errors.Is(damage, ErrNoCurrent) && len(entries) == 0:
		return nil, nil, damage
	case len(entries) == 0:
		damage = &Damage{File: snapshotsDir, Kind: KindStore, Reason: "holds no snapshot"}
	case errors.Is(damage, ErrNoCurrent):
		damage = missingPointer()
	case errors.Is(damage, ErrNotFound):
		damage = strayPointer(id)
	}
	for _, e := range entries {
		if e.ID == id || e.Err != nil {
			continue
		}
		if o, err = s.Open(ctx, e.ID); err == nil {
			return o, damage, nil
		}
		if ctx.Err() != nil {
			return nil, damage, ctx.Err()
		}
	}
	return nil, damage, damage
}

// GetCurrent is [OpenCurrent] for those who read the columns alone. Errors are those of OpenCurrent.
func GetCurrent(ctx context.Context, s Store) (snap *snapshot.Snapshot, damage, err error) {
	o, damage, err := OpenCurrent(ctx, s)
	if err != nil {
		return nil, damage, err
	}
	return o.Snapshot, damage, nil
}
