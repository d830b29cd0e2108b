package render

import (
	"fmt"
	"iter"

	"github.com/qingshan-gis/qingshan/data/difference"
	"github.com/qingshan-gis/qingshan/data/snapshot"
)

// Column is a column of a document's rows.
type Column struct {
	Name string // as in the JSON rows
	ZH   string // its head in Chinese, behind the name in a workbook
	Unit Unit
}

// Named are columns by their names alone.
func Named(names ...string) (list []Column) {
	for _, name := range names {
		list = append(list, Column{Name: name})
	}
	return list
}

// Unit is what a column's numbers are in.
type Unit int

// Units. A workbook shows areas in m² and beside them in 亩, shares in percent.
const (
	Plain Unit = iota
	SquareMetres
	Share
	Degrees
	Statistic // in the unit of a scene, or of a score
)

// column is one of an answer whose rows are R. Each form of the answer shows those that have a name, a head or both, in their order.
type column[R any] struct {
	name  string           // in CSV, workbooks and features; "" for one of the table alone
	zh    string           // behind the name in a workbook
	unit  Unit             // of value
	value func(r R) any    // in CSV and workbooks
	in    surface          // which of rows and features have it
	whole func(r R) any    // as a feature's property, where that is more than value
	head  string           // in the table for people, in both languages; "" for one that the table has not
	show  func(any) string // how the table writes value; [plain] by default
}

// surface says whether rows, features or both have a column.
type surface int

const (
	everywhere surface = iota
	inRows
	inFeatures
)

// tabulate gives a document the columns with its rows: all of them, and those that the table for people shows.
func tabulate[R any](d Document, columns []column[R], all, shown iter.Seq[R]) Document {
	var rows, table []column[R]
	for _, c := range columns {
		if c.name != "" && c.in != inFeatures {
			rows = append(rows, c)
			d.Columns = append(d.Columns, Column{c.name, c.zh, c.unit})
		}
		if c.head != "" {
			table = append(table, c)
			d.Head = append(d.Head, c.head)
		}
	}
	d.Rows = each(all, func(r R) []any {
		values := make([]any, len(rows))
		for i, c := range rows {
			values[i] = c.value(r)
		}
		return values
	})
	d.Lines = each(shown, func(r R) []string {
		cells := make([]string, len(table))
		for i, c := range table {
			cells[i] = c.text(r)
		}
		return cells
	})
	return d
}

// text is what the table shows of a row.
func (c column[R]) text(r R) string {
	if c.show == nil {
		return plain(c.value(r))
	}
	return c.show(c.value(r))
}

// properties are a row's properties as a feature.
func properties[R any](columns []column[R], r R) map[string]any {
	p := map[string]any{}
	for _, c := range columns {
		switch {
		case c.name == "" || c.in == inRows:
		case c.whole != nil:
			p[c.name] = c.whole(r)
		default:
			p[c.name] = c.value(r)
		}
	}
	return p
}

// plain writes a value as it is; nothing stands for what is not there.
func plain(v any) string {
	if v == nil {
		return ""
	}
	return fmt.Sprint(v)
}

// inMu, inHectares, inPercent and inDecimals write numbers for people: areas in 亩 and hectares, shares and statistics. Nothing stands
// for what is not there or, but among statistics, was not observed.
func inMu(v any) string {
	if m2, there := number(v); there {
		return mu(m2)
	}
	return ""
}

func inHectares(v any) string {
	if m2, there := number(v); there {
		return ha(m2)
	}
	return ""
}

func inPercent(v any) string {
	if share, there := number(v); there {
		return Percent(share)
	}
	return ""
}

func inDecimals(v any) string {
	if x, there := number(v); there {
		return fmt.Sprintf("%.4f", x)
	}
	return "未观测"
}

// rounded writes a number with so many decimals.
func rounded(decimals int) func(any) string {
	return func(v any) string {
		if x, there := number(v); there {
			return fmt.Sprintf("%.*f", decimals, x)
		}
		return ""
	}
}

// number is a value's number, if there is one.
func number(v any) (x float64, there bool) {
	switch v := v.(type) {
	case float64:
		return v, true
	case *float64:
		if v != nil {
			return *v, true
		}
	case snapshot.Number:
		return float64(v), v == v
	case difference.SquareMillimetres:
		return v.M2(), true
	}
	return 0, false
}
