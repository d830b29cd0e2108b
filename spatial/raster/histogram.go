package raster

import (
	"cmp"
	"math/bits"
	"slices"
)

// bin is how much a value weighs in a feature.
type bin struct{ value, weight float64 }

// histogram lists the values of a feature in ascending order, each once: exact, whatever the values are. What waits for
// more windows is bounded by the features that cross the windows in work.
type histogram []bin

// merge adds another's weights.
func (h histogram) merge(o histogram) histogram {
	if len(h) == 0 {
		return o
	}
	out := make(histogram, 0, len(h)+len(o))
	for len(h) > 0 && len(o) > 0 {
		switch {
		case h[0].value < o[0].value:
			out, h = append(out, h[0]), h[1:]
		case h[0].value > o[0].value:
			out, o = append(out, o[0]), o[1:]
		default:
			out = append(out, bin{h[0].value, h[0].weight + o[0].weight})
			h, o = h[1:], o[1:]
		}
	}
	return append(append(out, h...), o...)
}

// quantiles are, for each wanted part q, the smallest value that at least q of the weight lies at or below; nil without
// weight. Sums that miss q by rounding count as reaching it.
func (h histogram) quantiles(wanted []float64) []float64 {
	if len(h) == 0 {
		return nil
	}
	all := 0.0
	for _, b := range h {
		all += b.weight
	}
	out := make([]float64, len(wanted))
	for i, q := range wanted {
		out[i] = h[len(h)-1].value
		sum := 0.0
		for _, b := range h {
			if sum += b.weight; sum >= q*all-1e-12*all {
				out[i] = b.value
				break
			}
		}
	}
	return out
}

// scaled turns stored values into physical ones: value·unit + origin.
func (h histogram) scaled(unit, origin float64) histogram {
	for i := range h {
		h[i].value = h[i].value*unit + origin
	}
	if unit < 0 {
		slices.Reverse(h)
	}
	return h
}

// gatherer makes histograms. For integers it keeps a weight for each possible value, so that nothing is sorted.
type gatherer[T value, A total] struct {
	bins    []bin
	weights []float64 // of value − least
	used    []uint64
}

// least is the smallest difference of two 16-bit values.
const least = -65535

func (g *gatherer[T, A]) gather(p *plane[T, A], in ground, w windowWeights) histogram {
	g.bins = g.bins[:0]
	if p.exact() && g.weights == nil {
		g.weights, g.used = make([]float64, -2*least+1), make([]uint64, (-2*least)/64+1)
	}
	for _, u := range in.whole {
		for at := int(u.row)*p.w + int(u.from); at < int(u.row)*p.w+int(u.to); at++ {
			g.add(p, at, w.of(at))
		}
	}
	for _, u := range in.parts {
		g.add(p, int(u.at), u.share*w.of(int(u.at)))
	}
	if g.weights == nil {
		return sorted(g.bins)
	}
	for k, word := range g.used {
		for ; word != 0; word &= word - 1 {
			i := k<<6 + bits.TrailingZeros64(word)
			g.bins = append(g.bins, bin{float64(i + least), g.weights[i]})
			g.weights[i] = 0
		}
		g.used[k] = 0
	}
	return slices.Clone(histogram(g.bins))
}

func (g *gatherer[T, A]) add(p *plane[T, A], at int, weight float64) {
	v := p.values[at]
	if v <= p.half {
		return
	}
	if g.weights == nil {
		g.bins = append(g.bins, bin{float64(v), weight})
		return
	}
	k := int(v) - least
	g.weights[k] += weight
	g.used[k>>6] |= 1 << (k & 63)
}

// sorted makes a histogram of bins in the order met; that order decides how equal values add up.
func sorted(bins []bin) histogram {
	slices.SortStableFunc(bins, func(a, b bin) int { return cmp.Compare(a.value, b.value) })
	var out histogram
	for _, b := range bins {
		if n := len(out); n > 0 && out[n-1].value == b.value {
			out[n-1].weight += b.weight
			continue
		}
		out = append(out, b)
	}
	return out
}
