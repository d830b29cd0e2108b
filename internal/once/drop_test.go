package once

import (
	"context"
	"math/rand/v2"
	"testing"
)

// TestEveryValueIsDroppedOnce: whatever is asked for and forgotten, each value that was computed is either kept or was dropped once.
func TestEveryValueIsDroppedOnce(t *testing.T) {
	computed, dropped := 0, map[int]int{} // values are the number of their computation
	c := Cache[int, int]{Limit: 5, Cost: func(key, _ int) int { return key }, Drop: func(_, v int) { dropped[v]++ }}
	random := rand.New(rand.NewPCG(29, 11))
	for range 5000 {
		if random.IntN(10) == 0 {
			odd := random.IntN(2)
			c.Forget(func(_, v int) bool { return v%2 == odd })
			continue
		}
		if _, _, err := c.Get(context.Background(), 1+random.IntN(7), func(context.Context) (int, error) { computed++; return computed, nil }); err != nil {
			t.Fatal(err)
		}
	}
	for _, n := range dropped {
		if n != 1 {
			t.Fatalf("a value was dropped %d times", n)
		}
	}
	if len(dropped)+len(c.kept) != computed {
		t.Errorf("%d values were computed, %d dropped, %d are kept", computed, len(dropped), len(c.kept))
	}
}
