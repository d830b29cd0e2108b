package arc_test

import (
	"fmt"
	"math"

	"github.com/qingshan-gis/qingshan/spatial/arc"
)

// A half disc: an arc over a straight edge. Every vertex of the arc lies on its circle.
func ExampleRing() {
	left, top, right := arc.Point{X: -5, Y: 0}, arc.Point{X: 0, Y: 5}, arc.Point{X: 5, Y: 0}
	ring, err := arc.Ring([]arc.Segment{{Start: right, Middle: top, End: left, Arc: true}, {Start: left, End: right}}, 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	worst := 0.0
	for _, p := range ring {
		worst = max(worst, math.Abs(math.Hypot(p.X, p.Y)-5))
	}
	fmt.Println(len(ring), "vertices,", ring[0] == ring[len(ring)-1], worst < arc.Tolerance)
	// Output: 226 vertices, true true
}
