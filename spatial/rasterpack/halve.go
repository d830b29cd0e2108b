package rasterpack

import "math"

// halve makes the next level of a window of w × h pixels, which starts at an even pixel: rows one after the other in dst, of
// which as much is used as is needed.
func halve(src []float32, w, h int, class, whole bool, dst []float32) (out []float32, w2, h2 int) {
	w2, h2 = (w+1)/2, (h+1)/2
	out = dst[:w2*h2]
	var four [4]float32
	for y := range h2 {
		top := src[2*y*w : (2*y+1)*w]
		bottom := top[:0]
		if 2*y+1 < h {
			bottom = src[(2*y+1)*w : (2*y+2)*w]
		}
		for x := range w2 {
			if !class && 2*x+1 < w && len(bottom) > 0 { // nearly always
				a, b, c, d := top[2*x], top[2*x+1], bottom[2*x], bottom[2*x+1]
				if sum := float64(a) + float64(b) + float64(c) + float64(d); sum == sum {
					out[y*w2+x] = mean(sum, 4, whole)
					continue
				}
			}
			below := four[:0]
			for _, row := range [2][]float32{top, bottom} {
				for i := 2 * x; i < min(2*x+2, len(row)); i++ {
					if v := row[i]; v == v {
						below = append(below, v)
					}
				}
			}
			out[y*w2+x] = join(below, class, whole)
		}
	}
	return out, w2, h2
}

// join is what an overview shows of up to four valid pixels; NaN of none.
func join(values []float32, class, whole bool) float32 {
	switch {
	case len(values) == 0:
		return float32(math.NaN())
	case class:
		return mostFrequent(values)
	}
	sum := 0.0
	for _, v := range values {
		sum += float64(v)
	}
	return mean(sum, len(values), whole)
}

// mean is rounded for whole numbers, halves to the even: upwards would lift every level a little.
func mean(sum float64, n int, whole bool) float32 {
	m := sum / float64(n)
	if whole {
		m = math.RoundToEven(m)
	}
	return float32(m)
}

func mostFrequent(values []float32) float32 {
	best, times := values[0], 0
	for i, v := range values {
		n := 0
		for _, o := range values[i:] {
			if o == v {
				n++
			}
		}
		if n > times {
			best, times = v, n
		}
	}
	return best
}
