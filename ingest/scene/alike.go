package scene

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/qingshan-gis/qingshan/ingest/project"
)

// checkAlike refuses scenes of one quantity that are not the same thing: differences, baselines and series of them would mean
// nothing. Scenes are ordered by quantity, and each is compared with the first of its own.
func checkAlike(scenes []*Scene) error {
	for _, s := range scenes {
		first := scenes[slices.IndexFunc(scenes, func(o *Scene) bool { return o.Quantity == s.Quantity })]
		if why := unlike(first, s); why != "" {
			return project.Invalid("%s (%s) and %s (%s) are two scenes of %s, but %s; give both the same, or one of them another `quantity:`",
				first.source.Path, first.Date, s.source.Path, s.Date, s.Quantity, why)
		}
	}
	return nil
}

// unlike says in what two scenes of one quantity differ that must not, "" for nothing.
func unlike(a, b *Scene) string {
	kind := func(s *Scene) string { return cmp.Or(s.source.Kind, project.KindIndex) }
	said := func(s *Scene) string {
		if s.source.Kind == "" {
			return project.KindIndex + " (no `kind:` is given)"
		}
		return s.source.Kind
	}
	switch {
	case kind(a) != kind(b):
		return fmt.Sprintf("one is of kind %s, the other of kind %s", said(a), said(b))
	case len(a.source.Classes) > 0 != (len(b.source.Classes) > 0): // other classes may well mean the same in another product or year
		return "one is made 1 or 0 by `classes:`, the other is the classes themselves"
	case a.info.Unit != "" && b.info.Unit != "" && !strings.EqualFold(a.info.Unit, b.info.Unit):
		return fmt.Sprintf("the files state different units, %q and %q", a.info.Unit, b.info.Unit)
	case otherScale(a, b):
		return fmt.Sprintf("the stored values of one count %s each, those of the other %s (`scale:`, `offset:`)", steps(a), steps(b))
	}
	return ""
}

// otherScale tells whether scale and offset of two scenes contradict each other. Two products may well store one quantity
// differently (whole numbers × 10,000 beside floats; an offset that a new processing version brought), and each is read by its
// own; but where only one of two scenes that are stored alike states anything, it was forgotten at the other, and two scales of
// one data type and offset are a slip of the pen.
func otherScale(a, b *Scene) bool {
	if a.Scale == b.Scale && a.Offset == b.Offset {
		return false
	}
	if a.whole() == b.whole() && a.scaled() != b.scaled() {
		return true
	}
	return a.info.DataType == b.info.DataType && a.Offset == b.Offset
}

// scaled tells whether project file or file say what stored values count.
func (s *Scene) scaled() bool { return s.source.Scale != 0 || s.source.Offset != 0 || s.info.Scaled }

func steps(s *Scene) string {
	out := fmt.Sprintf("%g", s.Scale)
	if s.Offset != 0 {
		out += fmt.Sprintf(" from %g", s.Offset)
	}
	return out
}
