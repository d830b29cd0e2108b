package project

import (
	"reflect"
	"strings"
	"testing"

	"github.com/qingshan-gis/qingshan/data/rules"
)

// TestScoreKeepsDefaults: a project file that sets one weight keeps the others.
func TestScoreKeepsDefaults(t *testing.T) {
	text := "zones: [{path: z.gpkg, level: village, code: c}]\ncells: [{path: c.gpkg, id: i}]\nrules: {coverage: {score: {days_open: 0, protective: [国家公益林]}}}\n"
	p, err := Parse("qingshan.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	got, want := p.Rules.Coverage.Score, rules.DefaultScore()
	want.DaysOpen, want.Protective = 0, []string{"国家公益林"}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, want %+v", got, want)
	}
	if _, err := Parse("qingshan.yaml", []byte(strings.Replace(text, "days_open", "days", 1))); err == nil || !strings.Contains(err.Error(), "days_open") {
		t.Errorf("a misspelt weight: %v", err)
	}
}
