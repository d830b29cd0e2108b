package store

import (
	"context"
	"path/filepath"
	"slices"
	"time"
)

// Recheck hashes the files of an opened snapshot again, but for those that look changed, which a [Look] tells. It returns the names of
// files that are damaged by now, or are sound although they were found damaged. rest is called after each piece of work with how long
// it took, and may sleep. err is that of ctx.
func (o *Opened) Recheck(ctx context.Context, rest func(worked time.Duration)) (changed []string, err error) {
	if _, err := readManifest(o.Folder, o.Manifest.ID); err != nil && !Scarce(err) && o.looksTheSame(ManifestName) && o.looksTheSame(manifestSum) {
		changed = append(changed, ManifestName)
	}
	known := o.DamagedFiles()
	for _, f := range o.Manifest.Files {
		if !o.looksTheSame(f.Name) {
			continue
		}
		sum, _, err := hashSlowly(ctx, filepath.Join(o.Folder, filepath.Base(f.Name)), rest)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if Scarce(err) {
			continue // until the next time
		}
		if sound := err == nil && sum == f.SHA256; sound == slices.Contains(known, f.Name) && o.looksTheSame(f.Name) {
			changed = append(changed, f.Name)
		}
	}
	return changed, nil
}

// looksTheSame tells whether a file looks as it did when the snapshot was opened.
func (o *Opened) looksTheSame(name string) bool {
	now, err := lookAtFile(filepath.Join(o.Folder, name))
	was, there := o.Look[name]
	return there == (err == nil) && was == now
}
