package ingest

import (
	"context"
	"fmt"
	"runtime"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/data"
	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/gdalio"
	"github.com/qingshan-gis/qingshan/spatial/mend"
)

// vectorLayer is one source layer, opened and understood, its rows not read yet.
type vectorLayer struct {
	source Source
	path   string // resolved
	info   gdalio.LayerInfo
	crs    gdalio.CRS
	report *SourceReport
}

func (l *vectorLayer) datum() string {
	switch d := strings.ToLower(l.source.Datum); d {
	case "gcj02", "bd09":
		return d
	}
	return ""
}

func (l *vectorLayer) options() gdalio.Options {
	return gdalio.Options{Encoding: l.source.Encoding, Where: l.source.Where}
}

// row is one record on its way in.
type row struct {
	number int64
	texts  []string // of the wanted fields
	shape  *geom.MultiPolygon
	kind   string
}

// openLayer finds a source's layer and decides its CRS.
func (p *Project) openLayer(kind string, s Source, report *Report) (*vectorLayer, error) {
	l := &vectorLayer{source: s, path: p.Resolve(s.Path)}
	infos, err := gdalio.Layers(l.path, l.options())
	if err != nil {
		return nil, err
	}
	var names []string
	found := false
	for _, info := range infos {
		names = append(names, info.Name)
		if s.Layer == info.Name || s.Layer == "" && len(infos) == 1 {
			l.info, found = info, true
		}
	}
	switch {
	case !found && s.Layer == "":
		return nil, configf("%s: it has the layers %s; say which with `layer:`", s.Path, strings.Join(names, ", "))
	case !found:
		return nil, configf("%s: no layer %q; it has %s", s.Path, s.Layer, strings.Join(names, ", "))
	case l.info.Count == 0:
		return nil, fmt.Errorf("%s, layer %s: it is empty; deliver it with rows, or take it out of the project file", s.Path, l.info.Name)
	}
	var from string
	if l.crs, from, err = sourceCRS(s, l.info); err != nil {
		return nil, err
	}
	l.report = &SourceReport{Kind: kind, Path: s.Path, Layer: l.info.Name, CRS: l.crs.String(), CRSFrom: from, Datum: l.datum()}
	l.report.Encoding, l.report.EncodingFrom = tableEncoding(s, l.path, l.info)
	report.Sources = append(report.Sources, l.report)
	return l, nil
}

// read takes the rows in with the named fields as texts; a field named "" gives "".
func (l *vectorLayer) read(ctx context.Context, fields ...string) ([]row, error) {
	at, err := l.fieldIndexes(fields)
	if err != nil {
		return nil, err
	}
	rows := make([]row, 0, max(0, l.info.Count))
	var texts plausibleText
	err = gdalio.ReadLayer(ctx, l.path, l.info.Name, l.options(), func(_ gdalio.LayerInfo, rec gdalio.Record) error {
		r := row{number: rec.Row, shape: rec.Geometry, kind: rec.Kind, texts: make([]string, len(fields))}
		for i, f := range at {
			if f == rowNumber {
				r.texts[i] = strconv.FormatInt(rec.Row, 10)
			}
			if f < 0 {
				continue
			}
			text := valueText(rec.Values[f])
			if !utf8.ValidString(text) || strings.ContainsRune(text, utf8.RuneError) {
				return fmt.Errorf("%s, layer %s, row %d, field %s: the text is not %s (%s); add `encoding: GBK`, or what it is in, to its entry in the project file",
					l.source.Path, l.info.Name, rec.Row, fields[i], l.report.Encoding, l.report.EncodingFrom)
			}
			texts.see(text)
			r.texts[i] = strings.TrimSpace(text)
		}
		rows = append(rows, r)
		return nil
	})
	l.report.Read = len(rows)
	if err != nil {
		return nil, err
	}
	return rows, texts.err(l)
}

// Indexes that stand for no field: one not asked for, and the file's own number of the row, which goes by the name fid.
const (
	noField   = -1
	rowNumber = -2
)

