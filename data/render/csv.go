package render

import (
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/qingshan-gis/qingshan/data/snapshot"
)

// ByteOrderMark is U+FEFF, see [Document.Mark].
const ByteOrderMark = "\ufeff"

func writeCSV(w io.Writer, d Document) error {
	if d.Mark {
		if _, err := io.WriteString(w, ByteOrderMark); err != nil {
			return err
		}
	}
	out := csv.NewWriter(w)
	names := make([]string, len(d.Columns))
	for i, c := range d.Columns {
		names[i] = c.Name
	}
	if err := out.Write(names); err != nil {
		return err
	}
	for values := range d.Rows {
		cells := make([]string, len(values))
		for i, v := range values {
			cells[i] = cell(v)
		}
		if err := out.Write(cells); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// cell writes a value as CSV text. A text that a spreadsheet would take for a formula is quoted, as names come from files.
func cell(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		if v != "" && strings.ContainsRune("=+-@\t\r", rune(v[0])) {
			return "'" + v
		}
		return v
	case snapshot.Number:
		return decimal(float64(v))
	case float64:
		return decimal(v)
	case *float64:
		if v == nil {
			return ""
		}
		return decimal(*v)
	}
	return fmt.Sprint(v)
}

// decimal writes a number in full, without an exponent, with as many digits as tell it from its neighbours; nothing stands for what
// is no number.
func decimal(v float64) string {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return ""
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}
