package arrange

import "math"

// points interns vertices: equal coordinates have one number.
type points struct {
	x, y  []float64
	slots slots
}

func (p *points) reset() {
	p.x, p.y = p.x[:0], p.y[:0]
	p.slots.reset()
}

func (p *points) len() int32 { return int32(len(p.x)) }

// at returns the vertex at (x, y), a new one if need be.
func (p *points) at(x, y float64) int32 {
	if p.slots.full(len(p.x)) {
		p.slots.grow(len(p.x), func(v int32) uint64 { return hashPoint(p.x[v], p.y[v]) })
	}
	for i := p.slots.first(hashPoint(x, y)); ; i = p.slots.next(i) {
		v := p.slots.s[i] - 1
		if v < 0 {
			p.slots.s[i] = p.len() + 1
			p.x, p.y = append(p.x, x), append(p.y, y)
			return p.len() - 1
		}
		if p.x[v] == x && p.y[v] == y {
			return v
		}
	}
}

func hashPoint(x, y float64) uint64 {
	return mix(math.Float64bits(x+0)*0x9E3779B97F4A7C15 ^ math.Float64bits(y+0)) // +0 turns −0 into 0
}

func mix(h uint64) uint64 {
	h ^= h >> 32
	h *= 0xD6E8FEB86659FD93
	return h ^ h>>32
}

// slots is an open-addressing table of numbers stored as number+1; 0 is free.
type slots struct{ s []int32 }

func (t *slots) reset() { clear(t.s) }

func (t *slots) full(n int) bool { return 2*n >= len(t.s) }

func (t *slots) first(h uint64) int { return int(h) & (len(t.s) - 1) }

func (t *slots) next(i int) int { return (i + 1) & (len(t.s) - 1) }

// grow doubles the table at least and puts the numbers below n back.
func (t *slots) grow(n int, hash func(int32) uint64) {
	t.s = make([]int32, max(256, 2*len(t.s)))
	for v := range int32(n) {
		i := t.first(hash(v))
		for t.s[i] != 0 {
			i = t.next(i)
		}
		t.s[i] = v + 1
	}
}
