package source

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/ingest/inputs"
	"github.com/qingshan-gis/qingshan/ingest/source/charset"
	"github.com/qingshan-gis/qingshan/spatial/gdal"
	"github.com/qingshan-gis/qingshan/spatial/parallel"
)

// Row is one record on its way in.
type Row struct {
	Number int64
	Texts  []string // of the wanted fields
	Shape  *geom.MultiPolygon
	Kind   string
}

// ChunkRows is how many rows are read before they are normalized and packed: what is read is never all in memory twice.
const ChunkRows = 8192

// Read takes the rows in with the named fields as texts, a field named "" giving "", and hands them on chunk by chunk. All fields but
// measure name something, and must be exact. The rows are the receiver's. Its error is a [*project.ConfigError] where a field is missing,
// a [*parallel.Fault] where yield or GDAL panics.
func (l *Layer) Read(ctx context.Context, fields []string, measure string, yield func(rows []Row) error) (err error) {
	defer parallel.Caught(&err, func() string { return fmt.Sprintf("%s, layer %s", l.Source.Path, l.Info.Name) })
	r := &rowReader{layer: l, fields: fields, measure: measure}
	if r.at, err = l.fieldIndexes(fields); err != nil {
		return err
	}
	if err := l.checkTexts(r.at); err != nil {
		return err
	}
	var rows []Row
	var n int64
	pass := func() error {
		l.Report.Read += len(rows)
		full := rows
		rows = nil
		return yield(full)
	}
	err = gdal.ReadLayer(ctx, l.path, l.Info.Name, l.options(), func(_ gdal.LayerInfo, rec gdal.Record) error {
		one, err := r.row(rec)
		if err != nil {
			return err
		}
		n++
		if rows = append(rows, one); len(rows) == ChunkRows {
			return pass()
		}
		return nil
	})
	if err != nil {
		return inputs.Renamed(err, l.path, l.Original)
	}
	if err := pass(); err != nil {
		return err
	}
	if err := l.checkCount(n); err != nil {
		return err
	}
	if l.Report.Read == 0 && l.Source.Where != "" {
		return fmt.Errorf("%s, layer %s: no row of %d fulfils `where: %s`; correct it, or take the layer out of the project file", l.Source.Path, l.Info.Name, l.Info.Count, l.Source.Where)
	}
	return l.checkPlausible(&r.seen)
}

// rowReader makes rows of records.
type rowReader struct {
	layer   *Layer
	fields  []string
	at      []int  // of the fields, in the layer
	measure string // the field that may be inexact
	seen    charset.PlausibleTexts
}

func (r *rowReader) row(rec gdal.Record) (Row, error) {
	l := r.layer
	row := Row{Number: rec.Row, Shape: rec.Geometry, Kind: rec.Kind, Texts: make([]string, len(r.fields))}
	if len(rec.Values) != len(l.Info.Fields) { // a table that could not be opened this time
		return row, fmt.Errorf("%s, layer %s: it had %d fields when it was first opened, and has %d; see whether the disk that it lies on is sound, and run again",
			l.Source.Path, l.Info.Name, len(l.Info.Fields), len(rec.Values))
	}
	for i, f := range r.at {
		if f == rowNumber {
			row.Texts[i] = strconv.FormatInt(rec.Row, 10)
		}
		if f < 0 {
			continue
		}
		if i == 0 || r.fields[i] != r.measure {
			if err := l.exact(rec, f); err != nil {
				return row, err
			}
		}
		text := ValueText(rec.Values[f], l.Location)
		if !utf8.ValidString(text) || strings.ContainsRune(text, utf8.RuneError) {
			return row, fmt.Errorf("%s, layer %s, row %d, field %s: the text is not %s (%s); add `encoding: GBK`, or what it is in, to its entry in the project file",
				l.Source.Path, l.Info.Name, rec.Row, r.fields[i], l.Report.Encoding, l.Report.EncodingFrom)
		}
		r.seen.See(text)
		row.Texts[i] = strings.TrimSpace(text)
	}
	return row, nil
}

// countsOfTheirOwn are formats whose count of rows is a number beside them: other programs leave deleted rows in it. They have checks of
// their own, too.
var countsOfTheirOwn = []string{"ESRI Shapefile", "GPKG", "OpenFileGDB", "SQLite"}

// checkCount refuses a layer that has other rows than when it was opened. GDAL takes a file for ended where it cannot be read on.
func (l *Layer) checkCount(n int64) error {
	if l.Source.Where != "" || slices.Contains(countsOfTheirOwn, l.Info.Driver) || n == l.Info.Count {
		return nil
	}
	return fmt.Errorf("%s, layer %s: it had %d rows when it was opened, and %d were read; see whether the disk that it lies on is sound, and run again",
		l.Source.Path, l.Info.Name, l.Info.Count, n)
}
