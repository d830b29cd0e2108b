package api

import (
	"strings"
	"testing"

	"github.com/paulmach/orb/geojson"
)

// TestIDsOfEdits: a number that JSON keeps is the id of as many digits, one that it does not is refused.
func TestIDsOfEdits(t *testing.T) {
	for number, want := range map[string]string{
		"330523001": "330523001", "9007199254740991": "9007199254740991", `"330523001001000101"`: "330523001001000101", "1.0": "1",
		"9007199254740992": "", "330523001001000101": "", "3.3e17": "",
	} {
		for _, text := range []string{`{"type":"Feature","id":` + number + `,"properties":null,"geometry":null}`, `{"type":"Feature","properties":{"id":` + number + `},"geometry":null}`} {
			f, err := geojson.UnmarshalFeature([]byte(text))
			if err != nil {
				t.Fatal(err)
			}
			edit, err := cellEdit(f, nil)
			if want == "" && (err == nil || !strings.Contains(err.Error(), "give it as a text")) || want != "" && (err != nil || edit.ID != want) {
				t.Errorf("%s: %q, %v, want %q", text, edit.ID, err, want)
			}
		}
	}
}
