package area

import "math"

// Sum adds numbers up without losing what rounding takes from the running total (Neumaier 1974): the result is within
// 2⁻⁵² of its own size of the true sum, however many numbers there are, but for terms of 2⁻¹⁰⁶ of the numbers' sizes. The
// zero value is 0.
type Sum struct{ total, lost float64 }

// Add adds v.
func (s *Sum) Add(v float64) {
	t := s.total + v
	if math.Abs(s.total) >= math.Abs(v) {
		s.lost += (s.total - t) + v
	} else {
		s.lost += (v - t) + s.total
	}
	s.total = t
}

// Value is the sum so far.
func (s *Sum) Value() float64 { return s.total + s.lost }
