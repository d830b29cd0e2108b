package signin

import (
	"fmt"
	"testing"
	"time"
)

// TestFloodForgetsNobody: names without end, tried from addresses that have to wait or while too many passwords are being checked, do not
// have the throttle forget whose password is being guessed.
func TestFloodForgetsNobody(t *testing.T) {
	now := time.Date(2026, 11, 29, 8, 0, 0, 0, time.UTC)
	victim, attacker := allowance{"name victim", freeByName}, allowance{"address a", freeByAddress}
	for name, flood := range map[string]func(th *throttle, of []allowance){
		"while he has to wait": func(th *throttle, of []allowance) { th.begin(of) },
		"while it is busy": func(th *throttle, of []allowance) {
			if th.begin(of) == 0 {
				th.undo(of)
			}
		},
	} {
		th := newThrottle(func() time.Time { return now })
		for range freeByName {
			th.begin([]allowance{victim})
		}
		before := th.begin([]allowance{victim})
		if name == "while he has to wait" {
			for range freeByAddress {
				th.begin([]allowance{attacker})
			}
		}
		for i := range 4 * mostTries {
			flood(th, []allowance{{fmt.Sprint("name ", i), freeByName}, attacker})
		}
		if after := th.begin([]allowance{victim}); before == 0 || after != before {
			t.Errorf("%s: the wait was %s, and is %s", name, before, after)
		}
		if n := len(th.young) + len(th.old); n > 2 {
			t.Errorf("%s: %d are remembered", name, n)
		}
	}
}
