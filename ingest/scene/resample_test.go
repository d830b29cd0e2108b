package scene

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"
)

// TestScratchFilesAreNotNamed: errors about copies that the program made name the user's file, and stay what they are.
func TestScratchFilesAreNotNamed(t *testing.T) {
	r := &resampler{scratch: "store/snapshots/.pending-scratch-17"}
	cause := &fs.PathError{Op: "write", Path: r.scratch + "/clean-3.tif", Err: fs.ErrPermission}
	err := r.unscratched("b.tif onto the grid of a.tif", fmt.Errorf("pixels: %w", cause))
	if text := err.Error(); strings.Contains(text, "scratch") || strings.Contains(text, "clean-") || !strings.HasPrefix(text, "b.tif onto the grid of a.tif: ") || !errors.Is(err, fs.ErrPermission) {
		t.Errorf("it says %q", text)
	}
	if err := r.hidden(errors.New("write " + r.scratch + "/scene-0123456789abcdef.qsraster: no space left on device")); err.Error() != "write its copy: no space left on device" {
		t.Errorf("it says %q", err)
	}
	if err := r.unscratched("b.tif", fmt.Errorf("pixels: %w", context.Canceled)); !errors.Is(err, context.Canceled) || strings.Contains(err.Error(), "resampled") {
		t.Errorf("an ingest that was stopped: %v", err)
	}
}
