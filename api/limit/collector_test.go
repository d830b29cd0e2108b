package limit

import (
	"runtime/debug"
	"testing"
)

// TestGarbageIsCollectedEarlierDuringCostlyWork: from the first question to the last, and as before then.
func TestGarbageIsCollectedEarlierDuringCostlyWork(t *testing.T) {
	usual := debug.SetGCPercent(123)
	t.Cleanup(func() { debug.SetGCPercent(usual) })
	now := func() int {
		percent := debug.SetGCPercent(100)
		debug.SetGCPercent(percent)
		return percent
	}
	for percent, during := range map[int]int{0: 123, 50: 50} {
		tidy := tidier{percent: percent}
		first := tidy.begin()
		second := tidy.begin()
		first()
		if got := now(); got != during {
			t.Errorf("%d: during costly work %d", percent, got)
		}
		if second(); now() != 123 {
			t.Errorf("%d: afterwards %d", percent, now())
		}
	}
}
