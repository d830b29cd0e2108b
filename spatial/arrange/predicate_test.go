package arrange

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
)

// near returns whole numbers up to reach in size, of every magnitude, often at the ends of the range.
func near(rng *rand.Rand, reach int64) float64 {
	v := rng.Int64N(reach + 1)
	switch rng.IntN(4) {
	case 0:
		v >>= rng.IntN(50)
	case 1:
		v = reach - v>>rng.IntN(50)
	}
	if rng.IntN(2) == 0 {
		v = -v
	}
	return float64(v)
}

// almostParallel returns two vectors whose cross product is as close to zero as whole numbers of that size allow: a
// multiple of a short vector, and another multiple of it that is a few units off.
func almostParallel(rng *rand.Rand, reach int64) (ax, ay, bx, by float64) {
	for {
		ux, uy := near(rng, reach>>rng.IntN(50)), near(rng, reach>>rng.IntN(50))
		most := float64(reach) / max(1, math.Abs(ux), math.Abs(uy))
		k, l := math.Floor(rng.Float64()*most), math.Floor(rng.Float64()*most)
		ax, ay = ux*k+float64(rng.IntN(3)-1), uy*k+float64(rng.IntN(3)-1)
		bx, by = ux*l+float64(rng.IntN(3)-1), uy*l+float64(rng.IntN(3)-1)
		if max(math.Abs(ax), math.Abs(ay), math.Abs(bx), math.Abs(by)) <= float64(reach) {
			return ax, ay, bx, by
		}
	}
}

func whole(v float64) *big.Int { return big.NewInt(int64(v)) }

func bigCross(ax, ay, bx, by float64) *big.Int {
	l := new(big.Int).Mul(whole(ax), whole(by))
	return l.Sub(l, new(big.Int).Mul(whole(ay), whole(bx)))
}

// longest is the largest difference of two coordinates of the documented range.
const longest = 1 << 53

func TestCrossSignIsExact(t *testing.T) {
	rng := rand.New(rand.NewPCG(21, 1))
	zeros := 0
	for range 200_000 {
		ax, ay, bx, by := almostParallel(rng, longest)
		if rng.IntN(4) == 0 {
			ax, ay, bx, by = near(rng, longest), near(rng, longest), near(rng, longest), near(rng, longest)
		}
		exact := bigCross(ax, ay, bx, by)
		if got := crossSign(ax, ay, bx, by); got != exact.Sign() {
			t.Fatalf("crossSign(%v, %v, %v, %v) is %d, exactly %v", ax, ay, bx, by, got, exact)
		}
		if got := crossSign(bx, by, ax, ay); got != -exact.Sign() {
			t.Fatalf("crossSign(%v, %v, %v, %v) is %d, exactly %v", bx, by, ax, ay, got, exact)
		}
		c := exactCross(ax, ay, bx, by)
		if c.big().Cmp(exact) != 0 || c.sign() != exact.Sign() || c.fits() != exact.IsInt64() {
			t.Fatalf("exactCross(%v, %v, %v, %v) is %v, exactly %v", ax, ay, bx, by, c.big(), exact)
		}
		if exact.Sign() == 0 {
			zeros++
		}
	}
	if zeros < 1000 {
		t.Errorf("only %d vanishing determinants were tried", zeros)
	}
}

