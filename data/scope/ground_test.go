package scope_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/qingshan-gis/qingshan/data/scope"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/geos"
)

// TestGroundOfAPartIsThatOfGEOS: each feature of a part has the ground that GEOS cuts out of the whole one by the union of the zones that
// are shown; one that lies inside is what it was to the last bit, and one without ground there is absent.
func TestGroundOfAPartIsThatOfGEOS(t *testing.T) {
	cutHere, inside, absent := 0, 0, 0
	for seed := range landscapes() {
		rng := rand.New(rand.NewPCG(seed, 36))
		l, s := drawCounty(rng)
		sc := someScope(rng, s)
		if parts := sc.Parts(); parts[0].Zone == "" {
			continue
		}
		part := cut(t, s, sc)
		shown, _ := visible(s, sc)
		w := geos.NewWorker()
		var zones []*geos.Shape
		for i, code := range s.Zones.Code {
			if shown[code] {
				one, err := w.Feature(s.Zones.Shapes, i)
				if err != nil {
					t.Fatal(err)
				}
				zones = append(zones, one)
			}
		}
		territory, err := w.Union(zones)
		if err != nil {
			t.Fatal(err)
		}
		check := func(name string, whole, have *spatial.Polygons, at func(i int) int) {
			t.Helper()
			for i := range whole.Len() {
				one, err := w.Feature(whole, i)
				if err != nil {
					t.Fatal(err)
				}
				both, err := w.Intersection(one, territory)
				if err != nil {
					t.Fatal(err)
				}
				want, all, k := both.PlanarArea(), one.PlanarArea(), at(i)
				const rounding = 1e-3 // of GEOS, in m²
				if k < 0 {
					absent++
					if want > rounding {
						t.Fatalf("seed %d: %s %d has %v m² in the scope and is absent", seed, name, i, want)
					}
					continue
				}
				kept, err := w.Feature(have, k)
				if err != nil {
					t.Fatal(err)
				}
				if math.Abs(kept.PlanarArea()-want) > rounding {
					t.Fatalf("seed %d: %s %d has %v m², GEOS finds %v", seed, name, i, kept.PlanarArea(), want)
				}
				if beyond, err := w.Difference(kept, territory); err != nil || beyond.PlanarArea() > rounding {
					t.Fatalf("seed %d: %v m² of %s %d lie outside, %v", seed, beyond.PlanarArea(), name, i, err)
				}
				switch {
				case l.Turn == 0 && want == all:
					inside++
					if !have.Same(k, whole, i) {
						t.Fatalf("seed %d: %s %d lies inside and is not what it was", seed, name, i)
					}
				case want < all-rounding:
					cutHere++
				}
			}
		}
		byID := func(ids, of []string) func(i int) int {
			return func(i int) int { return slices.Index(ids, of[i]) }
		}
		check("cell", s.Cells.Shapes, part.Cells.Shapes, byID(part.Cells.ID, s.Cells.ID))
		check("exception", s.Accepted.Shapes, part.Accepted.Shapes, byID(part.Accepted.ID, s.Accepted.ID))
		check("parcel", s.Parcels.Shapes, part.Parcels.Shapes, byID(part.Parcels.ID, s.Parcels.ID))
		check("permitted area", s.Permitted.Shapes, part.Permitted.Shapes, byID(part.Permitted.ID, s.Permitted.ID))
		for k, c := range part.Changes {
			whole := s.Changes[k]
			var ids []string
			var some spatial.Builder
			for i, id := range whole.Patches.ID {
				if slices.Contains(c.Patches.ID, id) { // that have a part in one of the zones
					ids = append(ids, id)
					some.AddFrom(whole.Patches.Shapes, i)
				}
			}
			check("patch", some.Build(), c.Patches.Shapes, byID(c.Patches.ID, ids))
		}
		for i := range part.CellPairs.A {
			a, b := part.Cells.ID[part.CellPairs.A[i]], part.Cells.ID[part.CellPairs.B[i]]
			if m2 := spatial.PlanarArea(part.CellPairs.Shapes.Feature(i)); math.Abs(m2-part.CellPairs.Planar[i]) > 1e-6 || math.Abs(m2-part.CellPairs.Ellipsoidal[i]) > 1e-6 {
				t.Fatalf("seed %d: %s and %s share %v m², the table says %v", seed, a, b, m2, part.CellPairs.Planar[i])
			}
		}
	}
	if !testing.Short() && (cutHere < 500 || inside < 500 || absent < 500) {
		t.Errorf("%d features were cut, %d lay inside, %d outside: too little was tested", cutHere, inside, absent)
	}
}

