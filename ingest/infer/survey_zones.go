package infer

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/ingest/source"
	"github.com/qingshan-gis/qingshan/spatial/gdal"
)

// Field names under which layers state a zone's level, lower case.
var levelFields = []string{"level", "admin_level", "zone_level", "jb", "xzjb", "级别", "行政级别", "层级"}

// levelValues are how levels are written in such a field, lower case.
var levelValues = map[string]snapshot.Level{
	"province": snapshot.Province, "省": snapshot.Province, "省级": snapshot.Province,
	"city": snapshot.City, "prefecture": snapshot.City, "市": snapshot.City, "市级": snapshot.City, "地级": snapshot.City, "地市级": snapshot.City,
	"county": snapshot.County, "district": snapshot.County, "县": snapshot.County, "县级": snapshot.County, "区县": snapshot.County, "区县级": snapshot.County,
	"township": snapshot.Township, "town": snapshot.Township, "乡": snapshot.Township, "镇": snapshot.Township, "乡级": snapshot.Township, "乡镇": snapshot.Township, "乡镇级": snapshot.Township, "街道": snapshot.Township,
	"village": snapshot.Village, "村": snapshot.Village, "村级": snapshot.Village, "社区": snapshot.Village,
}

// zoneTableRows bounds how many rows of a zone layer are looked at: a province has some 30,000 villages.
const zoneTableRows = 50_000

// zoneTable is the attributes of one level's zones in a layer.
type zoneTable struct {
	foundLayer
	info gdal.LayerInfo
	rows [][]string
}

func (z *zoneTable) column(name string) []string { return column(z.info, z.rows, name) }

// relateZones looks at all rows of the layers that were taken for zones, since only these show which codes are unique, which levels
// a layer holds, and which field names the zone above. A layer of several levels becomes an entry for each.
func (s *survey) relateZones(ctx context.Context, dir string) {
	var zones []*zoneTable
	var rest []foundLayer
	for _, l := range s.layers {
		if l.kind != "zones" {
			rest = append(rest, l)
			continue
		}
		zones = append(zones, readZones(ctx, dir, l).byLevel()...)
	}
	slices.SortStableFunc(zones, func(a, b *zoneTable) int { return rankOf(a) - rankOf(b) })
	for i, z := range zones {
		z.findCode()
		z.findParent(zones[:i])
		z.sharedCodes(zones[:i])
	}
	s.layers = rest
	for _, z := range zones {
		s.layers = append(s.layers, z.foundLayer)
	}
}

func rankOf(z *zoneTable) int { return snapshot.Level(z.level.value).Rank() }

func readZones(ctx context.Context, dir string, l foundLayer) *zoneTable {
	z := &zoneTable{foundLayer: l}
	_ = gdal.ReadLayer(ctx, filepath.Join(dir, l.path), l.layer, gdal.Options{Encoding: l.encoding.value}, func(info gdal.LayerInfo, rec gdal.Record) error {
		z.info = info
		row := make([]string, len(rec.Values))
		for i, v := range rec.Values {
			row[i] = strings.TrimSpace(source.ValueText(v, snapshot.China()))
		}
		if z.rows = append(z.rows, row); len(z.rows) == zoneTableRows {
			return errEnough
		}
		return nil
	})
	return z
}

// byLevel splits a layer by a field that states levels; a layer without one stays whole.
func (z *zoneTable) byLevel() []*zoneTable {
	field := pickField(z.info, levelFields)
	if field.value == "" || field.doubt != "" || len(z.rows) == 0 {
		return z.byCode()
	}
	at := slices.IndexFunc(z.info.Fields, func(f gdal.Field) bool { return f.Name == field.value })
	rows := map[string][][]string{} // by the value as it stands
	for _, r := range z.rows {
		if _, known := levelValues[strings.ToLower(r[at])]; !known {
			return []*zoneTable{z}
		}
		rows[r[at]] = append(rows[r[at]], r)
	}
	var out []*zoneTable
	for value, some := range rows {
		one := *z
		one.rows, one.level = some, guess{value: string(levelValues[strings.ToLower(value)])}
		if len(rows) > 1 {
			one.where = guess{value: fmt.Sprintf(`"%s" = '%s'`, field.value, strings.ReplaceAll(value, "'", "''"))}
		}
		out = append(out, &one)
	}
	slices.SortFunc(out, func(a, b *zoneTable) int { return strings.Compare(a.where.value, b.where.value) })
	return out
}

