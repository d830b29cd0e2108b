// Package hausdorff measures how far lines lie from each other, for tests.
package hausdorff

import (
	"math"

	"github.com/paulmach/orb"
)

// Directed is the directed Hausdorff distance: the largest distance of a point on some lines from the nearest point of others. Points are
// looked at in steps of at most the given length. It is infinite if there are no others, and 0 if there are no lines.
func Directed(lines, others []orb.LineString, step float64) (most float64) {
	for _, l := range lines {
		for i := 1; i < len(l); i++ {
			a, b := l[i-1], l[i]
			n := math.Ceil(math.Hypot(b[0]-a[0], b[1]-a[1])/step) + 1
			for k := 0.0; k <= n; k++ {
				most = math.Max(most, Distance(orb.Point{a[0] + (b[0]-a[0])*k/n, a[1] + (b[1]-a[1])*k/n}, others))
			}
		}
	}
	return most
}

// Distance is that of a point from the nearest of some lines; infinite if there are none.
func Distance(p orb.Point, lines []orb.LineString) float64 {
	least := math.Inf(1)
	for _, l := range lines {
		for i := 1; i < len(l); i++ {
			a, b := l[i-1], l[i]
			dx, dy := b[0]-a[0], b[1]-a[1]
			share := 0.0
			if length := dx*dx + dy*dy; length > 0 {
				share = math.Max(0, math.Min(1, ((p[0]-a[0])*dx+(p[1]-a[1])*dy)/length))
			}
			least = math.Min(least, math.Hypot(p[0]-a[0]-share*dx, p[1]-a[1]-share*dy))
		}
	}
	return least
}
