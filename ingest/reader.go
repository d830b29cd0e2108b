package ingest

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/data"
	"github.com/qingshan-gis/qingshan/ingest/inputs"
	"github.com/qingshan-gis/qingshan/ingest/project"
	"github.com/qingshan-gis/qingshan/ingest/report"
	"github.com/qingshan-gis/qingshan/ingest/source/charset"
	"github.com/qingshan-gis/qingshan/ingest/source/tables"
	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/gdalio"
	"github.com/qingshan-gis/qingshan/spatial/parallel"
)

// vectorLayer is one source layer, opened and understood, its rows not read yet.
type vectorLayer struct {
	source  project.Source
	path    string // that is opened
	reading tableReading
	info    gdalio.LayerInfo
	crs     gdalio.CRS
	report  *report.Source
	placed  spatial.Box    // of its settled rows, in the working CRS
	zone    *time.Location // in which times are days
	// original is the source's own path, resolved; path is another one where a private copy is read, or what an archive holds.
	original string
	measure  string // the field that holds a measure, not a name of something, and need not be exact
}

func (l *vectorLayer) datum() string {
	switch d := strings.ToLower(l.source.Datum); d {
	case "gcj02", "bd09":
		return d
	}
	return ""
}

func (l *vectorLayer) options() gdalio.Options {
	o := gdalio.Options{Encoding: l.reading.gdal, Where: l.source.Where}
	if !l.crs.None() {
		o.Metre = l.crs.Metre()
	}
	return o
}

// row is one record on its way in.
type row struct {
	number int64
	texts  []string // of the wanted fields
	shape  *geom.MultiPolygon
	kind   string
}

// opener opens a project's layers.
type opener struct {
	project *project.Project
	scratch string // a folder for what is unpacked
	report  *report.Report
}

// open finds a source's layer and decides its CRS. path is what is opened: the source's own path, resolved, or that of a copy.
func (o *opener) open(kind string, s project.Source, path string) (*vectorLayer, error) {
	l := &vectorLayer{source: s, path: path, original: path, placed: spatial.EmptyBox(), zone: o.project.Location()}
	if isArchive(path) {
		var err error
		if l.path, err = unpack(path, s.Path, s.Layer, o.scratch); err != nil {
			return nil, err
		}
	}
	if err := checkListed(l.path, s.Path); err != nil {
		return nil, err
	}
	if err := l.find(); err != nil {
		return nil, err
	}
	if l.info.Driver == "ESRI Shapefile" {
		if err := checkShapefile(tableStem(l.path, l.info), s.Path); err != nil {
			return nil, err
		}
	}
	var err error
	if l.reading, err = ofTable(s, l.path, l.info); err != nil {
		return nil, err
	}
	if l.reading.gdal != "" { // the names of fields are text as well
		if err := l.find(); err != nil {
			return nil, err
		}
	}
	if l.info.Count == 0 {
		return nil, fmt.Errorf("%s, layer %s: it is empty; deliver it with rows, or take it out of the project file", s.Path, l.info.Name)
	}
	if err := checkWhole(l, s.Path); err != nil {
		return nil, err
	}
	var from string
	if l.crs, from, err = sourceCRS(s, l.info); err != nil {
		return nil, err
	}
	var op gdalio.Operation
	if l.crs, op, err = onDatum(o.project, fmt.Sprintf("%s, layer %s", s.Path, l.info.Name), s.DatumShift, l.crs, l.info.Extent); err != nil {
		return nil, err
	}
	l.report = &report.Source{Kind: kind, Path: s.Path, Layer: l.info.Name, CRS: l.crs.String(), CRSFrom: from, Datum: l.datum()}
	l.report.Encoding, l.report.EncodingFrom = l.reading.name, l.reading.from
	l.report.SetOperation(op)
	o.report.Sources = append(o.report.Sources, l.report)
	return l, nil
}

// find describes the source's layer.
func (l *vectorLayer) find() error {
	infos, err := gdalio.Layers(l.path, l.options())
	if err != nil {
		return inputs.Renamed(err, l.path, l.original)
	}
	var names []string
	for _, info := range infos {
		names = append(names, info.Name)
		if l.source.Layer == info.Name || l.source.Layer == "" && len(infos) == 1 {
			l.info = info
			return nil
		}
	}
	if l.source.Layer == "" {
		return project.Invalid("%s: it has the layers %s; say which with `layer:`", l.source.Path, strings.Join(names, ", "))
	}
	return project.Invalid("%s: no layer %q; it has %s", l.source.Path, l.source.Layer, strings.Join(names, ", "))
}

// chunkRows is how many rows are read before they are settled and packed: what is read is never all in memory twice.
const chunkRows = 8192

