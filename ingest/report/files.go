package report

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/spatial"
)

// Files of a report beside the snapshot.
const (
	FileName       = "report.json"
	ReadableName   = "report.md"
	QuarantineName = "quarantine.csv"
)

// Write puts the report into a folder: report.json, report.md and quarantine.csv. Its error is of the disk.
func (r *Report) Write(dir string) error {
	b, err := json.MarshalIndent(r, "", " ")
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, FileName), b, 0o644); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, ReadableName), []byte(r.Readable()), 0o644); err != nil {
		return err
	}
	var text strings.Builder
	text.WriteString("\ufeff") // by which spreadsheets know UTF-8
	w := csv.NewWriter(&text)
	w.Write([]string{"outcome", "file", "layer", "row", "id", "reason", "detail", "area_before_m2", "area_after_m2"})
	for _, o := range r.Outcomes() {
		for _, m := range o.Remarks {
			w.Write([]string{o.name, m.File, m.Layer, strconv.FormatInt(m.Row, 10), m.ID, string(m.Reason), m.Detail, areaText(m.Before), areaText(m.After)})
		}
	}
	w.Flush()
	if err := w.Error(); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, QuarantineName), []byte(text.String()), 0o644)
}

// QuarantineLayer is the refused rows as a layer, with the ground of those that came with some.
func (r *Report) QuarantineLayer() snapshot.Layer {
	var shapes spatial.Builder
	for _, m := range r.Quarantine {
		shapes.Add(m.Shape)
	}
	text := func(name string, value func(m *Remark) string) snapshot.Field {
		return snapshot.TextField(name, func(i int) string { return value(&r.Quarantine[i]) })
	}
	return snapshot.Layer{Name: "quarantine", Rows: len(r.Quarantine), Shapes: shapes.Build(), Fields: []snapshot.Field{
		text("file", func(m *Remark) string { return m.File }), text("layer", func(m *Remark) string { return m.Layer }),
		{Name: "row", Type: snapshot.Integer, Value: func(i int) any { return r.Quarantine[i].Row }},
		text("id", func(m *Remark) string { return m.ID }), text("reason", func(m *Remark) string { return string(m.Reason) }), text("detail", func(m *Remark) string { return m.Detail }),
	}}
}

// Outcome is what became of rows.
type Outcome struct {
	name, title string
	Remarks     []Remark
}

// Outcomes lists what became of the rows that there is something to say about.
func (r *Report) Outcomes() []Outcome {
	return []Outcome{{"refused", "Refused 隔离", r.Quarantine}, {"repaired", "Repaired 修复", r.Repairs}, {"kept", "Kept, with a remark 采用并备注", r.Remarks}}
}

func areaText(m2 float64) string {
	if m2 == 0 {
		return ""
	}
	return strconv.FormatFloat(m2, 'f', 3, 64)
}

// readableRows bounds what the readable report lists of each outcome; quarantine.csv has every row.
const readableRows = 200

// Readable is the report as Markdown.
func (r *Report) Readable() string {
	var b strings.Builder
	row := func(cells ...string) {
		for i, c := range cells {
			cells[i] = strings.NewReplacer("|", "\\|", "\n", " ").Replace(c)
		}
		b.WriteString("| " + strings.Join(cells, " | ") + " |\n")
	}
	b.WriteString("# Ingest report 入库报告\n\n## Sources 来源\n\n")
	row("source 来源", "kind 种类", "CRS 坐标系", "encoding 编码", "read 读入", "kept 采用", "repaired 修复", "refused 隔离", "remarks 备注", "reasons 原因")
	row(slices.Repeat([]string{"---"}, 10)...)
	for _, s := range r.Sources {
		var reasons []string
		for _, k := range slices.Sorted(maps.Keys(s.Reasons)) {
			reasons = append(reasons, fmt.Sprintf("%s %d", k, s.Reasons[k]))
		}
		row(strings.TrimSpace(s.Path+" "+s.Layer), s.Kind, because(strings.TrimSpace(s.CRS+" "+s.Datum), s.CRSFrom), because(s.Encoding, s.EncodingFrom), fmt.Sprint(s.Read), fmt.Sprint(s.Kept),
			fmt.Sprint(s.Repaired), fmt.Sprint(s.Quarantined), fmt.Sprint(s.Remarked), strings.Join(slices.DeleteFunc(append(reasons, s.Note), func(r string) bool { return r == "" }), "; "))
	}
	b.WriteString("\n## Datums 基准\n\n")
	row("source 来源", "CRS 坐标系", "to CGCS2000 by 转换到 CGCS2000", "accuracy 精度")
	row(slices.Repeat([]string{"---"}, 4)...)
	for _, s := range r.Sources {
		if s.Operation != "" {
			row(strings.TrimSpace(s.Path+" "+s.Layer), s.CRS, s.Operation, s.accuracyText())
		}
	}
	if len(r.Notes) > 0 {
		b.WriteString("\n## Notes 注\n\n")
		for _, n := range r.Notes {
			b.WriteString("- " + n + "\n")
		}
	}
	for _, o := range r.Outcomes() {
		if len(o.Remarks) == 0 {
			continue
		}
		fmt.Fprintf(&b, "\n## %s: %d\n\n", o.title, len(o.Remarks))
		row("file 文件", "layer 图层", "row 行", "id", "reason 原因", "detail 说明")
		row(slices.Repeat([]string{"---"}, 6)...)
		for i, m := range o.Remarks {
			if i == readableRows {
				fmt.Fprintf(&b, "\n… %d more in %s 其余见该文件\n", len(o.Remarks)-i, QuarantineName)
				break
			}
			row(m.File, m.Layer, strconv.FormatInt(m.Row, 10), m.ID, string(m.Reason), m.Detail)
		}
	}
	return b.String()
}

// because puts who said so behind a value.
func because(value, from string) string {
	if value == "" || from == "" {
		return value
	}
	return value + " (" + from + ")"
}
