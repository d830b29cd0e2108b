package once

import (
	"context"
	"testing"
)

// TestForgottenValuesAreComputedAgain: what is forgotten is computed anew, and its cost is given back.
func TestForgottenValuesAreComputedAgain(t *testing.T) {
	c := Cache[int, int]{Limit: 3}
	computed := 0
	ask := func(key int) {
		if v, _, err := c.Get(context.Background(), key, func(context.Context) (int, error) { computed++; return key * key, nil }); err != nil || v != key*key {
			t.Errorf("%d: %d, %v", key, v, err)
		}
	}
	for key := range 3 {
		ask(key)
	}
	c.Forget(func(key, v int) bool { return v == 1 })
	if c.size != 2 || c.order.Len() != 2 {
		t.Errorf("%d values that cost %d are kept", c.order.Len(), c.size)
	}
	for key := range 3 {
		ask(key)
	}
	if computed != 4 || c.size != 3 {
		t.Errorf("%d computations, cost %d", computed, c.size)
	}
}
