package pyramid

import (
	"bytes"
	"compress/gzip"
	"io"
	"testing"

	"pgregory.net/rapid"
)

// TestFinishedLayersJoinToOneMember: whatever the layers, joined they are one gzip member that Go's own reader takes, of their
// bytes one after the other.
func TestFinishedLayersJoinToOneMember(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var f LayerWriter
		var parts []DeflatedLayer
		var want []byte
		for _, layer := range rapid.SliceOfN(rapid.SliceOfN(rapid.Byte(), 1, 3000), 1, 5).Draw(t, "layers") {
			b, err := f.deflate([]byte("before"), layer)
			if err != nil {
				t.Fatal(err)
			}
			p, err := readDeflatedLayer(b[len("before"):])
			if err != nil {
				t.Fatal(err)
			}
			back, err := p.AppendInflated([]byte("x"))
			if err != nil || !bytes.Equal(back[1:], layer) {
				t.Fatalf("read back: %v", err)
			}
			parts, want = append(parts, p), append(want, layer...)
		}
		r, err := gzip.NewReader(bytes.NewReader(AppendGzip(nil, parts)))
		if err != nil {
			t.Fatal(err)
		}
		r.Multistream(false)
		got, err := io.ReadAll(r)
		if err != nil || !bytes.Equal(got, want) {
			t.Fatalf("%d bytes, not %d: %v", len(got), len(want), err)
		}
	})
}

// TestDamagedLayerIsNoticed: a flipped bit in a finished layer is an error, never another tile.
func TestDamagedLayerIsNoticed(t *testing.T) {
	var f LayerWriter
	b, err := f.deflate(nil, bytes.Repeat([]byte("layer of a tile "), 50))
	if err != nil {
		t.Fatal(err)
	}
	for i := range b {
		for bit := range 8 {
			bad := bytes.Clone(b)
			bad[i] ^= 1 << bit
			p, err := readDeflatedLayer(bad)
			if err != nil {
				continue
			}
			if back, err := p.AppendInflated(nil); err == nil && !bytes.Equal(back, bytes.Repeat([]byte("layer of a tile "), 50)) {
				t.Fatalf("byte %d bit %d: another layer came out", i, bit)
			}
		}
	}
}
