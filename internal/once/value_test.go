package once

import (
	"errors"
	"sync"
	"testing"
)

// TestValueComesBackAfterAPanic: a value whose computation panicked, or failed, is computed anew; then never again.
func TestValueComesBackAfterAPanic(t *testing.T) {
	calls := 0
	get := Value(func() int {
		if calls++; calls < 3 {
			panic("fault")
		}
		return 7
	})
	for range 2 {
		func() {
			defer func() {
				if recover() == nil {
					t.Error("the panic was lost")
				}
			}()
			get()
		}()
	}
	var wg sync.WaitGroup
	for range 10 {
		wg.Go(func() {
			if v := get(); v != 7 {
				t.Error(v)
			}
		})
	}
	wg.Wait()
	if calls != 3 {
		t.Errorf("computed %d times", calls)
	}
	tries := 0
	result := Result(func() (int, error) {
		if tries++; tries == 1 {
			return 0, errors.New("no")
		}
		return 7, nil
	})
	for i, want := range []int{0, 7, 7} {
		if v, err := result(); v != want || (err != nil) != (i == 0) {
			t.Errorf("try %d: %d, %v", i, v, err)
		}
	}
	if tries != 2 {
		t.Errorf("tried %d times", tries)
	}
}
