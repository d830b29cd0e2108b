package snapshot

import (
	"encoding/binary"
	"strings"

	"github.com/qingshan-gis/qingshan/spatial"
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

// SetTable interns sets of covers.
type SetTable struct {
	facts *Facts
	known map[string]int32
}

// NewSetTable returns a table that gives equal sets of covers one entry of f.Sets.
func NewSetTable(f *Facts) *SetTable { return &SetTable{f, map[string]int32{}} }

// At is the set's number, a new one where it is new.
func (t *SetTable) At(covers []int32) int32 {
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

// Facts is the overlay of zones, cells and parcels (DESIGN section 5). Every coverage number is a sum over its rows.
//
// A face is the ground that zone FaceZone accounts for (a leaf's own ground, or a parent's ground in no child) and that lies in
// exactly the covers Sets[FaceSet]: cells by index, and after them accepted exceptions by number of cells + index. A row is the
// part of face Face in parcel Parcel, or in no parcel (-1). Where parcels overlap it is the ground in the same parcels: the first
// one's row has its areas, and a row of 0 m² follows for each of the others (see [Facts.Continues]).
//
// Areas are in m², Ellipsoidal on CGCS2000 and Planar in the working CRS.
type Facts struct {
	Sets        [][]int32
	FaceZone    []int32
	FaceSet     []int32
	Faces       *spatial.Polygons
	Face        []int32
	Parcel      []int32
	Ellipsoidal []float64
	Planar      []float64
}

// sets declares the sets of covers that faces lie in.
func (t *Tables) sets() table {
	f := t.Facts
	covers := func(int) bool {
		for _, set := range f.Sets {
			if !within(set, 0, t.Cells.Len()+t.Accepted.Len()) {
				return false
			}
		}
		return true
	}
	return table{name: "sets", prefix: "facts", derived: true, rows: t.setCount, columns: []column{lists("sets", &f.Sets, covers)}}
}

func (t *Tables) setCount() int { return len(t.Facts.Sets) }

// faces declares the faces of the overlay.
func (t *Tables) faces() table {
	f := t.Facts
	return table{name: "faces", rows: func() int { return len(f.FaceZone) }, columns: []column{
		rowsOf("zone", &f.FaceZone, 0, t.Zones.Len), rowsOf("set", &f.FaceSet, 0, t.setCount), polygons(&f.Faces),
	}}
}

// facts declares the rows of the overlay.
func (t *Tables) facts() table {
	f := t.Facts
	return table{name: "facts", rows: func() int { return len(f.Face) },
		columns: []column{
			rowsOf("face", &f.Face, 0, func() int { return len(f.FaceZone) }), rowsOf("parcel", &f.Parcel, -1, t.Parcels.Len),
			numbers("ellipsoidal", &f.Ellipsoidal), numbers("planar", &f.Planar),
		},
		fields: []Field{
			TextField("zone", func(i int) string { return t.ZoneCode(f.FaceZone[f.Face[i]]) }), TextField("cells", func(i int) string { return t.coverNames(f.FaceSet[f.Face[i]]) }),
			TextField("parcel", func(i int) string { return t.parcelID(f.Parcel[i]) }), realsField("area_m2", &f.Ellipsoidal), realsField("planar_m2", &f.Planar),
		}}
}

func (t *Tables) parcelID(i int32) string {
	if i < 0 {
		return ""
	}
	return t.Parcels.ID[i]
}

// coverNames lists the covers of a set; exceptions are marked.
func (t *Tables) coverNames(set int32) string {
	if set < 0 {
		return ""
	}
	var names []string
	for _, c := range t.Facts.Sets[set] {
		if int(c) < t.Cells.Len() {
			names = append(names, t.Cells.ID[c])
		} else {
			names = append(names, "accepted:"+t.Accepted.ID[int(c)-t.Cells.Len()])
		}
	}
	return strings.Join(names, ",")
}