func (l *vectorLayer) fieldIndexes(fields []string) ([]int, error) {
	at := make([]int, len(fields))
	for i, name := range fields {
		at[i] = noField
		if name == "" {
			continue
		}
		var known []string
		for j, f := range l.info.Fields {
			known = append(known, f.Name)
			if f.Name == name || at[i] == noField && strings.EqualFold(f.Name, name) {
				at[i] = j
			}
		}
		if at[i] == noField && strings.EqualFold(name, "fid") {
			at[i] = rowNumber
		}
		if at[i] == noField {
			return nil, configf("%s, layer %s: no field %q; it has %s", l.source.Path, l.info.Name, name, strings.Join(known, ", "))
		}
	}
	return at, nil
}

func valueText(v any) string {
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
		return data.DateOf(v).String()
	}
	return fmt.Sprint(v)
}

// settle brings rows into the working CRS, snaps them to the grid and repairs them. What cannot be used is refused; ids
// are the texts[0] of each row. The rows that stay keep their order.
func (in *intake) settle(ctx context.Context, l *vectorLayer, rows []row) ([]row, error) {
	refused := make([]*Remark, len(rows))
	repaired := make([]*Remark, len(rows))
	remark := func(i int, reason Reason, format string, args ...any) *Remark {
		return &Remark{File: l.source.Path, Layer: l.info.Name, Row: rows[i].number, ID: rows[i].texts[0], Reason: reason, Detail: fmt.Sprintf(format, args...)}
	}
	to, err := newToWorking(l, in.working)
	if err != nil {
		return nil, err
	}
	defer to.Close()
	for i := range rows {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		switch {
		case rows[i].kind == "":
			refused[i] = remark(i, NullGeometry, "the row has no geometry; draw it, or delete the row")
		case rows[i].shape == nil || rows[i].shape.NumPolygons() == 0:
			refused[i] = remark(i, NotPolygon, "the row is a %s; a polygon is needed", rows[i].kind)
		default:
			shape, err := to.apply(rows[i].shape)
			if err != nil {
				refused[i] = remark(i, OutsideCRS, "%v; check the coordinates and the CRS %s", err, l.crs)
				continue
			}
			rows[i].shape = shape
		}
	}
	err = mend.Each(ctx, len(rows), runtime.NumCPU(), in.progress.Step, func(w *mend.Worker, i int) error {
		if refused[i] != nil {
			return nil
		}
		shape, reason, before, err := settled(w, rows[i].shape)
		if err != nil {
			refused[i] = remark(i, Unrepairable, "%v; draw it anew", err)
			return nil
		}
		if reason != "" {
			repaired[i] = remark(i, Repaired, "%s", reason)
			repaired[i].Before, repaired[i].After = before, planarArea(shape)
		}
		rows[i].shape = shape
		return nil
	})
	if err != nil {
		return nil, err
	}
	kept := rows[:0]
	for i, r := range rows {
		if refused[i] != nil {
			in.report.refuse(l.report, *refused[i])
			continue
		}
		if repaired[i] != nil {
			in.report.repair(l.report, *repaired[i])
		}
		kept = append(kept, r)
	}
	return kept, nil
}

// maxMends bounds the rounds of snapping and repairing: repairs make new vertices, which snapping moves.
const maxMends = 4

// settled snaps a polygon to the grid and repairs it until it is valid on the grid.
func settled(w *mend.Worker, raw *geom.MultiPolygon) (out *geom.MultiPolygon, reason string, before float64, err error) {
	before = planarArea(raw)
	out = spatial.Normalize(raw)
	for range maxMends {
		if out.NumPolygons() == 0 {
			return nil, "", before, fmt.Errorf("it collapses on the 1 mm grid")
		}
		why, err := w.Invalid(out)
		if err != nil || why == "" {
			return out, reason, before, err
		}
		if reason == "" {
			reason = why
		}
		fixed, err := w.MakeValid(out)
		if err != nil {
			return nil, "", before, fmt.Errorf("%s: %w", why, err)
		}
		out = spatial.Normalize(fixed)
	}
	return nil, "", before, fmt.Errorf("%s: it stays invalid on the 1 mm grid", reason)
}

func planarArea(mp *geom.MultiPolygon) float64 {
	sum, start := 0.0, 0
	for _, ends := range mp.Endss() {
		for r, e := range ends {
			a := spatial.RingArea(mp.FlatCoords()[start:e])
			if (a < 0) == (r == 0) {
				a = -a
			}
			sum += a
			start = e
		}
	}
	return sum
}
