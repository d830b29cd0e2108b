package snapshot

import (
	"encoding/json"
	"math"
)

// Number is a float64 whose NaN is null in JSON and empty in tables: nothing was observed.
type Number float64

// MarshalJSON writes null for NaN. It returns an error for an infinity.
func (n Number) MarshalJSON() ([]byte, error) {
	if math.IsNaN(float64(n)) {
		return []byte("null"), nil
	}
	return json.Marshal(float64(n))
}
