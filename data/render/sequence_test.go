package render

import (
	"iter"
	"slices"
	"strconv"
	"testing"
)

// TestSequencesEndEarly: no item is made for a reader that takes no more.
func TestSequencesEndEarly(t *testing.T) {
	made := 0
	odd := only(upTo(100), func(i int) bool { return i%2 == 1 })
	texts := each(joined(odd, upTo(3)), func(i int) string { made++; return strconv.Itoa(i) })
	var got []string
	for text := range lazily(func() iter.Seq[string] { return texts }) {
		if got = append(got, text); len(got) == 2 {
			break
		}
	}
	if !slices.Equal(got, []string{"1", "3"}) || made != 2 {
		t.Errorf("%v of %d made", got, made)
	}
	if all := slices.Collect(joined(odd, upTo(3))); len(all) != 53 || all[52] != 2 {
		t.Errorf("%d items", len(all))
	}
}
