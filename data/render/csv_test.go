package render

import (
	"bytes"
	"context"
	"encoding/csv"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/qingshan-gis/qingshan/data/difference"
	"github.com/qingshan-gis/qingshan/data/snapshot"
)

// TestNumbersAreWrittenInFull: no number of a CSV has an exponent, and each reads back as the very same.
func TestNumbersAreWrittenInFull(t *testing.T) {
	plain := regexp.MustCompile(`^-?[0-9]+(\.[0-9]+)?$`)
	numbers := []float64{3.9998e6, 2161381072.431, 1e20, 1e22, 1e300, 5e-324, 1e-7, -4.2e-9, 0.1 + 0.2, math.MaxFloat64, 0, 1, math.Pi * 1e12}
	random := rand.New(rand.NewPCG(3, 5))
	for range 1000 {
		numbers = append(numbers, math.Float64frombits(random.Uint64()))
	}
	var values []any
	var want []float64
	for _, v := range numbers {
		values, want = append(values, v, snapshot.Number(v), &v), append(want, v, v, v)
	}
	d := Document{Columns: make([]Column, len(values)), Rows: slices.Values([][]any{values})}
	var b bytes.Buffer
	if err := Write(&b, CSV, d, nil); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&b).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for i, text := range rows[1] {
		got, err := strconv.ParseFloat(text, 64)
		switch {
		case math.IsNaN(want[i]) || math.IsInf(want[i], 0):
			if text != "" {
				t.Errorf("%v is written %q", want[i], text)
			}
		case err != nil || got != want[i] || !plain.MatchString(text):
			t.Errorf("%v is written %q", want[i], text)
		}
	}
	for text, v := range map[string]any{"3999800": 3.9998e6, "2161381072.431": snapshot.Number(2161381072.431), "0.0000001": 1e-7, "12000000": 12000000, "7.5": difference.SquareMillimetres(7500000)} {
		if got := cell(v); got != text {
			t.Errorf("%v is written %q, want %q", v, got, text)
		}
	}
}

// TestMarkStandsBeforeCSVAlone: a document that is to be marked begins with the bytes EF BB BF as CSV, and in no other form.
func TestMarkStandsBeforeCSVAlone(t *testing.T) {
	for _, f := range []Format{CSV, JSON, Table} {
		for _, mark := range []bool{true, false} {
			d := Document{JSON: 1, Mark: mark, Columns: Named("名称"), Rows: slices.Values([][]any{{"安吉县"}}), Head: []string{"名称"}, Lines: slices.Values([][]string{{"安吉县"}})}
			var b bytes.Buffer
			if err := Write(&b, f, d, nil); err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(t.TempDir(), "a")
			if err := WriteFile(context.Background(), path, f, d, nil, nil); err != nil {
				t.Fatal(err)
			}
			file, err := os.ReadFile(path)
			if err != nil || !bytes.Equal(file, b.Bytes()) {
				t.Errorf("%s: the file is %q, the stream %q", f, file, b.Bytes())
			}
			rest, marked := strings.CutPrefix(b.String(), "\xef\xbb\xbf")
			if marked != (mark && f == CSV) || strings.Contains(rest, ByteOrderMark) {
				t.Errorf("%s, mark %v: %q", f, mark, b.String())
			}
		}
	}
}
