package ingest

import (
	"context"
	"errors"
	"syscall"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/data/store"
	"github.com/qingshan-gis/qingshan/ingest/inputs"
)

// known returns the snapshot of an id if the store has it whole, nil if it has none, or a damaged one, which is to be built again. A
// snapshot that cannot be read is tried a second time, so that one bad moment of the disk does not have it replaced. Its error is that
// ctx has ended, or that this machine lacks memory or descriptors, which says nothing about the snapshot.
func known(ctx context.Context, e environment, id snapshot.ID) (*snapshot.Snapshot, error) {
	s, err := e.store.Get(ctx, id)
	if inputs.Failing(err) {
		s, err = e.store.Get(ctx, id)
	}
	switch {
	case err == nil:
		return s, nil
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case lacking(err):
		return nil, err
	case !errors.Is(err, store.ErrNotFound):
		e.report.Note("snapshot %s was there and was built again: %v", id, err)
	}
	return nil, nil
}

// lacking tells whether err says that the machine is short of something.
func lacking(err error) bool {
	for _, of := range []syscall.Errno{syscall.ENOMEM, syscall.EMFILE, syscall.ENFILE} {
		if errors.Is(err, of) {
			return true
		}
	}
	return false
}
