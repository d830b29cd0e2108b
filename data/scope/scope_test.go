package scope_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/qingshan-gis/qingshan/data/scope"
)

func drawParts(t *rapid.T) []scope.Part {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) scope.Part {
		return scope.Part{Zone: rapid.SampledFrom([]string{"", "1", "2", "33", "a=b", "c;d"}).Draw(t, "zone"), Groups: scope.Groups(rapid.IntRange(0, int(scope.AllGroups)).Draw(t, "groups"))}
	}), 0, 6).Draw(t, "parts")
}

// shown are the groups that parts show of a zone that is named by none above it.
func shown(parts []scope.Part, zone string) (g scope.Groups) {
	for _, p := range parts {
		if p.Zone == "" || p.Zone == zone {
			g |= p.Groups
		}
	}
	return g
}

// TestScopesAreWhatTheirPartsShow: whatever the order and however often a part is named, a scope shows what its parts show, and two have
// one key just where they show the same of the same zones.
func TestScopesAreWhatTheirPartsShow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawParts(t), drawParts(t)
		zones := []string{"", "1", "2", "33", "a=b", "c;d"}
		same := true
		for _, z := range zones {
			if got, want := shown(scope.Of(a...).Parts(), z), shown(a, z); got != want {
				t.Fatalf("%v of zone %q: %v, want %v", a, z, got, want)
			}
			same = same && shown(a, z) == shown(b, z)
		}
		if one, other := scope.Of(a...), scope.Of(b...); (one.Key() == other.Key()) != same {
			t.Fatalf("%v has the key %q, %v has %q", a, one.Key(), b, other.Key())
		}
		if s := scope.Of(a...); s.Empty() != (s.Key() == "") || s.Whole() != shown(a, "").Has(scope.ShownInFull) {
			t.Fatalf("%v: empty %v, whole %v", a, s.Empty(), s.Whole())
		}
	})
}

// TestEverythingIsWhatItSays: everything is written down, since each request of those who may see all asks for it.
func TestEverythingIsWhatItSays(t *testing.T) {
	if got, want := scope.Everything(), scope.Of(scope.Part{Groups: scope.AllGroups}); got.Key() != want.Key() || !got.Whole() {
		t.Errorf("%q, want %q", got.Key(), want.Key())
	}
}

func TestGroupsHaveNames(t *testing.T) {
	for g := range scope.AllGroups + 1 {
		if back, ok := scope.GroupsOf(g.Names()...); !ok || back != g {
			t.Errorf("%v is read as %v", g, back)
		}
	}
	if _, ok := scope.GroupsOf("public", "secret"); ok {
		t.Error("a group of no such name was found")
	}
}

func BenchmarkOf(b *testing.B) {
	parts := []scope.Part{{Groups: scope.AllGroups}, {Groups: scope.Public | scope.Work}, {Groups: scope.Public}}
	b.ReportAllocs()
	for b.Loop() {
		if scope.Of(parts...).Empty() {
			b.Fatal("empty")
		}
	}
}
