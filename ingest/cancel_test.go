package ingest_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/qingshan-gis/qingshan/data/store"
	"github.com/qingshan-gis/qingshan/ingest"
	"github.com/qingshan-gis/qingshan/internal/delivery"
)

// TestRunThatDoesNotLookUp: a run that is told to stop while it is stuck is abandoned in time, and what it had begun is gone by then;
// one that returns is not abandoned.
func TestRunThatDoesNotLookUp(t *testing.T) {
	p, dir := delivery.EveryTable(t)
	for _, stuck := range []bool{false, true} {
		ctx, stop := context.WithCancel(t.Context())
		abandoned, ended := make(chan time.Time, 1), make(chan error, 1)
		var began time.Time
		free := make(chan struct{})
		go func() {
			_, err := ingest.Run(ctx, p, ingest.Options{Patience: 100 * time.Millisecond, Abandon: func() {
				abandoned <- time.Now()
				if entries, _ := os.ReadDir(filepath.Join(dir, "store", "snapshots")); len(entries) > 0 {
					t.Errorf("left behind: %v", entries)
				}
			}, Progress: &delivery.Meddler{Phase: "overlay", Do: func() {
				began = time.Now()
				stop()
				if stuck {
					<-free
				}
			}}})
			ended <- err
		}()
		if stuck {
			select {
			case at := <-abandoned:
				if took := at.Sub(began); took < 100*time.Millisecond {
					t.Errorf("abandoned after %v", took)
				}
			case <-time.After(30 * time.Second):
				t.Fatal("it is not abandoned")
			}
			close(free) // the program would be gone; here the run waits for ever
			continue
		}
		if err := <-ended; !errors.Is(err, context.Canceled) || strings.Contains(err.Error(), "fault") {
			t.Errorf("it ended with %v", err)
		}
		if len(abandoned) > 0 {
			t.Error("it was abandoned though it returned")
		}
	}
}

// TestWaitingEndsWithContext: who waits for another ingest can be stopped.
func TestWaitingEndsWithContext(t *testing.T) {
	d := store.OpenDir(filepath.Join(t.TempDir(), "store"))
	unlock, err := d.Lock(false)
	if err != nil {
		t.Fatal(err)
	}
	defer unlock()
	ctx, stop := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer stop()
	if _, err := d.LockContext(ctx, true); !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
}
