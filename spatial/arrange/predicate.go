package arrange

import (
	"math"
	"math/big"
	"math/bits"
)

// Coordinates are float64 that hold whole numbers below 2^52 in size, so that differences are exact.

// crossError bounds the relative rounding error of a·d − b·c for exact operands: two products and one difference, each
// within 2^-53, taken twice as a margin.
const crossError = 1.0 / (1 << 51)

// crossSign is the sign of ax·by − ay·bx. CrossSign(a, b) == −CrossSign(b, a).
//
// Rounding is monotone: where the rounded products differ, the exact ones differ in the same direction. The conversions
// keep processors that can from fusing a product with what follows.
func crossSign(ax, ay, bx, by float64) int {
	switch l, r := float64(ax*by), float64(ay*bx); {
	case l > r:
		return 1
	case l < r:
		return -1
	}
	return exactCross(ax, ay, bx, by).sign()
}

// int128 is hi·2^64 + lo in two's complement.
type int128 struct {
	hi int64
	lo uint64
}

func mul128(a, b int64) int128 {
	hi, lo := bits.Mul64(uint64(a), uint64(b))
	if a < 0 {
		hi -= uint64(b)
	}
	if b < 0 {
		hi -= uint64(a)
	}
	return int128{int64(hi), lo}
}

func (a int128) sub(b int128) int128 {
	lo, borrow := bits.Sub64(a.lo, b.lo, 0)
	hi, _ := bits.Sub64(uint64(a.hi), uint64(b.hi), borrow)
	return int128{int64(hi), lo}
}

func (a int128) sign() int {
	switch {
	case a.hi < 0:
		return -1
	case a.hi == 0 && a.lo == 0:
		return 0
	}
	return 1
}

// fits tells whether a is an int64.
func (a int128) fits() bool { return a.hi == int64(a.lo)>>63 }

func (a int128) big() *big.Int {
	v := new(big.Int).Lsh(big.NewInt(a.hi), 64)
	return v.Add(v, new(big.Int).SetUint64(a.lo))
}

func exactCross(ax, ay, bx, by float64) int128 {
	return mul128(int64(ax), int64(by)).sub(mul128(int64(ay), int64(bx)))
}

// intersectsHotPixel tells whether the segment with direction (dx, dy) passes through the pixel around a whole point p of its bounding
// box that is neither end; (px, py) is p seen from the segment's start. The pixel is the half-open square of side 1 around
// p: its left and bottom sides belong to it, with the corner between them. The four corners lie on the line's left or
// right by twice the cross product plus or minus dx and dy.
func intersectsHotPixel(dx, dy, px, py float64) bool {
	l, r := dx*py, dy*px
	d, reach := 2*(l-r), math.Abs(dx)+math.Abs(dy)
	if slack := 2 * crossError * (math.Abs(l) + math.Abs(r)); math.Abs(d)-slack > reach {
		return false
	}
	c := exactCross(dx, dy, px, py)
	if !c.fits() || math.Abs(float64(int64(c.lo))) > 1<<60 {
		return false // far off the line: reach is below 2^54
	}
	v, ix, iy := 2*int64(c.lo), int64(dx), int64(dy)
	// Sides of the corners: lower left, lower right, upper left, upper right. Moving p by (ex, ey)/2 adds dx·ey − dy·ex.
	ll, lr, ul, ur := v-ix+iy, v-ix-iy, v+ix+iy, v+ix-iy
	low, high := min(ll, lr, ul, ur), max(ll, lr, ul, ur)
	if low < 0 && high > 0 {
		return true
	}
	if low > 0 || high < 0 {
		return false
	}
	// The line only touches the square: at a corner, which must be the lower left one, or along a side, left or bottom.
	return ll == 0
}

// crossing returns the point where segment a–b, which is (dx, dy) long, meets the line of another, rounded to whole
// numbers (halves up, as pixels are half-open). na and nb are the cross products that tell how far a and b lie on either
// side of that line; their signs differ.
func crossing(ax, ay, dx, dy float64, na, nb int128) (x, y float64) {
	den := na.sub(nb)
	if na.fits() && nb.fits() && den.fits() {
		n, d := int64(na.lo), int64(den.lo)
		if d < 0 {
			n, d = -n, -d
		}
		return ax + float64(scale(int64(dx), n, d)), ay + float64(scale(int64(dy), n, d))
	}
	return ax + bigScale(dx, na, den), ay + bigScale(dy, na, den)
}

// scale is floor(v·n/d + 1/2) for 0 ≤ n ≤ d.
func scale(v, n, d int64) int64 {
	neg := v < 0
	if neg {
		v = -v
	}
	hi, lo := bits.Mul64(uint64(v), uint64(n))
	q, r := bits.Div64(hi, lo, uint64(d)) // hi < d because n ≤ d and v < 2^63
	if twice := 2 * r; twice < r || twice > uint64(d) || twice == uint64(d) && !neg {
		q++
	}
	if neg {
		return -int64(q)
	}
	return int64(q)
}

func bigScale(v float64, n, d int128) float64 {
	num, den := n.big(), d.big()
	if den.Sign() < 0 {
		num.Neg(num)
		den.Neg(den)
	}
	num.Mul(num, big.NewInt(int64(v))).Lsh(num, 1).Add(num, den)
	q, _ := new(big.Int).DivMod(num, den.Lsh(den, 1), new(big.Int)) // Euclidean: floor for a positive divisor
	f, _ := new(big.Float).SetInt(q).Float64()
	return f
}
