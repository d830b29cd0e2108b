package source

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/ingest/project"
	"github.com/qingshan-gis/qingshan/ingest/source/tables"
)

func (l *Layer) fieldIndexes(fields []string) ([]int, error) {
	known := make([]string, len(l.Info.Fields))
	for j, f := range l.Info.Fields {
		known[j] = f.Name
	}
	at := make([]int, len(fields))
	for i, name := range fields {
		at[i] = noField
		if name == "" {
			continue
		}
		found := tables.ColumnsNamed(known, name)
		switch {
		case len(found) == 1:
			at[i] = found[0]
		case len(found) > 1:
			return nil, project.Invalid("%s, layer %s: %d fields are called %q; rename all but one", l.Source.Path, l.Info.Name, len(found), name)
		case strings.EqualFold(name, "fid"):
			at[i] = rowNumber
		default:
			if err := l.namesError(); err != nil {
				return nil, err
			}
			if len(known) == 0 {
				return nil, fmt.Errorf("%s, layer %s: no field %q; it has none at all (of a shapefile: is the .dbf there?)", l.Source.Path, l.Info.Name, name)
			}
			return nil, project.Invalid("%s, layer %s: no field %q; it has %s", l.Source.Path, l.Info.Name, name, strings.ToValidUTF8(strings.Join(known, ", "), "?"))
		}
	}
	return at, nil
}

// ValueText is a field's value as text. A time that states its zone is the day that the moment falls on in zone; any other
// time is the day that it names.
func ValueText(v any, zone *time.Location) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	case int64:
		return strconv.FormatInt(v, 10)
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case time.Time:
		if v.Location() != time.UTC {
			v = v.In(zone)
		}
		return snapshot.DateOf(v).String()
	}
	return fmt.Sprint(v)
}

// Indexes that stand for no field: one not asked for, and the file's own number of the row, which goes by the name fid.
const (
	noField   = -1
	rowNumber = -2
)
