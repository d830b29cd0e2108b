package rasterpack

import (
	"testing"
)

func FuzzBlock(f *testing.F) {
	f.Add([]byte{0, 1, 2, 3, 4}, uint8(2), uint8(0))
	f.Fuzz(func(t *testing.T, raw []byte, w, kind uint8) {
		values := make([]float32, 4*max(1, int(w)))
		_ = unpackBlock(raw, values, max(1, int(w)), []Type{Uint8, Int16, Uint16, Float32}[kind%4])
	})
}

func BenchmarkBlock(b *testing.B) {
	g := gridOf(1024, 1024)
	f := written(b, header(b, g, Int16, false), random(g, Int16, false, 1))
	for b.Loop() {
		if _, _, err := f.Block(0, 1, 1); err != nil {
			b.Fatal(err)
		}
	}
}
