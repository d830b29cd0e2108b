package raster

import "math"

// describe sums up a feature's ground in one window: whole pixels by themselves, since sums of whole numbers are exact, and
// parts of pixels by their share. Sums are taken about a value of the feature, so that the variance does not cancel; no
// pixel outside the feature enters one.
func (p *plane[T, A]) describe(g ground) Stats {
	s := p.whole(g.whole)
	s.merge(p.parts(g.parts))
	return s
}

// observed is Σ share of a feature's pixels with an observation.
func (p *plane[T, A]) observed(g ground) (sum float64) {
	for _, u := range g.whole {
		s := p.nothing()
		p.add(&s, int(u.row), int(u.from), int(u.to), 0)
		sum += float64(s.n)
	}
	for _, u := range g.parts {
		if p.values[u.at] > p.half {
			sum += u.share
		}
	}
	return sum
}

// whole describes pixels that count 1.
func (p *plane[T, A]) whole(stretches []stretch) Stats {
	all := p.nothing()
	var shift A
	if !p.exact() {
		shift = A(p.first(stretches))
	}
	for _, u := range stretches {
		p.add(&all, int(u.row), int(u.from), int(u.to), shift)
	}
	s := emptyStats()
	s.Later = float64(all.later)
	if all.n == 0 {
		return s
	}
	s.Count, s.Min, s.Max = float64(all.n), float64(all.low), float64(all.high)
	// About a whole number near the mean integers stay exact, and nothing cancels.
	n, near := A(all.n), A(math.Round(float64(all.sum)/float64(all.n)))
	sum, sq := all.sum-near*n, all.sq-near*(2*all.sum-near*n)
	s.moments(float64(sum), float64(sq), float64(shift+near))
	return s
}

// first is the first value in stretches that is an observation.
func (p *plane[T, A]) first(stretches []stretch) T {
	for _, u := range stretches {
		for _, v := range p.values[int(u.row)*p.w+int(u.from) : int(u.row)*p.w+int(u.to)] {
			if v > p.half {
				return v
			}
		}
	}
	return 0
}

// parts describes pixels that count their share.
func (p *plane[T, A]) parts(parts []part) Stats {
	s := emptyStats()
	var count, later, sum, sq float64
	i := 0
	for ; i < len(parts); i++ { // to the first observation
		v := p.values[parts[i].at]
		if v > p.half {
			break
		}
		if v > p.blank {
			later += parts[i].share
		}
	}
	if i == len(parts) {
		s.Later = later
		return s
	}
	low, values, half, blank := p.values[parts[i].at], p.values, p.half, p.blank
	high, base := low, float64(low)
	for _, u := range parts[i:] {
		v := values[u.at]
		if v <= half {
			if v > blank {
				later += u.share
			}
			continue
		}
		low, high = min(low, v), max(high, v)
		d := float64(v) - base
		count += u.share
		sum += u.share * d
		sq += u.share * d * d
	}
	s.Count, s.Later, s.Min, s.Max = count, count+later, float64(low), float64(high)
	s.moments(sum, sq, base)
	return s
}

// moments fills sums from those taken about a shift.
func (s *Stats) moments(sum, sq, shift float64) {
	s.Sum = sum + shift*s.Count
	s.SumSq = sq + shift*(2*sum+shift*s.Count)
	s.m2 = math.Max(0, sq-sum*(sum/s.Count))
}
