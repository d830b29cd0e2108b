package features

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/paulmach/orb/geojson"
	"pgregory.net/rapid"

	"github.com/qingshan-gis/qingshan/api/limit"
	"github.com/qingshan-gis/qingshan/data/snapshot"
)

// TestCollectionsAreReadAsByOrb: feature by feature, whatever stands around them and in which order.
func TestCollectionsAreReadAsByOrb(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var features []string
		for i := range rapid.IntRange(0, 20).Draw(t, "features") {
			features = append(features, fmt.Sprintf(`{"type":"Feature","id":%d,"properties":{"a":"]}"},"geometry":{"type":"Polygon","coordinates":[[[1,2],[3,4],[5,6],[1,2]]]}}`, i))
		}
		members := rapid.Permutation([]string{`"type":"FeatureCollection"`, `"features":[` + strings.Join(features, ", \n") + `]`, `"name":{"features":[1]}`, `"bbox":[1,2,3,4]`}).Draw(t, "members")
		body := "{" + strings.Join(members, ",") + "}\n"
		want, err := geojson.UnmarshalFeatureCollection([]byte(body))
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		err = Each(strings.NewReader(body), func(i int, f *geojson.Feature) error {
			got, _ := json.Marshal(f)
			if plain, _ := json.Marshal(want.Features[i]); !bytes.Equal(got, plain) {
				t.Fatalf("feature %d: %s, want %s", i, got, plain)
			}
			n++
			return nil
		})
		if err != nil || n != len(want.Features) {
			t.Fatalf("%d of %d features, %v", n, len(want.Features), err)
		}
	})
}

// TestBadCollections: each is refused with a status and a sentence.
func TestBadCollections(t *testing.T) {
	large := `{"type":"Feature","properties":{"a":"` + strings.Repeat("x", maxFeature+64<<10) + `"},"geometry":null}`
	for body, want := range map[string]string{
		``: "no GeoJSON FeatureCollection", `[]`: "no GeoJSON FeatureCollection", `7`: "no GeoJSON FeatureCollection",
		`{"type":"FeatureCollection"}`: "no GeoJSON FeatureCollection", `{"features":[]}`: "no GeoJSON FeatureCollection", `{"type":"Feature","features":[]}`: "no GeoJSON FeatureCollection",
		`{"type":"FeatureCollection","features":null}`: "no GeoJSON FeatureCollection", `{"type":"FeatureCollection","features":[],"features":[]}`: "no GeoJSON FeatureCollection",
		`{"type":"FeatureCollection","features":[],"crs":{}}`:          "names a crs",
		`{"type":"FeatureCollection","features":[]} {}`:                "goes on behind",
		`{"type":"FeatureCollection","features":[{"type":`:             "cannot be read as GeoJSON",
		`{"type":"FeatureCollection","features":[]`:                    "cannot be read as GeoJSON",
		`{"type":"FeatureCollection","features":[` + large + `]}`:      "one feature of more than 4 MB",
		`{"type":"FeatureCollection","a":` + large + `,"features":[]}`: "one feature of more than 4 MB",
	} {
		err := Each(strings.NewReader(body), func(int, *geojson.Feature) error { return nil })
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.80s: %v, want %s", body, err, want)
		}
		var asked *snapshot.QueryError
		var sent *limit.BodyError
		if !errors.As(err, &asked) && !errors.As(err, &sent) {
			t.Errorf("%.80s: a %T", body, err)
		}
	}
}

// TestReadingABodyTakesLittleMemory: a body in small features is never in memory as JSON.
//
//testrun:plain
func TestReadingABodyTakesLittleMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long")
	}
	ring := strings.TrimSuffix(strings.Repeat("[119.123456,30.123456],", 200), ",")
	feature := `{"type":"Feature","id":"c","properties":{},"geometry":{"type":"Polygon","coordinates":[[` + ring + `]]}}`
	n := limit.MaxBody / 4 / len(feature)
	body := `{"type":"FeatureCollection","features":[` + strings.TrimSuffix(strings.Repeat(feature+",", n), ",") + `]}`
	var before, now runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	most := uint64(0)
	err := Each(strings.NewReader(body), func(i int, _ *geojson.Feature) error {
		if i%200 == 0 {
			runtime.GC()
			runtime.ReadMemStats(&now)
			most = max(most, now.HeapAlloc)
		}
		return nil
	})
	if err != nil || most > before.HeapAlloc+2<<20 {
		t.Errorf("%d MB more for a body of %d MB, %v", (most-before.HeapAlloc)>>20, len(body)>>20, err)
	}
}
