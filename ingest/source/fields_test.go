package source

import (
	"strings"
	"testing"

	"github.com/qingshan-gis/qingshan/ingest/project"
	"github.com/qingshan-gis/qingshan/spatial/gdal"
)

// TestFieldOfAName: capitals can tell fields of one name apart, and nothing else does.
func TestFieldOfAName(t *testing.T) {
	l := &Layer{Source: project.Source{Path: "c.shp"}}
	for _, c := range []struct {
		fields []string
		name   string
		want   int // noField where it is refused
	}{
		{[]string{"gid", "GID"}, "gid", 0}, {[]string{"gid", "GID"}, "GID", 1}, {[]string{"Gid", "GID"}, "gid", noField},
		{[]string{"gid", "gid"}, "gid", noField}, {[]string{"a", "GID"}, "gid", 1}, {[]string{"a"}, "fid", rowNumber},
	} {
		l.Info.Fields = nil
		for _, f := range c.fields {
			l.Info.Fields = append(l.Info.Fields, gdal.Field{Name: f})
		}
		at, err := l.fieldIndexes([]string{c.name})
		if c.want == noField && (err == nil || !strings.Contains(err.Error(), "2 fields are called")) || c.want != noField && (err != nil || at[0] != c.want) {
			t.Errorf("%s of %v: %v, %v", c.name, c.fields, at, err)
		}
	}
}