// throughPixel tells by clipping with rationals whether a segment from the origin to (dx, dy) has a point in the half-open
// pixel around p.
func throughPixel(dx, dy, px, py float64) bool {
	half := big.NewRat(1, 2)
	from, to := new(big.Rat), big.NewRat(1, 1) // the stretch inside, as shares of the segment
	openTo, openFrom := false, false
	for _, axis := range [2][2]float64{{dx, px}, {dy, py}} {
		d, p := new(big.Rat).SetInt(whole(axis[0])), new(big.Rat).SetInt(whole(axis[1]))
		low, high := new(big.Rat).Sub(p, half), new(big.Rat).Add(p, half)
		if d.Sign() == 0 {
			if low.Sign() > 0 || high.Sign() <= 0 {
				return false
			}
			continue
		}
		a, b := new(big.Rat).Quo(low, d), new(big.Rat).Quo(high, d) // a belongs to the pixel, b does not
		if d.Sign() > 0 {
			if a.Cmp(from) > 0 {
				from, openFrom = a, false
			}
			if c := b.Cmp(to); c < 0 || c == 0 && !openTo {
				to, openTo = b, true
			}
		} else {
			if a.Cmp(to) < 0 {
				to, openTo = a, false
			}
			if c := b.Cmp(from); c > 0 || c == 0 && !openFrom {
				from, openFrom = b, true
			}
		}
	}
	c := from.Cmp(to)
	return c < 0 || c == 0 && !openFrom && !openTo
}

// checkHotPixel compares intersectsHotPixel with the rationals for a point of the segment's box that is neither end.
func checkHotPixel(t *testing.T, dx, dy, px, py float64) (through bool) {
	t.Helper()
	low, high := ordered(0, dx)
	below, above := ordered(0, dy)
	if px < low || px > high || py < below || py > above || px == 0 && py == 0 || px == dx && py == dy {
		return false
	}
	want := throughPixel(dx, dy, px, py)
	if got := intersectsHotPixel(dx, dy, px, py); got != want {
		t.Fatalf("intersectsHotPixel(%v, %v, %v, %v) is %v", dx, dy, px, py, got)
	}
	return want
}

// All pixels of all short segments, and those just outside the box, which no segment may reach.
//
//testrun:plain
func TestStabsOnShortSegments(t *testing.T) {
	const n = 7
	for dx := -n; dx <= n; dx++ {
		for dy := -n; dy <= n; dy++ {
			for px := -n - 1; px <= n+1; px++ {
				for py := -n - 1; py <= n+1; py++ {
					inBox := px >= min(0, dx) && px <= max(0, dx) && py >= min(0, dy) && py <= max(0, dy)
					if inBox {
						checkHotPixel(t, float64(dx), float64(dy), float64(px), float64(py))
					} else if throughPixel(float64(dx), float64(dy), float64(px), float64(py)) {
						t.Fatalf("segment to (%d, %d) reaches the pixel at (%d, %d) outside of its box", dx, dy, px, py)
					}
				}
			}
		}
	}
}

//testrun:plain
func TestStabsIsExact(t *testing.T) {
	rng := rand.New(rand.NewPCG(21, 2))
	through := 0
	for range 40_000 {
		dx, dy := near(rng, longest>>rng.IntN(45)), near(rng, longest>>rng.IntN(45))
		s := rng.Float64()
		px, py := math.Round(s*dx)+float64(rng.IntN(3)-1), math.Round(s*dy)+float64(rng.IntN(3)-1)
		if checkHotPixel(t, dx, dy, px, py) {
			through++
		}
		// A line that passes exactly through a corner of the pixel: d is twice an odd multiple of a half-odd point's double.
		k := float64(1 + 2*rng.IntN(1000))
		ox, oy := 2*near(rng, 1<<20)+1, 2*near(rng, 1<<20)+1 // twice the corner
		px, py = (k*ox+float64(2*rng.IntN(2)-1))/2, (k*oy+float64(2*rng.IntN(2)-1))/2
		if checkHotPixel(t, 2*k*ox, 2*k*oy, px, py) {
			through++
		}
	}
	if through < 10_000 {
		t.Errorf("only %d segments went through", through)
	}
}

