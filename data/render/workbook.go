package render

import (
	"archive/zip"
	"cmp"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"github.com/qingshan-gis/qingshan/data/difference"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/spatial/area"
)

// Sheets of a workbook.
const (
	dataSheet  = "数据 data"
	aboutSheet = "说明 about"
)

// muSuffix ends the head of a column that holds in 亩 what the one before it holds in m².
const muSuffix = "/亩"

// writeXLSX writes a workbook as an office expects it: one sheet of rows under a frozen bilingual head with a filter, every area in
// m² and beside it in 亩, and one that says what the rows are about. Texts are texts, whatever they begin with. Rows of a large sheet
// lie in a file in scratch, the system's folder for temporary files if that is "", until they are written.
func writeXLSX(w io.Writer, d Document, scratch string) error {
	if d.Rows == nil {
		return &snapshot.QueryError{Reason: "this answer is no table; ask for json"}
	}
	f := excelize.NewFile(excelize.Options{TmpDir: scratch})
	defer f.Close()
	if err := f.SetSheetName("Sheet1", dataSheet); err != nil {
		return err
	}
	cut, err := writeRows(f, d)
	if err != nil {
		return fmt.Errorf("workbook: %w", err)
	}
	if err := writeAbout(f, d, cut); err != nil {
		return fmt.Errorf("workbook: %w", err)
	}
	// Straight into w, since excelize would make the whole file in memory for encryption, which is not asked for.
	f.SetZipWriter(func(io.Writer) excelize.ZipWriter { return zip.NewWriter(w) })
	_, err = f.WriteToBuffer()
	return err
}

// sheetColumn is a column of the data sheet.
type sheetColumn struct {
	head  string
	from  int // the document's column
	mu    bool
	style int
	width float64
}

func sheetColumns(f *excelize.File, d Document) ([]sheetColumn, error) {
	styles := map[string]int{}
	style := func(format string) (int, error) {
		if id, ok := styles[format]; ok {
			return id, nil
		}
		id, err := f.NewStyle(&excelize.Style{CustomNumFmt: &format})
		styles[format] = id
		return id, err
	}
	var out []sheetColumn
	for i, c := range d.Columns {
		id, err := style(c.Unit.format())
		if err != nil {
			return nil, err
		}
		out = append(out, sheetColumn{c.bilingual(), i, false, id, 0})
		if c.Unit == SquareMetres {
			inMu := Column{Name: strings.TrimSuffix(c.Name, "_m2") + "_mu", ZH: c.ZH}
			out = append(out, sheetColumn{inMu.bilingual() + muSuffix, i, true, id, 0})
		}
	}
	return out, nil
}

// bilingual is a column's head in a workbook.
func (c Column) bilingual() string {
	if c.ZH == "" {
		return c.Name
	}
	return c.Name + " " + c.ZH
}

// format shows areas to the 0.01 m², shares in percent, places to a centimetre; other numbers as they are.
func (u Unit) format() string {
	return [...]string{Plain: "General", SquareMetres: "#,##0.00", Share: "0.00%", Degrees: "0.0000000", Statistic: "0.0000"}[u]
}

