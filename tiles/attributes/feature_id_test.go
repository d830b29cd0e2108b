package attributes

import (
	"testing"
)

// TestFeatureIDsDependOnKeysAlone: taking features away or reordering them leaves the others' ids.
func TestFeatureIDsDependOnKeysAlone(t *testing.T) {
	names := []string{"a", "b", "c", "d"}
	ids := FeatureIDs("zones", len(names), func(i int) string { return names[i] })
	back := FeatureIDs("zones", 2, func(i int) string { return names[3-i] })
	if back[0] != ids[3] || back[1] != ids[2] {
		t.Errorf("%v, then %v", ids, back)
	}
	if ids[0] == FeatureIDs("cells", 1, func(int) string { return "a" })[0] {
		t.Error("two layers give one id")
	}
}
