package coverage

import (
	"fmt"
	"math"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/area"
	"github.com/qingshan-gis/qingshan/spatial/arrange"
	"github.com/qingshan-gis/qingshan/spatial/overlay"
)

// CheckSums proves the identities that every answer promises: of each zone's coverage, of the facts against the faces' own areas
// and the zones' polygons, and of patches against their parts. What may be missing is derived, see [rounding]. It returns an error
// that names the first zone, face or patch whose numbers do not add up.
func CheckSums(s *snapshot.Snapshot, rows []Row) error {
	for _, r := range rows {
		if !Near(r.CoveredM2+r.GapM2+r.AcceptedM2, r.DemandM2, r.DemandM2) {
			return fmt.Errorf("zone %s: covered %.6f + gap %.6f + accepted %.6f is not demand %.6f m²", r.Zone, r.CoveredM2, r.GapM2, r.AcceptedM2, r.DemandM2)
		}
	}
	if err := checkFacts(s); err != nil {
		return err
	}
	return checkParts(s)
}

// checkFacts holds the facts against the polygons that they were measured with.
func checkFacts(s *snapshot.Snapshot) error {
	f := s.Facts
	byFace, byZone := make([]area.Sum, f.Faces.Len()), make([]area.Sum, s.Zones.Len())
	for row, face := range f.Face {
		byFace[face].Add(f.Ellipsoidal[row])
		byZone[f.FaceZone[face]].Add(f.Ellipsoidal[row])
	}
	vertices := make([]int, s.Zones.Len()) // of the faces drawn
	for face, z := range f.FaceZone {
		vertices[z] += len(f.Faces.Flat(face)) / 2
	}
	r := roundingOf(s)
	for face, z := range f.FaceZone {
		m2, length := s.Manifest.Ellipsoid.Outline(f.Faces, face)
		if sum := byFace[face].Value(); math.Abs(sum-m2) > r.measured(m2, length)+dust(vertices[z]) {
			return fmt.Errorf("zone %s: the facts of a face add up to %.6f m², its polygon near %s has %.6f m²; %s", s.Zones.Code[z], sum, whereabouts(s, f.Faces, face), m2, faulty)
		}
	}
	for z := range s.Zones.Len() {
		if !s.Zones.Leaf(int32(z)) {
			continue
		}
		m2, length := s.Manifest.Ellipsoid.Outline(s.Zones.Shapes, z)
		if sum := byZone[z].Value(); math.Abs(sum-m2) > r.noded(m2, length)+dust(vertices[z]) {
			return fmt.Errorf("zone %s: its faces add up to %.6f m², its polygon near %s has %.6f m²; %s", s.Zones.Code[z], sum, whereabouts(s, s.Zones.Shapes, z), m2, faulty)
		}
	}
	return nil
}

// faulty tells what to do about sums that do not add up: no delivery can be the reason.
const faulty = "that is a fault of this program, not of the data: send it the zone's polygon and the cells and parcels around that place"

// whereabouts names a place of a feature in degrees.
func whereabouts(s *snapshot.Snapshot, p *spatial.Polygons, f int) string {
	if xy := p.Flat(f); len(xy) > 1 && s.Manifest.ToLonLat != nil {
		lon, lat := s.LonLat(xy[0], xy[1])
		return fmt.Sprintf("%.5f°, %.5f°", lon, lat)
	}
	return "nowhere"
}

// patchTolerance is what the guide promises in m²; parts of patches with long borders may differ by their rounding.
const patchTolerance = 0.01

func checkParts(s *snapshot.Snapshot) error {
	r := roundingOf(s)
	for _, c := range s.Changes {
		n := len(c.Patches.Pixels)
		sums, lengths, vertices := make([]area.Sum, n), make([]float64, n), make([]int, n)
		for i, patch := range c.Parts.Patch {
			sums[patch].Add(c.Parts.Ellipsoidal[i])
			vertices[patch] += len(c.Parts.Shapes.Flat(i)) / 2
			c.Parts.Shapes.EachRing(i, func(_, _ int, xy []float64) { lengths[patch] += spatial.RingLength(xy) })
		}
		for i := range sums {
			m2, sum := c.Patches.Ellipsoidal[i], sums[i].Value()
			if limit := r.noded(m2, lengths[i]) + dust(vertices[i]); math.Abs(sum-m2) > max(patchTolerance, limit) {
				return fmt.Errorf("patch %s: its parts add up to %.3f m², the patch has %.3f m²; %s", c.PatchID(int32(i)), sum, m2, faulty)
			}
		}
	}
	return nil
}

// rounding bounds how far two ways of measuring the same ground may differ. Let L be the length of the ground's border.
//
//   - Snap rounding leads a border through the centres of pixels that it passes, half a unit away at most in x and in y, so
//     that no point of it moves by more than √½ [arrange.Unit] (rule 2 of package arrange). Between the old border and the
//     new lies at most L·Unit of the plane, which on the ground is [area.Measure.Density] times that. Borders within the
//     ground count for nothing: both sides measure the same noded border, with the same number, of opposite sign.
//   - Each of the two measurements is off by [area.Measure.Noise] a metre at most; sums of them by [sumRounding] of their
//     size (see [area.Sum]).
//   - Faces below [overlay.Dust] are not drawn; their areas go to another fact of the same ground.
//
// None of these grows with the area but the last digit of its own number.
type rounding struct{ moved, noise float64 }

// sumRounding is the relative rounding of a sum of numbers that are sums themselves, a few times 2⁻⁵³.
const sumRounding = 16.0 / (1 << 53)

func roundingOf(s *snapshot.Snapshot) rounding {
	m := s.Manifest.Ellipsoid
	box := s.Zones.Shapes.Extent().Union(s.Facts.Faces.Extent())
	for _, c := range s.Changes {
		box = box.Union(c.Patches.Shapes.Extent())
	}
	if box.Empty() {
		return rounding{}
	}
	return rounding{m.Density() * arrange.Unit, m.Noise(box)}
}

// measured bounds the difference of two measurements of one border.
func (r rounding) measured(m2, length float64) float64 { return 2*r.noise*length + sumRounding*m2 }

// noded bounds the difference of a ground and of its parts, whose outer border was noded.
func (r rounding) noded(m2, length float64) float64 { return r.moved*length + r.measured(m2, length) }

// dust bounds what is not drawn of a ground: counted generously, a face below [overlay.Dust] at each vertex of the others.
func dust(vertices int) float64 { return float64(3+vertices) * overlay.Dust }

// identityTolerance is the relative error allowed in covered + gap + accepted = demand, which is what adding rows leaves.
const identityTolerance = 1e-9

// Near tells whether two areas in m² are equal but for the rounding of sums over ground of the size scale, in m².
func Near(a, b, scale float64) bool { return math.Abs(a-b) <= identityTolerance*scale+1e-5 }
