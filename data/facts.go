package data

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
	sets := setTable{facts: out, known: map[string]int32{}}
	var faces spatial.Builder
	for _, f := range a.Faces {
		zone := f.Ground
		if zones != nil {
			zone = zones[zone]
		}
		out.FaceZone, out.FaceSet = append(out.FaceZone, zone), append(out.FaceSet, sets.at(f.Covers))
		faces.Add(f.Shape)
	}
	out.Faces = faces.Build()
	for _, f := range a.Facts {
		out.Face, out.Parcel = append(out.Face, f.Face), append(out.Parcel, f.Parcel)
		out.Ellipsoidal, out.Planar = append(out.Ellipsoidal, f.Areas[0]), append(out.Planar, f.Areas[1])
	}
	return out
}

// setTable interns sets of covers.
type setTable struct {
	facts *Facts
	known map[string]int32
}

func (t *setTable) at(covers []int32) int32 {
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
