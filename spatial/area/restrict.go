package area

import "github.com/qingshan-gis/qingshan/spatial"

// Within is the same measure for rings inside a smaller box, equal up to the rounding of float64, that tells nothing of the larger one.
func (m Measure) Within(box spatial.Box) Measure {
	if m.F == nil {
		return m
	}
	f := m.F.Within(m.Box, box) // any constant may be taken from F
	return Measure{Box: box, F: &f}
}
