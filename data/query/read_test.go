package query_test

import (
	"encoding/json"
	"errors"
	"net/url"
	"reflect"
	"testing"

	"github.com/qingshan-gis/qingshan/data/query"
	"github.com/qingshan-gis/qingshan/data/rules"
	"github.com/qingshan-gis/qingshan/data/snapshot"
)

// options have one of each kind.
type options struct {
	Code   string         `http:"path=code" help:"The zone." zh:"责任区。" placeholder:"CODE"`
	On     snapshot.Date  `help:"@on"`
	Demand rules.Demand   `help:"@demand" enum:"all,forest," default:""`
	InPost bool           `help:"@in_post"`
	Level  snapshot.Level `help:"@level"`
	BOM    bool           `name:"byte-order" help:"With --in-post." zh:"与 --in-post 同用。" default:"true"`
	Limit  int            `help:"Rows." zh:"行数。" min:"1"`
	Least  *float64       `help:"A number." zh:"数。"`
	Out    string         `http:"-"`
	place
}

type place struct {
	Lon float64 `help:"Degrees." zh:"度。" required:""`
}

func read(raw string) (o options, err error) {
	values, err := url.ParseQuery(raw)
	if err != nil {
		return o, err
	}
	err = query.Read(values, func(name string) string { return "<" + name + ">" }, &o)
	return o, err
}

func TestRead(t *testing.T) {
	half := 0.5
	on, _ := snapshot.ParseDate("2026-10-01")
	for raw, want := range map[string]options{
		"lon=1":                                 {Code: "<code>", BOM: true, place: place{1}},
		"lon=1&on=&demand=&level=&limit=&least": {Code: "<code>", BOM: true, place: place{1}},
		"lon=-1e2&on=2026-10-01&demand=forest&in_post=true&level=village&byte_order=false&limit=3&least=.5": {Code: "<code>", On: on, Demand: "forest", InPost: true, Level: "village", Limit: 3,
			Least: &half, place: place{-100}},
	} {
		if got, err := read(raw); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v, %v", raw, got, err)
		}
	}
}

// TestRefusals: the first mistake is told, in these words.
func TestRefusals(t *testing.T) {
	for raw, want := range map[string]string{
		"lon=1&on=2026-13-01":      `parameter on="2026-13-01": write a date as 2026-10-01`,
		"lon=1&demand=some":        `parameter demand="some": it can be all, forest`,
		"lon=1&in_post=1":          `parameter in_post="1": it can be true, false`,
		"lon=1&level=hamlet":       `parameter level="hamlet": it can be province, city, county, township, village`,
		"lon=1&limit=0":            `parameter limit="0": a whole number of 1 or more is needed`,
		"lon=1&limit=x&demand=y":   `parameter demand="y": it can be all, forest`,
		"lon=1&least=NaN":          `parameter least="NaN": a number is needed`,
		"":                         `parameter lon="": a number is needed`,
		"lon=1&lon=2":              `parameter lon is given twice`,
		"lon=1&in_psot=true&aa=1":  `unknown parameter "aa"; known here: on, demand, in_post, level, byte_order, limit, least, lon`,
		"lon=1&out=x":              `unknown parameter "out"; known here: on, demand, in_post, level, byte_order, limit, least, lon`,
		"lon=1&code=x":             `unknown parameter "code"; known here: on, demand, in_post, level, byte_order, limit, least, lon`,
		"lon=1&on=yesterday&lon=2": `parameter on="yesterday": write a date as 2026-10-01`,
	} {
		var bad *snapshot.QueryError
		if _, err := read(raw); !errors.As(err, &bad) || bad.Reason != want {
			t.Errorf("%s: %v, want %s", raw, err, want)
		}
	}
}

// TestParameters: one of each kind, as OpenAPI 3.1 writes it.
func TestParameters(t *testing.T) {
	want := map[string]string{
		"code":       `{"name":"code","in":"path","description":"The zone.","x-description-zh":"责任区。","required":true,"schema":{"type":"string"}}`,
		"on":         `{"name":"on","in":"query","description":"The date that counts for cells and assignments; default the snapshot's.","x-description-zh":"网格与任职以此日期为准；默认快照日期。","schema":{"type":"string","format":"date"}}`,
		"demand":     `{"name":"demand","in":"query","description":"all or forest; default the project's rule.","x-description-zh":"全域或林地；默认按项目规则。","schema":{"type":"string","enum":["all","forest"]}}`,
		"byte_order": "{\"name\":\"byte_order\",\"in\":\"query\",\"description\":\"With `in_post`.\",\"x-description-zh\":\"与 `in_post` 同用。\",\"schema\":{\"type\":\"boolean\",\"default\":true}}",
		"limit":      `{"name":"limit","in":"query","description":"Rows.","x-description-zh":"行数。","schema":{"type":"integer","minimum":1}}`,
		"lon":        `{"name":"lon","in":"query","description":"Degrees.","x-description-zh":"度。","required":true,"schema":{"type":"number"}}`,
	}
	for _, p := range query.Parameters(options{}) {
		b, err := json.Marshal(p)
		if text, pinned := want[p.Name]; err != nil || pinned && string(b) != text {
			t.Errorf("%s, want %s", b, text)
		}
		delete(want, p.Name)
	}
	for name := range want {
		t.Errorf("%s is missing", name)
	}
}

// FuzzRead: a query is refused as one, or every value stands for what was written.
func FuzzRead(f *testing.F) {
	for _, q := range []string{"", "on=2026-10-01&level=village&threshold=0.2", "on=2026-13-01", "on=1970-01-01", "threshold=NaN", "threshold=1e999", "on=1&on=2", "x=1", "level=%ff", "a;b", "%zz", "threshold=0x1p-2"} {
		f.Add(q)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		values, err := url.ParseQuery(raw)
		if err != nil {
			return
		}
		var q struct {
			On        snapshot.Date
			Level     snapshot.Level
			Threshold *float64
		}
		if err := query.Read(values, nil, &q); err != nil {
			var bad *snapshot.QueryError
			if !errors.As(err, &bad) {
				t.Fatalf("%q: %v", raw, err)
			}
			return
		}
		if again, err := snapshot.ParseDate(q.On.String()); err != nil || again != q.On {
			t.Fatalf("%q: date %v", raw, q.On)
		}
		if q.Level != "" && q.Level.Rank() < 0 || q.Threshold != nil && *q.Threshold-*q.Threshold != 0 {
			t.Fatalf("%q: level %q, threshold %v", raw, q.Level, *q.Threshold)
		}
		if len(values) > 3 {
			t.Fatalf("%q: an unknown parameter was taken", raw)
		}
	})
}
