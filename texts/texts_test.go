package texts_test

import (
	"slices"
	"testing"

	"github.com/qingshan-gis/qingshan/texts"
)

// TestText: what is put together of texts is what its parts say, in each language.
func TestText(t *testing.T) {
	zone := texts.Of("words.zone")
	for _, c := range []struct{ got, want texts.Text }{
		{zone, texts.Text{ZH: "责任区", EN: "zone"}},
		{zone.Capital(), texts.Text{ZH: "责任区", EN: "Zone"}},
		{texts.Text{}.Capital(), texts.Text{}},
		{zone.Plus(texts.Text{ZH: "。", EN: "."}), texts.Text{ZH: "责任区。", EN: "zone."}},
		{texts.Of("40%"), texts.Text{ZH: "40%", EN: "40%"}}, // no key: stands as it is
		{texts.Of("change_rule.same_season", "days", "{days}"), texts.Text{ZH: "去年同期（±{days} 天）", EN: "the same season last year (±{days} days)"}}, // a value is not read again
	} {
		if c.got != c.want {
			t.Errorf("%+v, want %+v", c.got, c.want)
		}
	}
	if keys := texts.Keys(); !slices.IsSorted(keys) || !slices.Contains(keys, "words.zone") {
		t.Errorf("%d keys, unsorted or without words", len(keys))
	}
}
