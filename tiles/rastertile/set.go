package rastertile

import (
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"strings"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/spatial/rasterpack"
)

// Errors of a request.
var (
	ErrNoScene = errors.New("no such scene")
	// ErrRequest wraps what a request asks for in a way that cannot be met; the sentence says why.
	ErrRequest = errors.New("it cannot be drawn so")
	// ErrDamaged means that a scene lies in a file that [Load] was told not to open.
	ErrDamaged = errors.New("scene is damaged")
)

// Scene is one dated raster of a snapshot.
type Scene struct {
	ID       string
	Quantity string
	Date     snapshot.Date
	file     *rasterpack.File
	seen     *seen // of a part; nil for the whole scene
}

// stats are those of the stored values.
func (s *Scene) stats() rasterpack.Stats {
	if s.seen != nil {
		return s.seen.stats
	}
	return s.file.Header().Stats
}

// classes are those that the scene shows, in any order.
func (s *Scene) classes() []float64 {
	if s.seen != nil {
		return s.seen.classes
	}
	return s.file.Header().Classes
}

// Class tells whether the values name classes.
func (s *Scene) Class() bool { return s.file.Header().Class }

// CRS names the scene's own CRS.
func (s *Scene) CRS() string { return s.file.Header().CRS }

// Size is the scene's width and height in pixels; of a part those of the box of pixels that shows it.
func (s *Scene) Size() (w, h int) {
	if s.seen != nil {
		return s.seen.width, s.seen.height
	}
	return s.file.Header().Size(0)
}

// Range is the least and the greatest value, in units of the quantity; both are 0 where nothing was observed. Of a part they are those
// of the values that [Set.Within] looked at.
func (s *Scene) Range() (lo, hi float64) {
	h, stats := s.file.Header(), s.stats()
	if stats.Count == 0 {
		return 0, 0
	}
	lo, hi = stats.Min*h.Scale+h.Offset, stats.Max*h.Scale+h.Offset
	return math.Min(lo, hi), math.Max(lo, hi)
}

// Bounds in degrees: west, south, east, north.
func (s *Scene) Bounds() [4]float64 {
	if s.seen != nil {
		return s.seen.bounds
	}
	b := s.file.Header().ToPixel.Box
	return [4]float64{b.MinX, b.MinY, b.MaxX, b.MaxY}
}

// Set is all scenes of one snapshot, ordered by quantity and date. Immutable, safe for concurrent use. Its files
// stay open until [Set.Close].
type Set struct {
	scenes  []*Scene
	damaged []string // ids of scenes whose files are
	pairs   []Pair
	classes map[string][]float64 // by quantity: those of all its scenes, ascending
	usual   map[string]defaults  // by quantity
	ground  *ground              // that is shown; nil for all
	shared  bool                 // the files are another set's
}

// Pair is a difference that is of interest: a scene and the one before it, or what a change rule compares.
type Pair struct{ Earlier, Later *Scene }

// Load opens the scenes that a snapshot keeps in its folder. Files that are named as damaged are not opened: their scenes are left out,
// and asking for one is [ErrDamaged].
func Load(s *snapshot.Snapshot, dir string, damaged ...string) (*Set, error) {
	out := &Set{}
	for _, r := range s.Manifest.Rasters {
		id := idOf(r.Quantity, r.Date)
		if slices.Contains(damaged, r.File) {
			out.damaged = append(out.damaged, id)
			continue
		}
		f, err := rasterpack.Open(filepath.Join(dir, filepath.Base(r.File)))
		if err != nil {
			return nil, fmt.Errorf("scene %s %s: %w", r.Quantity, r.Date, err)
		}
		out.scenes = append(out.scenes, &Scene{ID: id, Quantity: r.Quantity, Date: r.Date, file: f})
	}
	out.describe(s.Changes)
	return out, nil
}

// idOf is a scene's id.
func idOf(quantity string, date snapshot.Date) string { return quantity + "-" + date.String() }

