package ingest

import (
	"context"
	"fmt"
	"strconv"

	"github.com/qingshan-gis/qingshan/data"
	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/area"
)

// taken reads one layer and keeps the rows with a geometry and an id of their own; texts[0] is the id. Of rows that share
// an id all are refused: keeping either would be a guess.
func (in *intake) taken(ctx context.Context, l *vectorLayer, seen map[string]int, fields ...string) ([]row, error) {
	rows, err := l.read(ctx, fields...)
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		seen[r.texts[0]]++
	}
	if rows, err = in.settle(ctx, l, rows); err != nil {
		return nil, err
	}
	kept := rows[:0]
	for _, r := range rows {
		id := r.texts[0]
		m := Remark{File: l.source.Path, Layer: l.info.Name, Row: r.number, ID: id}
		switch {
		case id == "":
			m.Reason, m.Detail = EmptyID, fmt.Sprintf("field %s is empty; give the row an id", fields[0])
		case seen[id] > 1:
			m.Reason, m.Detail = DuplicateID, fmt.Sprintf("%d rows have this id; give each its own", seen[id])
		default:
			kept = append(kept, r)
			continue
		}
		in.report.refuse(l.report, m)
	}
	return kept, nil
}

// span reads a row's validity; a date that cannot be read refuses the row.
func (in *intake) span(l *vectorLayer, r row, from, to string) (f, t data.Date, ok bool) {
	f, err := data.ParseDate(from)
	if err == nil {
		t, err = data.ParseDate(to)
	}
	if err == nil && f != data.NoDate && t != data.NoDate && t < f {
		err = fmt.Errorf("it ends on %s, before it begins on %s", t, f)
	}
	if err != nil {
		in.report.refuse(l.report, Remark{File: l.source.Path, Layer: l.info.Name, Row: r.number, ID: r.texts[0], Reason: BadDate, Detail: err.Error()})
		return 0, 0, false
	}
	return f, t, true
}

func (in *intake) cells(ctx context.Context, layers []*vectorLayer) (*data.Cells, error) {
	out, seen := &data.Cells{}, map[string]int{}
	var shapes spatial.Builder
	for i, l := range layers {
		s := in.project.Cells[i]
		rows, err := in.taken(ctx, l, seen, s.ID, s.Ranger, s.ValidFrom, s.ValidTo)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			from, to, ok := in.span(l, r, r.texts[2], r.texts[3])
			if !ok {
				continue
			}
			out.ID, out.Ranger = append(out.ID, r.texts[0]), append(out.Ranger, r.texts[1])
			out.ValidFrom, out.ValidTo = append(out.ValidFrom, from), append(out.ValidTo, to)
			shapes.Add(r.shape)
			l.report.Kept++
		}
	}
	out.Shapes = shapes.Build()
	return out, nil
}

func (in *intake) accepted(ctx context.Context, layers []*vectorLayer) (*data.Accepted, error) {
	out, seen := &data.Accepted{}, map[string]int{}
	var shapes spatial.Builder
	for i, l := range layers {
		s := in.project.Accepted[i]
		rows, err := in.taken(ctx, l, seen, s.ID, s.Reason, s.Approver, s.ValidFrom, s.ValidTo)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			from, to, ok := in.span(l, r, r.texts[3], r.texts[4])
			if !ok {
				continue
			}
			out.ID, out.Reason, out.Approver = append(out.ID, r.texts[0]), append(out.Reason, r.texts[1]), append(out.Approver, r.texts[2])
			out.ValidFrom, out.ValidTo = append(out.ValidFrom, from), append(out.ValidTo, to)
			shapes.Add(r.shape)
			l.report.Kept++
		}
	}
	out.Shapes = shapes.Build()
	return out, nil
}

// unitM2 is the size of a stated unit.
var unitM2 = map[string]float64{"ha": 10000, "mu": area.SquareMetresPerMu, "m2": 1}

func (in *intake) parcels(ctx context.Context, layers []*vectorLayer) (*data.Parcels, error) {
	out, seen := &data.Parcels{}, map[string]int{}
	var shapes spatial.Builder
	for i, l := range layers {
		s := in.project.Parcels[i]
		in.hasClass[l] = s.Class != ""
		rows, err := in.taken(ctx, l, seen, s.ID, s.Class, s.Category, s.StatedArea)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			out.ID, out.Class, out.Category = append(out.ID, r.texts[0]), append(out.Class, r.texts[1]), append(out.Category, r.texts[2])
			out.StatedM2 = append(out.StatedM2, in.stated(l, r, s.StatedUnit))
			in.origins.parcels = append(in.origins.parcels, origin{l, r.number})
			shapes.Add(r.shape)
			l.report.Kept++
		}
	}
	out.Shapes = shapes.Build()
	return out, nil
}

// stated reads the stated area in m²; 0 where none is given.
func (in *intake) stated(l *vectorLayer, r row, unit string) float64 {
	if r.texts[3] == "" {
		return 0
	}
	v, err := strconv.ParseFloat(r.texts[3], 64)
	if err != nil {
		in.report.remark(l.report, Remark{File: l.source.Path, Layer: l.info.Name, Row: r.number, ID: r.texts[0], Reason: BadNumber, Detail: fmt.Sprintf("stated area %q is no number", r.texts[3])})
		return 0
	}
	return v * unitM2[unit]
}
