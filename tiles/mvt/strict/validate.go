package strict

import "fmt"

// Reach bounds coordinates: within ±Reach all of what [Validate] computes is exact in 64 bits, and the difference of any two
// coordinates, which is what a tile holds, fits an int32.
const Reach = 1 << 28

// Problem is one breach of the specification.
type Problem struct {
	Layer   string
	Feature int    // place in the layer, -1 where the layer is at fault
	ID      uint64 // the feature's
	Text    string // what is wrong, with the section
}

func (p Problem) String() string {
	if p.Feature < 0 {
		return fmt.Sprintf("layer %q: %s", p.Layer, p.Text)
	}
	return fmt.Sprintf("layer %q, feature %d (id %d): %s", p.Layer, p.Feature, p.ID, p.Text)
}

// Validate lists every breach of MVT 2.1 in a decoded tile; nil where there is none. Of what it calls SHOULD, unique ids and
// unique keys are demanded. Polygons must be valid as OGC 06-103r4 has it: besides simple, rightly wound rings, rings of one
// feature neither cross nor share a stretch, holes lie in their outer ring and beside one another, and the interior of a
// polygon is connected.
func Validate(layers []Layer) []Problem {
	var out []Problem
	names := map[string]bool{}
	for i := range layers {
		l := &layers[i]
		report := func(feature int, id uint64, format string, args ...any) {
			out = append(out, Problem{l.Name, feature, id, fmt.Sprintf(format, args...)})
		}
		wrong := func(format string, args ...any) { report(-1, 0, format, args...) }
		if names[l.Name] {
			wrong("a second layer of this name (4.1)")
		}
		names[l.Name] = true
		validateLayer(l, wrong)
		ids := map[uint64]bool{}
		for n := range l.Features {
			f := &l.Features[n]
			wrong := func(format string, args ...any) { report(n, f.ID, format, args...) }
			if f.HasID && ids[f.ID] {
				wrong("a second feature of this id (4.2)")
			}
			ids[f.ID] = f.HasID
			validateTags(l, f, wrong)
			validateGeometry(f, wrong)
		}
	}
	return out
}

// complaint takes what is wrong with one layer or one feature.
type complaint func(format string, args ...any)

func validateLayer(l *Layer, wrong complaint) {
	if l.Name == "" {
		wrong("an empty name (4.1)")
	}
	if l.Version != 2 {
		wrong("version %d, not 2 (4.1)", l.Version)
	}
	if l.Extent == 0 {
		wrong("an extent of 0 (4.1)")
	}
	keys := map[string]bool{}
	for _, k := range l.Keys {
		if keys[k] {
			wrong("the key %q is there twice (4.1)", k)
		}
		keys[k] = true
	}
}

func validateTags(l *Layer, f *Feature, wrong complaint) {
	seen := map[uint32]bool{}
	for i := 0; i+1 < len(f.Tags); i += 2 {
		k, v := f.Tags[i], f.Tags[i+1]
		switch {
		case uint64(k) >= uint64(len(l.Keys)):
			wrong("tag of key %d, there are %d (4.4)", k, len(l.Keys))
		case uint64(v) >= uint64(len(l.Values)):
			wrong("tag of value %d, there are %d (4.4)", v, len(l.Values))
		case seen[k]:
			wrong("the key %q tags it twice (4.4)", l.Keys[k])
		}
		seen[k] = true
	}
}

func validateGeometry(f *Feature, wrong complaint) {
	for _, part := range f.Parts {
		for _, p := range part {
			if max(p.X, -p.X, p.Y, -p.Y) > Reach {
				wrong("the coordinate %v is beyond ±2^28 (4.3.2)", p)
				return
			}
		}
	}
	switch f.Type {
	case LineType:
		for n, line := range f.Parts {
			for i := range len(line) - 1 {
				if line[i] == line[i+1] {
					wrong("line %d stands still at %v (4.3.3.2)", n, line[i])
				}
			}
		}
	case PolygonType:
		validatePolygons(f.Parts, wrong)
	}
}

// validatePolygons looks at rings one by one first, then at how they lie to each other, as the later test needs what the
// earlier one assures.
func validatePolygons(rings [][]Point, wrong complaint) {
	clean := true
	wrongRing := func(format string, args ...any) { clean = false; wrong(format, args...) }
	for n, r := range rings {
		for i, p := range r {
			if next := r[(i+1)%len(r)]; p == next {
				wrongRing("ring %d stands still at %v (4.3.3.2, 4.3.4.4)", n, p)
			}
		}
		area := TwiceArea(r)
		if area == 0 {
			wrongRing("ring %d has no area (4.3.4.4), at %v", n, r[0])
		}
		if n == 0 && area < 0 {
			wrongRing("it begins with a hole (4.3.4.4), at %v", r[0])
		}
	}
	if !clean {
		return
	}
	touches := intersections(rings, wrongRing)
	if !clean {
		return
	}
	validateTouches(rings, touches, wrongRing)
	if clean {
		validateNesting(rings, touches, wrong)
	}
}
