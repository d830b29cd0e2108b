package pyramid

import (
	"hash/crc32"
	"testing"

	"pgregory.net/rapid"
)

func TestJoinSums(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.SliceOf(rapid.Byte()).Draw(t, "a"), rapid.SliceOf(rapid.Byte()).Draw(t, "b")
		if got, want := crc32Combine(crc32.ChecksumIEEE(a), crc32.ChecksumIEEE(b), uint64(len(b))), crc32.ChecksumIEEE(append(a, b...)); got != want {
			t.Fatalf("%08x, not %08x", got, want)
		}
	})
}
