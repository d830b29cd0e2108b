package snapshot

import (
	"encoding/binary"

	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/area"
	"github.com/qingshan-gis/qingshan/spatial/overlay"
)

// PackFacts turns an arrangement, whose measures are the ellipsoid and the plane, into columns; equal sets of covers share
// one entry. zones names the zone of each ground; nil: ground i is that of zone i.
func PackFacts(a *overlay.Arrangement, zones []int32) *Facts {
	out := &Facts{}
	sets := NewSetTable(out)
	var faces spatial.Builder
	for _, f := range a.Faces {
		zone := f.Ground
		if zones != nil {
			zone = zones[zone]
		}
		out.FaceZone, out.FaceSet = append(out.FaceZone, zone), append(out.FaceSet, sets.At(f.Covers))
		faces.Add(f.Shape)
	}
	out.Faces = faces.Build()
	for _, f := range a.Facts {
		out.add(f.Face, f.Parcel, f.Areas[0], f.Areas[1])
		for _, p := range f.Also {
			out.add(f.Face, p, 0, 0)
		}
	}
	return out
}

func (f *Facts) add(face, parcel int32, ellipsoidal, planar float64) {
	f.Face, f.Parcel = append(f.Face, face), append(f.Parcel, parcel)
	f.Ellipsoidal, f.Planar = append(f.Ellipsoidal, ellipsoidal), append(f.Planar, planar)
}

// Continues tells whether a row has no ground of its own: that of the rows before it lies in its parcel too.
func (f *Facts) Continues(row int) bool {
	return row > 0 && f.Face[row] == f.Face[row-1] && f.Parcel[row] >= 0 && f.Parcel[row-1] >= 0 && f.Ellipsoidal[row] == 0 && f.Planar[row] == 0
}

// ParcelsOf lists the parcels that the ground of a row lies in, in their order; none for a row that continues another.
func (f *Facts) ParcelsOf(row int) []int32 {
	if f.Parcel[row] < 0 || f.Continues(row) {
		return nil
	}
	end := row + 1
	for end < len(f.Face) && f.Continues(end) {
		end++
	}
	return f.Parcel[row:end]
}

// setTable interns sets of covers.
type setTable struct {
	facts *Facts
	known map[string]int32
}

func NewSetTable(f *Facts) *setTable { return &setTable{f, map[string]int32{}} }

// At is the set's number, a new one where it is new.
func (t *setTable) At(covers []int32) int32 {
	var key []byte
	for _, c := range covers {
		key = binary.LittleEndian.AppendUint32(key, uint32(c))
	}
	set, ok := t.known[string(key)]
	if !ok {
		set = int32(len(t.facts.Sets))
		t.known[string(key)] = set
		t.facts.Sets = append(t.facts.Sets, covers)
	}
	return set
}

// PackPairs turns shared ground into columns.
func PackPairs(pairs []overlay.Pair, ellipsoid area.Measure) Shared {
	var out Shared
	var shapes spatial.Builder
	for _, p := range pairs {
		out.A, out.B = append(out.A, p.A), append(out.B, p.B)
		out.Ellipsoidal = append(out.Ellipsoidal, float64(ellipsoid.Multi(p.Shape)))
		out.Planar = append(out.Planar, float64(area.Planar().Multi(p.Shape)))
		shapes.Add(p.Shape)
	}
	out.Shapes = shapes.Build()
	return out
}
