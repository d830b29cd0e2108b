package raster

import (
	"math"
	"math/rand/v2"
	"syscall"
	"testing"

	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/spatial"
)

// cpu is the processor time used so far, in nanoseconds.
func cpu() int64 {
	var r syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &r) != nil {
		return 0
	}
	return r.Utime.Nano() + r.Stime.Nano()
}

// parcels is a window's worth of features of about 550 pixels and 52 vertices, as in the benchmark's landscape.
func parcels() *layer {
	var b spatial.Builder
	rng := rand.New(rand.NewPCG(1, 2))
	for y := 14.0; y < 1010; y += 24 {
		for x := 14.0; x < 1010; x += 24 {
			var flat []float64
			for i := range 51 {
				s, c := math.Sincos(-2 * math.Pi * float64(i) / 51)
				r := 13 + rng.Float64()
				flat = append(flat, x+r*c, y+r*s)
			}
			flat = append(flat, flat[0], flat[1])
			b.Add(geom.NewMultiPolygonFlat(geom.XY, flat, [][]int{{len(flat)}}))
		}
	}
	l, err := newLayer(Layer{Shapes: b.Build()}, tiling{Grid{Width: 1024, Height: 1024}, 1024, 1024, 1, 1})
	if err != nil {
		panic(err)
	}
	return l
}

func BenchmarkFeatures(b *testing.B) {
	l, win := parcels(), Window{0, 0, 1024, 1024}
	p := newPlane[int32, int64]()
	p.shape(1024, 1024)
	rng := rand.New(rand.NewPCG(3, 4))
	for i := range p.values {
		p.values[i] = rng.Int32N(2000) - 1000
	}
	b.Run("summarise", func(b *testing.B) {
		start := cpu()
		for range b.N {
			p.summarise(0, 1024)
		}
		b.ReportMetric(float64(cpu()-start)/float64(b.N)/1024/1024, "cpu-ns/pixel")
	})
	p.summarise(0, 1024)
	var s shares
	each := func(b *testing.B, do func(g ground)) {
		start := cpu()
		for range b.N {
			for _, f := range l.in(0) {
				do(s.cut(l.shapes, int(f), l.boxes[f], win, l.sign(int(f))))
			}
		}
		b.ReportMetric(float64(cpu()-start)/float64(b.N*len(l.in(0))), "cpu-ns/feature")
	}
	b.Run("cut", func(b *testing.B) {
		n, m := 0, 0
		each(b, func(g ground) { n += len(g.parts); m += len(g.whole) })
		b.ReportMetric(float64(n)/float64(b.N*len(l.in(0))), "parts/feature")
		b.ReportMetric(float64(m)/float64(b.N*len(l.in(0))), "stretches/feature")
	})
	b.Run("cut and describe", func(b *testing.B) { each(b, func(g ground) { p.describe(g) }) })
	b.Run("parts", func(b *testing.B) { each(b, func(g ground) { p.parts(g.parts) }) })
	b.Run("whole", func(b *testing.B) { each(b, func(g ground) { p.whole(g.whole) }) })
}