//testrun:plain
func TestCrossingIsTheRoundedPoint(t *testing.T) {
	rng := rand.New(rand.NewPCG(21, 3))
	small, large := 0, 0
	for small < 10_000 || large < 10_000 {
		reach := int64(1) << (1 + rng.IntN(52))
		point := func() (x, y float64) { return near(rng, reach/2), near(rng, reach/2) }
		ax, ay := point()
		bx, by := point()
		cx, cy := point()
		ex, ey := point()
		na, nb := exactCross(ex-cx, ey-cy, ax-cx, ay-cy), exactCross(ex-cx, ey-cy, bx-cx, by-cy)
		if na.sign()*nb.sign() >= 0 {
			continue
		}
		if na.fits() && nb.fits() && na.sub(nb).fits() {
			small++
		} else {
			large++
		}
		at := new(big.Rat).SetFrac(na.big(), new(big.Int).Sub(na.big(), nb.big()))
		round := func(from, d float64) float64 { // floor(from + at·d + 1/2)
			v := new(big.Rat).Mul(at, new(big.Rat).SetInt(whole(d)))
			v.Add(v, new(big.Rat).SetInt(whole(from))).Add(v, big.NewRat(1, 2))
			q, _ := new(big.Int).DivMod(v.Num(), v.Denom(), new(big.Int))
			return float64(q.Int64())
		}
		x, y := crossing(ax, ay, bx-ax, by-ay, na, nb)
		if wx, wy := round(ax, bx-ax), round(ay, by-ay); x != wx || y != wy {
			t.Fatalf("(%v, %v)–(%v, %v) and (%v, %v)–(%v, %v) cross at (%v, %v), want (%v, %v)", ax, ay, bx, by, cx, cy, ex, ey, x, y, wx, wy)
		}
		// From the other end, and as the other segment's crossing, it is the same point.
		if ox, oy := crossing(bx, by, ax-bx, ay-by, nb, na); ox != x || oy != y {
			t.Fatalf("seen from the other end the crossing is (%v, %v), not (%v, %v)", ox, oy, x, y)
		}
		nc, ne := exactCross(bx-ax, by-ay, cx-ax, cy-ay), exactCross(bx-ax, by-ay, ex-ax, ey-ay)
		if nc.sign()*ne.sign() < 0 {
			if ox, oy := crossing(cx, cy, ex-cx, ey-cy, nc, ne); ox != x || oy != y {
				t.Fatalf("seen from the other segment the crossing is (%v, %v), not (%v, %v)", ox, oy, x, y)
			}
		}
	}
}

func TestScaleRoundsHalvesUp(t *testing.T) {
	rng := rand.New(rand.NewPCG(21, 4))
	ties := 0
	for range 100_000 {
		d := 1 + rng.Int64N(math.MaxInt64>>rng.IntN(62))
		n, v := rng.Int64N(d+1), int64(near(rng, longest>>rng.IntN(50)))
		if rng.IntN(3) == 0 { // a tie: v·n/d is whole and a half
			v, d = v|1, d&^1
			if n = d / 2; d == 0 {
				continue
			}
			ties++
		}
		want := new(big.Int).Mul(big.NewInt(2*v), big.NewInt(n))
		want.Add(want, big.NewInt(d)).Div(want, new(big.Int).Lsh(big.NewInt(d), 1)) // Euclidean, so floor
		if got := scale(v, n, d); got != want.Int64() {
			t.Fatalf("scale(%d, %d, %d) is %d, want %v", v, n, d, got, want)
		}
	}
	if ties < 1000 {
		t.Errorf("only %d ties were tried", ties)
	}
}

func FuzzPredicates(f *testing.F) {
	f.Add(int64(1), int64(1), int64(1), int64(1))
	f.Add(int64(longest), int64(longest-1), int64(longest-1), int64(longest-2))
	f.Add(int64(6), int64(2), int64(3), int64(1))
	f.Fuzz(func(t *testing.T, a, b, c, d int64) {
		v := [4]float64{float64(a % (longest + 1)), float64(b % (longest + 1)), float64(c % (longest + 1)), float64(d % (longest + 1))}
		if got, want := crossSign(v[0], v[1], v[2], v[3]), bigCross(v[0], v[1], v[2], v[3]).Sign(); got != want {
			t.Fatalf("crossSign%v is %d, want %d", v, got, want)
		}
		checkHotPixel(t, v[0], v[1], v[2], v[3])
	})
}