// read takes the rows in with the named fields as texts, a field named "" giving "", and hands them on chunk by chunk.
func (l *vectorLayer) read(ctx context.Context, fields []string, yield func(rows []row) error) (err error) {
	defer parallel.Caught(&err, func() string { return fmt.Sprintf("%s, layer %s", l.source.Path, l.info.Name) })
	at, err := l.fieldIndexes(fields)
	if err != nil {
		return err
	}
	if err := l.checkTexts(at); err != nil {
		return err
	}
	var rows []row
	var n int64
	var texts charset.PlausibleTexts
	pass := func() error {
		l.report.Read += len(rows)
		full := rows
		rows = nil
		return yield(full)
	}
	err = gdalio.ReadLayer(ctx, l.path, l.info.Name, l.options(), func(_ gdalio.LayerInfo, rec gdalio.Record) error {
		if len(rec.Values) != len(l.info.Fields) { // a table that could not be opened this time
			return fmt.Errorf("%s, layer %s: it had %d fields when it was first opened, and has %d; see whether the disk that it lies on is sound, and run again",
				l.source.Path, l.info.Name, len(l.info.Fields), len(rec.Values))
		}
		r := row{number: rec.Row, shape: rec.Geometry, kind: rec.Kind, texts: make([]string, len(fields))}
		for i, f := range at {
			if f == rowNumber {
				r.texts[i] = strconv.FormatInt(rec.Row, 10)
			}
			if f < 0 {
				continue
			}
			if i == 0 || fields[i] != l.measure {
				if err := l.exact(rec, f); err != nil {
					return err
				}
			}
			text := valueText(rec.Values[f], l.zone)
			if !utf8.ValidString(text) || strings.ContainsRune(text, utf8.RuneError) {
				return fmt.Errorf("%s, layer %s, row %d, field %s: the text is not %s (%s); add `encoding: GBK`, or what it is in, to its entry in the project file",
					l.source.Path, l.info.Name, rec.Row, fields[i], l.report.Encoding, l.report.EncodingFrom)
			}
			texts.See(text)
			r.texts[i] = strings.TrimSpace(text)
		}
		n++
		if rows = append(rows, r); len(rows) == chunkRows {
			return pass()
		}
		return nil
	})
	if err != nil {
		return inputs.Renamed(err, l.path, l.original)
	}
	if err := pass(); err != nil {
		return err
	}
	if err := l.checkCount(n); err != nil {
		return err
	}
	if l.report.Read == 0 && l.source.Where != "" {
		return fmt.Errorf("%s, layer %s: no row of %d fulfils `where: %s`; correct it, or take the layer out of the project file", l.source.Path, l.info.Name, l.info.Count, l.source.Where)
	}
	return l.checkPlausible(&texts)
}

// countsOfTheirOwn are formats whose count of rows is a number beside them: other programs leave deleted rows in it. They have checks of
// their own, too.
var countsOfTheirOwn = []string{"ESRI Shapefile", "GPKG", "OpenFileGDB", "SQLite"}

// checkCount refuses a layer that has other rows than when it was opened. GDAL takes a file for ended where it cannot be read on.
func (l *vectorLayer) checkCount(n int64) error {
	if l.source.Where != "" || slices.Contains(countsOfTheirOwn, l.info.Driver) || n == l.info.Count {
		return nil
	}
	return fmt.Errorf("%s, layer %s: it had %d rows when it was opened, and %d were read; see whether the disk that it lies on is sound, and run again",
		l.source.Path, l.info.Name, l.info.Count, n)
}

func (l *vectorLayer) fieldIndexes(fields []string) ([]int, error) {
	known := make([]string, len(l.info.Fields))
	for j, f := range l.info.Fields {
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
			return nil, project.Invalid("%s, layer %s: %d fields are called %q; rename all but one", l.source.Path, l.info.Name, len(found), name)
		case strings.EqualFold(name, "fid"):
			at[i] = rowNumber
		default:
			if err := l.namesError(); err != nil {
				return nil, err
			}
			if len(known) == 0 {
				return nil, fmt.Errorf("%s, layer %s: no field %q; it has none at all (of a shapefile: is the .dbf there?)", l.source.Path, l.info.Name, name)
			}
			return nil, project.Invalid("%s, layer %s: no field %q; it has %s", l.source.Path, l.info.Name, name, strings.ToValidUTF8(strings.Join(known, ", "), "?"))
		}
	}
	return at, nil
}

// valueText is a field's value as text. A time that states its zone is the day that the moment falls on in zone; any other
// time is the day that it names.
func valueText(v any, zone *time.Location) string {
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
		return data.DateOf(v).String()
	}
	return fmt.Sprint(v)
}

// Indexes that stand for no field: one not asked for, and the file's own number of the row, which goes by the name fid.
const (
	noField   = -1
	rowNumber = -2
)
