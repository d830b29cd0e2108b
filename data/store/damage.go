package store

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"

	"github.com/qingshan-gis/qingshan/data/snapshot"
)

// Kind is what a file of a store is for.
type Kind string

// Kinds of files. Without its manifest and its columns a snapshot cannot be served; all others are parts of it that may be missing.
const (
	KindManifest   Kind = "manifest"
	KindColumns    Kind = "columns"
	KindTiles      Kind = "tiles"
	KindScene      Kind = "scene"
	KindGeoPackage Kind = "geopackage"
	KindReport     Kind = "report"  // and quarantine
	KindPointer    Kind = "current" // the name of the snapshot that is current
	KindStore      Kind = "store"   // the folder itself
)

// Kinds lists all kinds.
func Kinds() []Kind {
	return []Kind{KindManifest, KindColumns, KindTiles, KindScene, KindGeoPackage, KindReport, KindPointer, KindStore}
}

// KindOf tells a file of a snapshot by its name.
func KindOf(name string) Kind {
	switch {
	case name == ManifestName || name == manifestSum:
		return KindManifest
	case name == snapshot.ColumnsName:
		return KindColumns
	case name == snapshot.GeoPackageName:
		return KindGeoPackage
	case strings.HasSuffix(name, snapshot.RasterExt):
		return KindScene
	case strings.HasSuffix(name, ".tiles"):
		return KindTiles
	}
	return KindReport
}

// essential tells whether nothing can be said without such a file.
func (k Kind) essential() bool { return k == KindManifest || k == KindColumns }

// Damage is a file of a store that is not what it should be. As an error it wraps [ErrDamaged]. It names no folder, so that anybody
// may be told.
type Damage struct {
	Snapshot snapshot.ID `json:"snapshot"` // "" for the store's own
	File     string      `json:"file"`
	Kind     Kind        `json:"kind"`
	Reason   string      `json:"reason"`
}

func (d *Damage) Error() string {
	if d.Snapshot == "" {
		return fmt.Sprintf("store: %s %s", d.File, d.Reason)
	}
	return fmt.Sprintf("snapshot %s: %v: %s %s", d.Snapshot, ErrDamaged, d.File, d.Reason)
}

// Is tells that any damage is [ErrDamaged].
func (d *Damage) Is(target error) bool { return target == ErrDamaged }

// damaged describes what is wrong with a file of a snapshot.
func damaged(id snapshot.ID, file string, err error) *Damage {
	return &Damage{id, file, KindOf(file), reason(err)}
}

// missingPointer and strayPointer describe a file `current` that is not there, or names what is not there.
func missingPointer() *Damage {
	return &Damage{File: currentFile, Kind: KindPointer, Reason: "is missing"}
}

func strayPointer(id snapshot.ID) *Damage {
	return &Damage{File: currentFile, Kind: KindPointer, Reason: fmt.Sprintf("names snapshot %s, which the store does not have", id)}
}

// reason is an error without the paths of this machine.
func reason(err error) string {
	var at *fs.PathError
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "is missing"
	case errors.As(err, &at):
		return fmt.Sprintf("cannot be read: %v", at.Err)
	}
	return err.Error()
}

// withoutFolder takes a folder's path out of an error's text.
func withoutFolder(dir string, err error) error {
	return errors.New(strings.ReplaceAll(err.Error(), dir+string(filepath.Separator), ""))
}
