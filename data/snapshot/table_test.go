package snapshot

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/qingshan-gis/qingshan/data/rules"
)

// whole are tables that declare every kind of table once.
func whole() *Tables {
	t := NewTables(Manifest{ID: "whole"})
	c := &Change{Rule: rules.ChangeRule{Name: "drop", Quantiles: []float64{0.5}}}
	for _, z := range []*ZonalStats{&c.Zones, &c.Cells, &c.Parcels} {
		z.Quantiles = make([][]float64, 1)
	}
	t.Changes, t.Series = []*Change{c}, []*Series{{Quantity: "ndvi"}}
	return t
}

// TestStoredColumnsArePinned: a column that is stored under another name, in another place or since another version makes old files
// unreadable or new ones silently different.
func TestStoredColumnsArePinned(t *testing.T) {
	var text strings.Builder
	if err := whole().tables(func(x table) error {
		for _, c := range x.columns {
			fmt.Fprintf(&text, "%d %s\n", max(1, x.since, c.since), x.columnName(c))
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join("testdata", "columns.txt")
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got := text.String(); got != string(want) {
		t.Errorf("the columns that are stored have changed. Raise SchemaVersion, declare new columns with that version, and write the list to %s:\n%s", path, got)
	}
	for _, line := range strings.Split(strings.TrimSpace(text.String()), "\n") {
		if v := line[:strings.Index(line, " ")]; v > fmt.Sprint(SchemaVersion) {
			t.Errorf("%s: the version is beyond SchemaVersion, which is %d", line, SchemaVersion)
		}
	}
}

// TestTablesHaveNamesOfTheirOwn: no two tables store a column under one name, and each that is counted or a layer has its own.
func TestTablesHaveNamesOfTheirOwn(t *testing.T) {
	columns, names := map[string]bool{}, map[string]bool{}
	if err := whole().tables(func(x table) error {
		for _, c := range x.columns {
			name := x.columnName(c)
			if columns[name] && c.name != "" { // polygons store columns below the table's own name
				t.Errorf("column %s is declared twice", name)
			}
			columns[name] = true
		}
		if !x.derived || x.fields != nil {
			if names[x.name] {
				t.Errorf("table %s is declared twice", x.name)
			}
			names[x.name] = true
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	for _, l := range whole().Layers() {
		var fields []string
		for _, f := range l.Fields {
			if slices.Contains(fields, f.Name) {
				t.Errorf("layer %s: field %s is declared twice", l.Name, f.Name)
			}
			fields = append(fields, f.Name)
		}
	}
}

// TestValidateNoticesEveryColumn: a row too many or a row number out of bounds in any column is refused, by the table's name.
func TestValidateNoticesEveryColumn(t *testing.T) {
	for _, c := range []struct {
		what   string
		damage func(t *Tables)
	}{
		{"zones", func(t *Tables) { t.Zones.Name = []string{"one too many"} }},
		{"zones", func(t *Tables) { t.Zones.Level = []Level{Village} }},
		{"cells", func(t *Tables) { t.Cells.ValidTo = []Date{1} }},
		{"sets", func(t *Tables) { t.Facts.Sets = [][]int32{{0}} }},
		{"faces", func(t *Tables) { t.Facts.FaceSet = []int32{0} }},
		{"facts", func(t *Tables) { t.Facts.Planar = []float64{1} }},
		{"gaps", func(t *Tables) { t.Found.Gaps.FirstSeen = []Date{1} }},
		{"parts of change rule drop", func(t *Tables) { t.Changes[0].Parts.Patch = []int32{0} }},
		{"zones of change rule drop", func(t *Tables) { t.Changes[0].Zones.Quantiles[0] = []float64{1} }},
		{"cells of the series of ndvi", func(t *Tables) { t.Series[0].Cells.ClassShares = []float64{1} }},
	} {
		x := empty(whole())
		if err := x.Validate(); err != nil {
			t.Fatal(err)
		}
		c.damage(x)
		if err := x.Validate(); err == nil || !strings.Contains(err.Error(), "the columns of "+c.what+" do not fit") {
			t.Errorf("%s: %v", c.what, err)
		}
	}
}

// empty gives tables the empty layers that a file would.
func empty(t *Tables) *Tables {
	_ = t.tables(func(x table) error {
		for _, c := range x.columns {
			if c.name == "" && c.absent != nil {
				c.absent()
			}
		}
		return nil
	})
	return t
}
