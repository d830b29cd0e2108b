package faults

import (
	"fmt"
	"path/filepath"
	"regexp"

	"github.com/qingshan-gis/qingshan/internal/iofault"
)

var (
	snapshotID = regexp.MustCompile(`\b\d{8}-[0-9a-f]{12}\b`)
	randomName = regexp.MustCompile(`(pending|qingshan|scratch|source)-\d+`) // of os.MkdirTemp and os.CreateTemp
)

// names gives a file the same name in every run: below the folder, snapshots by their order of appearance, random names without their
// numbers.
type names struct {
	dir string
	ids []string // that the store had before the command
}

func (n names) of(path string) string {
	rel, err := filepath.Rel(n.dir, path)
	if err != nil {
		return path
	}
	rel = snapshotID.ReplaceAllStringFunc(rel, func(id string) string {
		for k, known := range n.ids {
			if id == known {
				return fmt.Sprint("ID", k+1)
			}
		}
		return "NEW"
	})
	return randomName.ReplaceAllString(rel, "$1")
}

// Place is a call of a work, found again in each run of it.
type Place struct {
	iofault.Point
	Call iofault.Call // as it was first seen
}