// writeRows returns how many cells of each column had to be cut.
func writeRows(f *excelize.File, d Document) (cut map[string]int, err error) {
	columns, err := sheetColumns(f, d)
	if err != nil {
		return nil, err
	}
	bold, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}, Alignment: &excelize.Alignment{WrapText: true, Vertical: "center"},
		Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E2EFDA"}}})
	if err != nil {
		return nil, err
	}
	head := make([]any, len(columns))
	for i := range columns {
		head[i] = excelize.Cell{StyleID: bold, Value: columns[i].head}
		columns[i].width = displayWidth(columns[i].head)/2 + 4
	}
	cut = measureColumns(d, columns)
	out, err := f.NewStreamWriter(dataSheet)
	if err != nil {
		return nil, err
	}
	for i, c := range columns {
		if err := out.SetColWidth(i+1, i+1, math.Min(60, math.Max(10, c.width))); err != nil {
			return nil, err
		}
	}
	if err := out.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return nil, err
	}
	if err := out.SetRow("A1", head, excelize.RowOpts{Height: 32}); err != nil {
		return nil, err
	}
	n, row := 1, make([]any, len(columns))
	for values := range d.Rows {
		for i, c := range columns {
			row[i] = excelize.Cell{StyleID: c.style, Value: c.value(values)}
		}
		n++
		if err := out.SetRow(fmt.Sprintf("A%d", n), row); err != nil {
			return nil, err
		}
	}
	if err := out.Flush(); err != nil {
		return nil, err
	}
	last, err := excelize.CoordinatesToCellName(len(columns), n)
	if err != nil {
		return nil, err
	}
	return cut, f.AutoFilter(dataSheet, "A1:"+last, nil)
}

// measureColumns widens columns to their texts, and counts the cells of each column that have to be cut. Widths stand before rows in a
// sheet: rows are gone through twice instead of being kept.
func measureColumns(d Document, columns []sheetColumn) (cut map[string]int) {
	cut = map[string]int{}
	for values := range d.Rows {
		for i, c := range columns {
			text, ok := SheetValue(values[c.from]).(string)
			if !ok {
				continue
			}
			text, short := fitCell(text)
			if short {
				cut[d.Columns[c.from].bilingual()]++
			}
			columns[i].width = math.Max(columns[i].width, displayWidth(text)+2)
		}
	}
	return cut
}

// value is what a column shows of a row.
func (c sheetColumn) value(values []any) any {
	switch v := SheetValue(values[c.from]).(type) {
	case float64:
		if c.mu {
			return area.M2(v).Mu()
		}
		return v
	case string:
		text, _ := fitCell(v)
		return text
	default:
		return v
	}
}

// displayWidth counts a Chinese character as two.
func displayWidth(s string) float64 {
	return float64(utf8.RuneCountInString(s)+len(s)) / 2
}

// SheetValue is a value as a workbook holds it; what is not there is an empty cell.
func SheetValue(v any) any {
	switch v := v.(type) {
	case snapshot.Number:
		if v != v {
			return nil
		}
		return float64(v)
	case *float64:
		if v == nil {
			return nil
		}
		return *v
	case float64:
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return nil
		}
		return v
	case difference.SquareMillimetres:
		return v.M2()
	case nil, string, int, int64, bool:
		return v
	}
	return fmt.Sprint(v)
}

func writeAbout(f *excelize.File, d Document, cut map[string]int) error {
	if _, err := f.NewSheet(aboutSheet); err != nil {
		return err
	}
	facts := d.About
	if len(facts) == 0 {
		facts = append(facts, Fact{"question 查询", cmp.Or(d.Question, d.Name)}, Fact{"zone 责任区", cmp.Or(d.Subject, "all 全部")})
		for _, line := range d.Foot {
			facts = append(facts, Fact{"", line})
		}
	}
	for _, column := range slices.Sorted(maps.Keys(cut)) {
		facts = append(facts, Fact{"cut 截断", fmt.Sprintf("%s: %d rows 行, at %d characters, which is what a cell holds; all of it is in CSV and JSON 超出单元格上限，全部见 CSV 或 JSON", column, cut[column], longestCell)})
	}
	facts = append(facts, Fact{"units 单位", "m²; 1 亩 = 10000/15 m²"})
	for i, fact := range facts {
		if err := f.SetSheetRow(aboutSheet, fmt.Sprintf("A%d", i+1), &[]any{fact.Name, fact.Value}); err != nil {
			return err
		}
	}
	if err := f.SetColWidth(aboutSheet, "A", "A", 32); err != nil {
		return err
	}
	return f.SetColWidth(aboutSheet, "B", "B", 100)
}
