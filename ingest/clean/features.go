package clean

import (
	"context"
	"fmt"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/ingest/report"
	"github.com/qingshan-gis/qingshan/ingest/source"
	"github.com/qingshan-gis/qingshan/spatial"
)

// features is what is left of the layers of one kind after reading and normalizing: their texts row by row, texts[0] being the
// id, their ground packed.
type features struct {
	layer  []*source.Layer
	source []int        // the layer's place in the project file
	row    []source.Row // without shape
	shapes *spatial.Polygons
}

// readFeatures reads the layers of one kind chunk by chunk and keeps the rows with a geometry and an id of their own, taking fields
// by the layer's place in the project file. Of rows that share an id, in one layer or in several, all are refused: keeping
// any would be a guess.
func (c *Cleaner) readFeatures(ctx context.Context, layers []*source.Layer, fields func(i int) (names []string, measure string)) (*features, error) {
	out, seen := &features{}, map[string]int{}
	var shapes spatial.Builder
	for i, l := range layers {
		names, measure := fields(i)
		err := l.Read(ctx, names, measure, func(chunk []source.Row) error {
			for _, r := range chunk {
				seen[r.Texts[0]]++
			}
			n := len(chunk)
			chunk, err := c.normalize(ctx, l, chunk)
			if err != nil {
				return err
			}
			for k, r := range chunk {
				shapes.Add(r.Shape)
				chunk[k].Shape = nil
				out.layer, out.source = append(out.layer, l), append(out.source, i)
			}
			out.row = append(out.row, chunk...)
			if left := int(l.Info.Count) - n; n == source.ChunkRows && l.Report.Read == n && left > 0 {
				shapes.Grow(left, left*(shapes.Vertices()/max(1, shapes.Len())+1))
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	out.shapes = shapes.Build()
	out.keep(func(i int) bool { return c.ownID(out, i, seen, fields) })
	return out, nil
}

// ownID refuses a row without an id, or with that of another one.
func (c *Cleaner) ownID(all *features, i int, seen map[string]int, fields func(i int) (names []string, measure string)) bool {
	id := all.row[i].Texts[0]
	m := all.remark(i, "", "")
	switch {
	case id == "":
		names, _ := fields(all.source[i])
		m.Reason, m.Detail = report.EmptyID, fmt.Sprintf("field %s is empty; give the row an id", names[0])
	case seen[id] > 1:
		m.Reason, m.Detail = report.DuplicateID, fmt.Sprintf("%d rows have this id; give each its own", seen[id])
	default:
		return true
	}
	c.refuse(all, i, m)
	return false
}

// refuse puts row i into the quarantine with a copy of its shape.
func (c *Cleaner) refuse(all *features, i int, m report.Remark) {
	m.Shape = all.shapes.Feature(i).Clone()
	c.report.Refuse(all.layer[i].Report, m)
}

// keep drops the rows that ok is false for.
func (r *features) keep(ok func(i int) bool) {
	kept := make([]bool, len(r.row))
	n := 0
	for i := range r.row {
		if kept[i] = ok(i); kept[i] {
			r.layer[n], r.source[n], r.row[n] = r.layer[i], r.source[i], r.row[i]
			n++
		}
	}
	r.layer, r.source, r.row = r.layer[:n], r.source[:n], r.row[:n]
	r.shapes = r.shapes.Select(kept)
}

// remark is about row i.
func (r *features) remark(i int, reason report.Reason, format string, args ...any) report.Remark {
	l := r.layer[i]
	return report.Remark{File: l.Source.Path, Layer: l.Info.Name, Row: r.row[i].Number, ID: r.row[i].Texts[0], Reason: reason, Detail: fmt.Sprintf(format, args...)}
}

// spans reads the rows' validity from the texts at two places; a date that cannot be read refuses the row.
func (c *Cleaner) spans(all *features, fromText, toText int) (from, to []snapshot.Date) {
	all.keep(func(i int) bool {
		texts := all.row[i].Texts
		f, err := snapshot.ParseDateIn(texts[fromText], all.layer[i].Location)
		var t snapshot.Date
		if err == nil {
			t, err = snapshot.ParseEndIn(texts[toText], all.layer[i].Location)
		}
		if err == nil && f != snapshot.NoDate && t != snapshot.NoDate && t < f {
			err = fmt.Errorf("it ends on %s, before it begins on %s", t, f)
		}
		if err != nil {
			c.refuse(all, i, all.remark(i, report.BadDate, "%s", err))
			return false
		}
		from, to = append(from, f), append(to, t)
		return true
	})
	return from, to
}

// column gives the texts at one place.
func (r *features) column(at int) []string {
	out := make([]string, len(r.row))
	for i := range r.row {
		out[i] = r.row[i].Texts[at]
	}
	return out
}

// counted notes in the report that the rows stay.
func (r *features) counted() {
	for _, l := range r.layer {
		l.Report.Kept++
	}
}
