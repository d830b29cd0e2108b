package telemetry

import "math/rand/v2"

// NewID makes the id of a request: 16 hexadecimal digits, by chance.
func NewID() string {
	const digits = "0123456789abcdef"
	var id [16]byte
	for i, v := 0, rand.Uint64(); i < len(id); i, v = i+1, v>>4 {
		id[i] = digits[v&15]
	}
	return string(id[:])
}