// byCode splits a layer by the levels of its codes, where its name tells none.
func (z *zoneTable) byCode() []*zoneTable {
	at := slices.IndexFunc(z.info.Fields, func(f gdal.Field) bool { return f.Name == z.code.value && f.Type == gdal.String })
	if at < 0 || z.level.doubt == "" {
		return []*zoneTable{z}
	}
	rows := map[snapshot.Level][][]string{}
	for _, r := range z.rows {
		level, ok := levelOfCode(r[at])
		if !ok || len(r[at]) != len(z.rows[0][at]) {
			return []*zoneTable{z}
		}
		rows[level] = append(rows[level], r)
	}
	if len(rows) < 2 {
		return []*zoneTable{z}
	}
	var out []*zoneTable
	coarser := ""
	for i, level := range snapshot.Levels {
		significant := min(significantDigits[i], len(z.rows[0][at]))
		pattern := fmt.Sprintf(`"%s" LIKE '%s%s'`, z.code.value, strings.Repeat("_", significant), strings.Repeat("0", len(z.rows[0][at])-significant))
		if some := rows[level]; len(some) > 0 {
			one := *z
			one.rows, one.level, one.where = some, guess{value: string(level)}, guess{value: pattern + coarser}
			out = append(out, &one)
		}
		coarser = fmt.Sprintf(" AND NOT %s", pattern)
	}
	return out
}

// findCode keeps the guessed code if it is there once for every zone, else takes the field of codes that is; where none is, rows of one
// code are parts of one zone.
func (z *zoneTable) findCode() {
	if len(z.rows) == 0 || z.code.value != "" && unique(z.column(z.code.value)) {
		return
	}
	for _, f := range z.info.Fields {
		if values := z.column(f.Name); f.Name != z.code.value && allDigits(values) && unique(values) && sameLength(values) {
			z.code = guess{f.Name, fmt.Sprintf("%s is not there once for every row, this field is", z.code.value)}
			return
		}
	}
	if z.code.value != "" {
		z.dissolve = guess{"true", fmt.Sprintf("several rows have one %s: they are united", z.code.value)}
	}
}

// findParent takes the field whose values are codes of coarser zones, of the nearest level that has one.
func (z *zoneTable) findParent(coarser []*zoneTable) {
	if len(coarser) == 0 || len(z.rows) == 0 || rankOf(coarser[0]) == rankOf(z) {
		return
	}
	for i := len(coarser) - 1; i >= 0; i-- {
		if rankOf(coarser[i]) == rankOf(z) {
			continue
		}
		codes := map[string]bool{}
		for _, c := range coarser { // of all files of that level
			if rankOf(c) == rankOf(coarser[i]) {
				for _, code := range c.column(c.code.value) {
					codes[code] = true
				}
			}
		}
		fields := z.info.Fields
		if z.parent.value != "" { // the one that is called so comes first
			fields = append([]gdal.Field{{Name: z.parent.value}}, fields...)
		}
		for _, f := range fields {
			if f.Name != z.code.value && within(z.column(f.Name), codes) {
				z.parent = guess{value: f.Name}
				return
			}
		}
	}
	if z.parent.value == "" {
		z.doubt = joinDoubts(z.doubt, fmt.Sprintf("no field holds the code of the %s above; add one and name it with `parent:`", coarser[0].level.value))
	} else {
		z.parent.doubt = joinDoubts(z.parent.doubt, "its values are not all codes of the zones above")
	}
}

// sharedCodes says where codes of a layer are also those of another one: a code stands for one zone.
func (z *zoneTable) sharedCodes(others []*zoneTable) {
	mine := map[string]bool{}
	for _, c := range z.column(z.code.value) {
		mine[c] = true
	}
	for _, o := range others {
		n := 0
		for _, c := range o.column(o.code.value) {
			if mine[c] {
				n++
				delete(mine, c)
			}
		}
		switch {
		case n == 0:
		case rankOf(o) == rankOf(z) && o.path != z.path:
			z.dissolve, o.dissolve = guess{value: "true"}, guess{value: "true"}
			z.doubt = joinDoubts(z.doubt, fmt.Sprintf("%d of its codes are also in %s: parts of one zone are united; leave out one file if both hold the same", n, o.path))
		default:
			z.doubt = joinDoubts(z.doubt, fmt.Sprintf("%d of its codes are also in %s, as %s; a code stands for one zone", n, o.path, o.level.value))
		}
	}
}

func joinDoubts(a, b string) string {
	if a == "" {
		return b
	}
	return a + "; " + b
}

func unique(values []string) bool {
	seen := map[string]bool{}
	for _, v := range values {
		if v == "" || seen[v] {
			return false
		}
		seen[v] = true
	}
	return len(values) > 0
}

func sameLength(values []string) bool {
	return !slices.ContainsFunc(values, func(v string) bool { return len(v) != len(values[0]) })
}

// within tells whether all values are of a set, and not all of them empty.
func within(values []string, set map[string]bool) bool {
	some := false
	for _, v := range values {
		if v != "" && !set[v] {
			return false
		}
		some = some || v != ""
	}
	return some
}
