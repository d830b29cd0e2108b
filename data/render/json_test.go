package render

import (
	"bytes"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/qingshan-gis/qingshan/data/certificate"
	"github.com/qingshan-gis/qingshan/data/change"
	"github.com/qingshan-gis/qingshan/data/coverage"
	"github.com/qingshan-gis/qingshan/data/difference"
	"github.com/qingshan-gis/qingshan/data/lookup"
	"github.com/qingshan-gis/qingshan/data/scenario"
)

// documentsOf are the JSON documents of answers, empty.
func documentsOf() map[string]any {
	return map[string]any{
		"coverage": &coverage.Answer{}, "gaps": &coverage.GapsAnswer{}, "changes": &change.PatchesAnswer{}, "stats": &change.StatsAnswer{}, "unobserved": &change.UnobservedAnswer{},
		"series": &change.SeriesAnswer{}, "diff": &difference.Answer{}, "whatif": &scenario.WhatIf{}, "proposal": &scenario.Proposal{}, "responsible": &lookup.Responsible{},
		"check": &certificate.CertificateCheck{}, "profile": &lookup.ZoneProfile{}, "certificate": &certificate.Certificate{},
	}
}

// TestJSONIsThatOfTheStandardLibrary: byte for byte, for every document, with lists of any length and members of any value.
func TestJSONIsThatOfTheStandardLibrary(t *testing.T) {
	for name, doc := range documentsOf() {
		for seed, rows := range []int{0, 1, 2, 3, longList - 1, longList, longList + 70} {
			v := reflect.New(reflect.TypeOf(doc).Elem())
			fill(rand.New(rand.NewPCG(uint64(seed), 0)), v.Elem(), rows)
			var want, got bytes.Buffer
			enc := json.NewEncoder(&want)
			enc.SetEscapeHTML(false)
			wantErr, gotErr := enc.Encode(v.Interface()), writeJSON(&got, v.Interface())
			if (wantErr == nil) != (gotErr == nil) || wantErr == nil && !bytes.Equal(got.Bytes(), want.Bytes()) {
				t.Fatalf("%s, %d rows: %.2000s, %v\nencoding/json: %.2000s, %v", name, rows, got.String(), gotErr, want.String(), wantErr)
			}
		}
	}
}

// TestLongAnswersAreWrittenRowByRow names the documents that can be long.
func TestLongAnswersAreWrittenRowByRow(t *testing.T) {
	for _, name := range []string{"coverage", "gaps", "changes", "stats", "unobserved", "series", "diff", "whatif", "proposal"} {
		v := reflect.New(reflect.TypeOf(documentsOf()[name]).Elem())
		fill(rand.New(rand.NewPCG(1, 2)), v.Elem(), longList)
		if _, ok := listing(v.Interface()); !ok {
			t.Errorf("%s is encoded as a whole", name)
		}
	}
}

// fill sets what is exported to random values, lists of structs at the top to n elements.
func fill(random *rand.Rand, v reflect.Value, n int) {
	for i := range v.NumField() {
		f := v.Field(i)
		if !v.Type().Field(i).IsExported() || v.Type().Field(i).Tag.Get("json") == "-" {
			continue
		}
		if f.Kind() == reflect.Slice && f.Type().Elem().Kind() == reflect.Struct && n > 0 {
			f.Set(reflect.MakeSlice(f.Type(), n, n))
			for k := range n {
				scatter(random, f.Index(k), 3)
			}
			continue
		}
		scatter(random, f, 3)
	}
}

// scatter sets a value and what is in it at random; depth bounds how deep.
func scatter(random *rand.Rand, v reflect.Value, depth int) {
	texts := []string{"", "青山", `a"b\`, "<b>&amp;</b>", "\u2028", "[", "{}", "\x80"}
	switch v.Kind() {
	case reflect.Bool:
		v.SetBool(random.IntN(2) == 0)
	case reflect.Int, reflect.Int32, reflect.Int64:
		v.SetInt(int64(random.IntN(30000)))
	case reflect.Float64:
		v.SetFloat(random.NormFloat64() * 1e6)
	case reflect.String:
		v.SetString(texts[random.IntN(len(texts))])
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() && depth > 0 {
				scatter(random, v.Field(i), depth-1)
			}
		}
	case reflect.Slice:
		if n := random.IntN(3); depth > 0 && n > 0 {
			v.Set(reflect.MakeSlice(v.Type(), n-1, n-1))
			for k := range n - 1 {
				scatter(random, v.Index(k), depth-1)
			}
		}
	case reflect.Array:
		for k := range v.Len() {
			scatter(random, v.Index(k), depth-1)
		}
	case reflect.Pointer:
		if depth > 0 && random.IntN(2) == 0 && v.Type().Elem().Kind() != reflect.Struct {
			v.Set(reflect.New(v.Type().Elem()))
			scatter(random, v.Elem(), depth-1)
		}
	}
}

type brokenWriter struct{ after int }

var errBroken = errors.New("broken")

func (b *brokenWriter) Write(p []byte) (int, error) {
	if b.after--; b.after < 0 {
		return 0, errBroken
	}
	return len(p), nil
}

// TestJSONEndsAtTheFirstError: no row is encoded for a writer that takes no more.
func TestJSONEndsAtTheFirstError(t *testing.T) {
	w := &brokenWriter{after: 100}
	doc := &coverage.GapsAnswer{Rows: make([]coverage.Gap, 10_000)}
	if err := writeJSON(w, doc); !errors.Is(err, errBroken) || w.after < -1 {
		t.Errorf("%v after %d more writes", err, -w.after-1)
	}
}