// describe works out what all scenes of a quantity share, and pairs each with the one before and as changes compare them.
func (s *Set) describe(changes []*snapshot.Change) {
	s.classes, s.usual = map[string][]float64{}, map[string]defaults{}
	for i, sc := range s.scenes {
		q := sc.Quantity
		s.classes[q] = append(s.classes[q], sc.classes()...)
		s.usual[q] = s.usual[q].with(sc)
		if i > 0 && s.scenes[i-1].Quantity == q {
			s.addPair(s.scenes[i-1], sc)
		}
	}
	for q, list := range s.classes {
		slices.Sort(list)
		s.classes[q] = slices.Compact(list)
	}
	for _, c := range changes {
		s.addPair(s.find(c.T0.Quantity, c.T0.Date), s.find(c.T1.Quantity, c.T1.Date))
	}
}

func (s *Set) find(quantity string, date snapshot.Date) *Scene {
	for _, sc := range s.scenes {
		if sc.Quantity == quantity && sc.Date == date {
			return sc
		}
	}
	return nil
}

func (s *Set) addPair(a, b *Scene) {
	if p := (Pair{a, b}); a != nil && b != nil && a.Class() == b.Class() && !slices.Contains(s.pairs, p) {
		s.pairs = append(s.pairs, p)
	}
}

// Close closes the scenes' files; nothing can be drawn from them afterwards. It does nothing to a part, whose files are the whole's.
func (s *Set) Close() {
	if s.shared {
		return
	}
	for _, sc := range s.scenes {
		sc.file.Close()
	}
}

// Scenes lists the scenes; the slice is not to be changed.
func (s *Set) Scenes() []*Scene { return s.scenes }

// Pairs lists the differences worth offering. Any other two scenes of one quantity can be compared as well.
func (s *Set) Pairs() []Pair { return s.pairs }

// Subject is what a tile shows: a scene, or how a scene differs from an earlier one.
type Subject struct {
	Scene   *Scene
	Earlier *Scene // nil for a scene by itself
}

// Subject finds a scene, or a difference where earlier is not empty. Errors wrap [ErrNoScene], [ErrRequest] or [ErrDamaged].
func (s *Set) Subject(id, earlier string) (Subject, error) {
	later, err := s.byID(id)
	if err != nil || earlier == "" {
		return Subject{Scene: later}, err
	}
	first, err := s.byID(earlier)
	switch {
	case err != nil:
		return Subject{}, err
	case first.Quantity != later.Quantity:
		return Subject{}, fmt.Errorf("%w: %s and %s are different quantities, which have no difference", ErrRequest, earlier, id)
	case first.Class() != later.Class():
		return Subject{}, fmt.Errorf("%w: of %s and %s only one holds classes", ErrRequest, earlier, id)
	case first.Date >= later.Date:
		return Subject{}, fmt.Errorf("%w: %s is not earlier than %s; name the earlier scene first", ErrRequest, earlier, id)
	}
	return Subject{Scene: later, Earlier: first}, nil
}

func (s *Set) byID(id string) (*Scene, error) {
	if slices.Contains(s.damaged, id) {
		return nil, fmt.Errorf("%w: %s; `qingshan snapshots scrub` looks for a good copy, `qingshan ingest` makes it again", ErrDamaged, id)
	}
	var known []string
	for _, sc := range s.scenes {
		if sc.ID == id {
			return sc, nil
		}
		known = append(known, sc.ID)
	}
	if len(known) == 0 {
		return nil, fmt.Errorf("%w %q; this snapshot keeps no scenes to draw from", ErrNoScene, id)
	}
	return nil, fmt.Errorf("%w %q; there are %s", ErrNoScene, id, strings.Join(known, ", "))
}

// Bounds of what a subject covers, in degrees: for a difference the ground of both.
func (s Subject) Bounds() [4]float64 {
	b := s.Scene.Bounds()
	if s.Earlier != nil {
		o := s.Earlier.Bounds()
		b = [4]float64{max(b[0], o[0]), max(b[1], o[1]), min(b[2], o[2]), min(b[3], o[3])}
	}
	return b
}

// Key names the subject in a cache.
func (s Subject) Key() string {
	if s.Earlier == nil {
		return s.Scene.ID
	}
	return s.Earlier.ID + "→" + s.Scene.ID
}