// TestPartsMakeTheWhole: cut to each root, a snapshot falls apart into parts whose rows are together all rows, and whose ground is together
// all ground of each feature in zones.
func TestPartsMakeTheWhole(t *testing.T) {
	several := 0
	for seed := range landscapes() {
		rng := rand.New(rand.NewPCG(seed, 37))
		_, s := drawCounty(rng)
		roots := s.Zones.Roots()
		if len(roots) > 1 {
			several++
		}
		faces, facts, gaps, parts, m2 := 0, 0, 0, 0, 0.0
		ids := map[string]bool{}
		for _, root := range roots {
			p := cut(t, s, scope.Of(scope.Part{Zone: s.Zones.Code[root], Groups: scope.ShownInFull}))
			faces, facts, gaps = faces+len(p.Facts.FaceZone), facts+len(p.Facts.Face), gaps+p.Found.Gaps.Len()
			for _, v := range p.Facts.Planar {
				m2 += v
			}
			for _, c := range p.Changes {
				parts += len(c.Parts.Patch)
			}
			for _, id := range p.Cells.ID {
				ids[id] = true
			}
		}
		wantParts, want := 0, 0.0
		for _, c := range s.Changes {
			for _, z := range c.Parts.Zone {
				if z >= 0 {
					wantParts++
				}
			}
		}
		for _, v := range s.Facts.Planar {
			want += v
		}
		if faces != len(s.Facts.FaceZone) || facts != len(s.Facts.Face) || gaps != s.Found.Gaps.Len() || parts != wantParts || math.Abs(m2-want) > 1e-6 {
			t.Fatalf("seed %d: %d faces, %d facts, %d gaps, %d parts, %v m²; want %d, %d, %d, %d, %v", seed, faces, facts, gaps, parts, m2,
				len(s.Facts.FaceZone), len(s.Facts.Face), s.Found.Gaps.Len(), wantParts, want)
		}
		for _, set := range s.Facts.FaceSet {
			for _, c := range s.Facts.Sets[set] {
				if int(c) < s.Cells.Len() && !ids[s.Cells.ID[c]] {
					t.Fatalf("seed %d: cell %s has ground in a zone and is in no part", seed, s.Cells.ID[c])
				}
			}
		}
	}
	if !testing.Short() && (several < 20) {
		t.Errorf("only %d landscapes had several roots", several)
	}
}

// TestGroupsOfFields: who may not see how an office works is told of each cell whether it has a ranger, and which chief holds a zone, and
// of nobody else; on no date does the answer who is chief change.
func TestGroupsOfFields(t *testing.T) {
	masked, chiefs := 0, 0
	for seed := range landscapes() {
		rng := rand.New(rand.NewPCG(seed, 38))
		_, s := drawCounty(rng)
		sc := someScope(rng, s)
		part := cut(t, s, sc)
		if part == s {
			continue
		}
		shown, work := visible(s, sc)
		atWork := map[string]bool{}
		for face, zone := range s.Facts.FaceZone {
			for _, c := range s.Facts.Sets[s.Facts.FaceSet[face]] {
				if int(c) < s.Cells.Len() && work[s.Zones.Code[zone]] {
					atWork[s.Cells.ID[c]] = true
				}
			}
		}
		for i, id := range part.Cells.ID {
			old, _ := s.FindCell(id)
			for on := snapshot.Date(85); on < 130; on++ {
				was, is := s.RangerOf(old, on), part.RangerOf(i, on)
				if atWork[id] && is != was || !atWork[id] && (is == "") != (was == "") || !atWork[id] && is != "" && is != scope.Masked {
					t.Fatalf("seed %d: the ranger of cell %s on %s is %q, of the whole %q", seed, id, on, is, was)
				}
				if !atWork[id] && is != "" {
					masked++
				}
			}
		}
		for code := range shown {
			if !shown[code] {
				continue
			}
			for on := snapshot.Date(85); on < 130; on++ {
				if was, is := s.Registry.Chief(code, on), part.Registry.Chief(code, on); was != is || part.Registry.Name(is) != s.Registry.Name(was) || part.Registry.Post(is) != s.Registry.Post(was) {
					t.Fatalf("seed %d: the chief of %s on %s is %q, of the whole %q", seed, code, on, is, was)
				}
				chiefs++
			}
		}
		for _, p := range part.Registry.People {
			_, subject, _ := strings.Cut(p.ID, "-")
			subject, _, _ = strings.Cut(subject, "-")
			if chief := strings.HasPrefix(p.ID, "chief"); !work[subject] && !atWork[subject] && !(chief && shown[subject]) {
				t.Fatalf("seed %d: %s is named", seed, p.ID)
			}
		}
		for _, a := range part.Registry.Assignments {
			if a.Zone != "" && !work[a.Zone] && (a.Role != snapshot.RoleChief || a.RecordedAt > 3) || a.Cell != "" && !atWork[a.Cell] && a.RecordedAt > 3 {
				t.Fatalf("seed %d: %+v is told", seed, a)
			}
		}
		for i, code := range part.Accepted.ID {
			if part.Accepted.Approver[i] != "" && len(work) == 0 {
				t.Fatalf("seed %d: who approved %s is told", seed, code)
			}
		}
	}
	if !testing.Short() && (masked < 1000 || chiefs < 1000) {
		t.Errorf("%d masked, %d chiefs: too little was tested", masked, chiefs)
	}
}

// TestWholeIsTheSnapshotItself: who may see all gets the snapshot, and who may see nothing a part without a row.
func TestWholeIsTheSnapshotItself(t *testing.T) {
	_, s := drawCounty(rand.New(rand.NewPCG(1, 39)))
	for _, sc := range []scope.Scope{scope.Everything(), scope.Of(scope.Part{Groups: scope.ShownInFull}), scope.Of(scope.Part{Groups: scope.Public}, scope.Part{Groups: scope.Work | scope.Case})} {
		if part := cut(t, s, sc); part != s {
			t.Errorf("%q: another snapshot", sc.Key())
		}
	}
	for _, sc := range []scope.Scope{{}, scope.Of(scope.Part{Zone: "nowhere", Groups: scope.AllGroups}), scope.Of(scope.Part{Zone: s.Zones.Code[0], Groups: scope.Track})} {
		part := cut(t, s, sc)
		for name, n := range part.Manifest.Counts {
			if n != 0 {
				t.Errorf("%q: %d %s", sc.Key(), n, name)
			}
		}
		if b := part.Bounds(); b != [4]float64{} || part.Manifest.Name != "" {
			t.Errorf("%q: bounds %v, name %q", sc.Key(), b, part.Manifest.Name)
		}
		if lon, lat := part.LonLat(50, 50); lon != 0 || lat != 0 || part.Manifest.FromLonLat.Box.Contains(50, 50) {
			t.Errorf("%q: a place at %v, %v", sc.Key(), lon, lat)
		}
	}
}
