package ingest

import (
	"github.com/qingshan-gis/qingshan/data/snapshot"
)

// WithBuilt is o with a look at, or a hand in, what is about to be written.
func WithBuilt(o Options, built func(s *snapshot.Snapshot)) Options {
	o.built = built
	return o
}

// Hooks for tests beside the package.
var (
	Prove       = prove
	SameSources = sameSources
)
