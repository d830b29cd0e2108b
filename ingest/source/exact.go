package source

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/qingshan-gis/qingshan/ingest/identifier"
	"github.com/qingshan-gis/qingshan/spatial/gdal"
)

// singleExactBelow is the same limit for single precision (binary32).
const singleExactBelow = 1 << 24

// exact refuses a value that stands for something as a whole number, an id or a code, and may have been another one before it
// was stored as it is.
func (l *Layer) exact(rec gdal.Record, field int) error {
	refuse := func(number, why string) error {
		return fmt.Errorf("%s, layer %s, row %d, field %s: the number %s is %s; deliver the field as text",
			l.Source.Path, l.Info.Name, rec.Row, l.Info.Fields[field].Name, number, why)
	}
	switch v := rec.Values[field].(type) {
	case float64:
		limit := float64(identifier.ExactBelow)
		if l.Info.Fields[field].Single {
			limit = singleExactBelow
		}
		if v == math.Trunc(v) && math.Abs(v) >= limit {
			return refuse(strconv.FormatFloat(v, 'f', -1, 64), "not exact in a decimal field, which rounds numbers of so many digits")
		}
	case int64:
		if v == math.MaxInt64 || v == math.MinInt64 {
			return refuse(strconv.FormatInt(v, 10), "the largest there is, and was a larger one")
		}
	case string:
		if identifier.LostDigits(strings.TrimSpace(v)) {
			return refuse(v, "cut: only its first digits are there")
		}
	}
	return nil
}
