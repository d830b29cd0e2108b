package infer

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/spatial/gdal"
)

// Words that field and layer names go by, lower case, best first.
var (
	codeWords     = []string{"code", "adcode", "dtadcode", "xzqdm", "zldwdm", "dm", "代码", "编码", "行政区代码"}
	nameWords     = []string{"name", "dtname", "xzqmc", "zldwmc", "mc", "名称", "行政区名称"}
	parentWords   = []string{"parent", "ctadcode", "pcode", "parent_code", "上级代码", "上级"}
	idWords       = []string{"gid", "pid", "id", "cell_id", "fid", "wgbh", "xbh", "bsm", "编号", "网格编号", "小班号", "objectid"}
	rangerWords   = []string{"ranger", "hly", "护林员"}
	fromWords     = []string{"valid_from", "from", "start", "begin", "起始日期", "生效日期"}
	toWords       = []string{"valid_to", "to", "end", "终止日期", "失效日期"}
	classWords    = []string{"di_lei", "dilei", "dlbm", "class", "地类", "species"}
	categoryWords = []string{"sen_lin_lb", "senlinlb", "category", "森林类别", "林种"}
	statedWords   = []string{"mian_ji", "mianji", "area_ha", "xbmj", "面积"}
	levelWords    = map[snapshot.Level][]string{
		snapshot.Province: {"province", "省"}, snapshot.City: {"cities", "city", "市"}, snapshot.County: {"counties", "county", "district", "县", "区县"},
		snapshot.Township: {"township", "town", "street", "乡", "镇"}, snapshot.Village: {"village", "村"},
	}
	cellWords   = []string{"cell", "grid", "网格", "wangge"}
	parcelWords = []string{"parcel", "stand", "xiaoban", "小班", "图斑", "inventory"}
)

// understand decides what a layer is from its name, its fields and some of its rows.
func (l *foundLayer) understand(info gdal.LayerInfo, rows [][]string) {
	label := strings.ToLower(l.path + " " + l.layer)
	pick := func(words []string) guess { return pickField(info, words) }
	if !info.HasCRS {
		l.crs = guess{"EPSG:4490", "the file has no CRS"}
		if !info.Extent.Empty() && (info.Extent.MaxX > 180 || info.Extent.MaxY > 90) {
			l.crs.value = "EPSG:4549"
		}
	}
	for _, r := range rows {
		for _, v := range r {
			if !utf8.ValidString(v) {
				l.encoding = guess{"GBK", "the table's text is not UTF-8"}
			}
		}
	}
	l.class, l.category, l.stated, l.ranger = pick(classWords), pick(categoryWords), pick(statedWords), pick(rangerWords)
	hasWord := func(words []string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(label, w) })
	}
	l.code = pick(codeWords)
	if l.code.value != "" && !allDigits(column(info, rows, l.code.value)) {
		l.code.doubt = "its values are not all digits"
	}
	switch {
	case hasWord(cellWords) || l.ranger.value != "" && l.code.value == "":
		l.kind = "cells"
		if !hasWord(cellWords) {
			l.doubt = "taken for cells because of a field for rangers"
		}
		l.code = idField(info, rows, pick(idWords))
		l.from, l.to = pick(fromWords), pick(toWords)
	case hasWord(parcelWords) || l.class.value != "" && l.code.value == "":
		l.kind = "parcels"
		if !hasWord(parcelWords) {
			l.doubt = "taken for parcels because of a field for land class"
		}
		l.code = idField(info, rows, pick(idWords))
	case l.code.value != "":
		l.kind = "zones"
		l.name, l.parent = pick(nameWords), pick(parentWords)
		l.level = levelOf(label, column(info, rows, l.code.value))
	default:
		l.doubt = "neither its name nor its fields tell what it is"
	}
}

// pickField is the first of the words that a field is called; a field that only contains a word is a doubtful one.
func pickField(info gdal.LayerInfo, words []string) guess {
	for _, w := range words {
		for _, f := range info.Fields {
			if strings.ToLower(f.Name) == w {
				return guess{value: f.Name}
			}
		}
	}
	for _, w := range words {
		for _, f := range info.Fields {
			if len(w) > 2 && strings.Contains(strings.ToLower(f.Name), w) {
				return guess{f.Name, fmt.Sprintf("the name only resembles %q", w)}
			}
		}
	}
	return guess{}
}

// idField falls back to the first field whose values differ in all rows looked at.
func idField(info gdal.LayerInfo, rows [][]string, g guess) guess {
	if g.value != "" {
		return g
	}
	for _, f := range info.Fields {
		seen := map[string]bool{}
		for _, v := range column(info, rows, f.Name) {
			seen[v] = true
		}
		if len(rows) > 1 && len(seen) == len(rows) {
			return guess{f.Name, "no field is called an id; this one's values all differ"}
		}
	}
	if len(info.Fields) > 0 {
		return guess{info.Fields[0].Name, "no field looks like an id"}
	}
	return guess{"id", "the layer has no fields"}
}

func column(info gdal.LayerInfo, rows [][]string, name string) []string {
	at := slices.IndexFunc(info.Fields, func(f gdal.Field) bool { return f.Name == name })
	var out []string
	for _, r := range rows {
		if at >= 0 {
			out = append(out, r[at])
		}
	}
	return out
}

func allDigits(values []string) bool {
	return len(values) > 0 && !slices.ContainsFunc(values, func(v string) bool { return !digitsOnly.MatchString(v) })
}

// levelOf reads the level off the layer's name, else off the codes' length: 6, 9 or 12 digits.
func levelOf(label string, codes []string) guess {
	for _, l := range snapshot.Levels {
		for _, w := range levelWords[l] {
			if strings.Contains(label, w) {
				return guess{value: string(l)}
			}
		}
	}
	finest := snapshot.Level("")
	for _, c := range codes {
		l, ok := levelOfCode(c)
		if !ok {
			return guess{string(snapshot.County), "nothing tells the level"}
		}
		if finest == "" || l.Rank() > finest.Rank() {
			finest = l
		}
	}
	if finest != "" {
		return guess{string(finest), fmt.Sprintf("read off codes such as %s", codes[0])}
	}
	return guess{string(snapshot.County), "nothing tells the level"}
}
