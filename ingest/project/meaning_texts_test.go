package project

import (
	"fmt"
	"slices"
	"strings"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

// plain is the least project file; most texts of [meanings] add to it.
const plain = "zones: [{path: z, level: village, code: c}]\ncells: [{path: c, id: i}]\n"

// meaning is a text that a county's officer may write, or somebody who wishes the program ill.
type meaning struct{ what, text string }

// entry is a text that adds keys to the one zone.
func entry(what, keys string) meaning {
	return meaning{what, "zones: [{path: z, level: village, code: c, " + keys + "}]\ncells: [{path: c, id: i}]\n"}
}

// extra is a text that adds lines to the least project file.
func extra(what, lines string) meaning { return meaning{what, plain + lines + "\n"} }

func scene(what, keys string) meaning {
	return extra(what, "scenes: [{path: t.tif, quantity: ndvi, date: 2026-08-01, "+keys+"}]")
}

func change(what, keys string) meaning {
	return extra(what, "rules: {change: [{name: r, quantity: ndvi, "+keys+"}]}")
}

// meanings lists the texts; testdata/meanings.txt says what each of them means.
func meanings() []meaning {
	return slices.Concat(documents(), texts(), numbers(), words(), dates(), collections(), anchors(), refusals(), bombs())
}

func documents() []meaning {
	inUTF16 := func(order unicode.Endianness) string {
		s, err := unicode.UTF16(order, unicode.UseBOM).NewEncoder().String("name: 安吉县\n" + plain)
		if err != nil {
			panic(err)
		}
		return s
	}
	gbk, err := simplifiedchinese.GBK.NewEncoder().String("name: 安吉县\n" + plain)
	if err != nil {
		panic(err)
	}
	return []meaning{
		{"the least", plain},
		{"empty", ""},
		{"blanks", " \n\n"},
		{"comments only", "# nothing\n# 无\n"},
		{"null", "null\n"},
		{"a tilde", "~\n"},
		{"a list", "- a\n"},
		{"a text", "安吉县\n"},
		{"a number", "5\n"},
		{"an empty mapping", "{}\n"},
		{"a document's marks", "---\n" + plain + "...\n"},
		{"a directive", "%YAML 1.2\n---\n" + plain},
		{"an older directive", "%YAML 1.1\n---\n" + plain},
		{"two documents", plain + "---\nname: b\n"},
		{"a broken second document", plain + "---\nname: [\n"},
		{"JSON", `{"zones": [{"path": "z", "level": "village", "code": "c"}], "cells": [{"path": "c", "id": "i"}], "name": "\u5b89\u5409"}`},
		{"JSON with tabs", "{\n\t\"zones\": [{\"path\": \"z\", \"level\": \"village\", \"code\": \"c\"}],\n\t\"cells\": [{\"path\": \"c\", \"id\": \"i\"}]\n}\n"},
		{"a byte order mark", "\ufeff" + plain},
		{"CR LF", strings.ReplaceAll("name: a\n# c\n"+plain, "\n", "\r\n")},
		{"CR", strings.ReplaceAll("name: a\n"+plain, "\n", "\r")},
		{"no last line end", strings.TrimSuffix(plain, "\n")},
		{"UTF-16, little end first", inUTF16(unicode.LittleEndian)},
		{"UTF-16, big end first", inUTF16(unicode.BigEndian)},
		{"GBK", gbk},
		{"no encoding", plain + "# \xff\xff\n"},
		{"a null character", plain + "name: a\x00b\n"},
		{"a control character", plain + "name: a\x01b\n"},
		{"a control character in a comment", plain + "# a\x1bb\n"},
		{"an emoji", plain + "name: 🌲林\n"},
		{"blocks", "zones:\n- path: z\n  level: village\n  code: c\ncells:\n  -\n    path: c\n    id: i\n"},
		{"deeper blocks", "zones:\n    -   path: z\n        level: village\n        code: c\ncells:\n    -   path: c\n        id: i\n"},
		{"comments everywhere", "# a\nzones: # b\n  # c\n  - path: z # d\n    # e\n    level: village\n    code: c#f\n# g\ncells: [{path: c, id: i}] # h\n#"},
		{"a flow over lines", "zones: [\n  {path: z,\n   level: village,\n   code: c},\n]\ncells: [{path: c, id: i,},]\n"},
		{"a flow at the margin", "zones: [\n{path: z, level: village, code: c}\n]\ncells: [{path: c, id: i}]\n"},
		{"quoted keys", "\"zones\": [{'path': z, \"level\": village, code: c}]\ncells: [{path: c, id: i}]\n"},
		{"explicit keys", "? zones\n: - {path: z, level: village, code: c}\n? cells\n: - {path: c, id: i}\n"},
		{"keys in quotes without a space", `{"zones":[{"path":"z","level":"village","code":"c"}],"cells":[{"path":"c","id":"i"}]}`},
		{"capital keys", strings.Replace(plain, "zones", "Zones", 1)},
		{"tagged", "!!map {zones: !!seq [{path: !!str z, level: village, code: c}], cells: [{path: c, id: i}]}\n"},
	}
}

func texts() []meaning {
	return []meaning{
		entry("no text", "encoding: "),
		entry("an empty text", `encoding: ""`),
		entry("null for a text", "encoding: null"),
		entry("a tilde for a text", "encoding: ~"),
		entry("Null", "encoding: Null"),
		entry("digits in quotes", `encoding: "936"`),
		entry("digits", "encoding: 936"),
		entry("digits with a zero before", "encoding: 0111"),
		entry("digits with zeros before, no octal", "encoding: 0089"),
		entry("octal of YAML 1.2", "encoding: 0o17"),
		entry("hexadecimal", "encoding: 0x1F"),
		entry("binary", "encoding: 0b11"),
		entry("underscored", "encoding: 1_000"),
		entry("a float", "encoding: 1.50"),
		entry("an exponent", "encoding: 1e3"),
		entry("a point before", "encoding: .5"),
		entry("a point behind", "encoding: 5."),
		entry("a sign", "encoding: +5"),
		entry("twelve digits", "encoding: 330523101201"),
		entry("thirty digits", "encoding: 330523101201330523101201330523"),
		entry("true for a text", "encoding: true"),
		entry("True for a text", "encoding: True"),
		entry("yes for a text", "encoding: yes"),
		entry("off for a text", "encoding: off"),
		entry("n for a text", "encoding: n"),
		entry("nan for a text", "encoding: .nan"),
		entry("inf for a text", "encoding: -.inf"),
		entry("a day for a text", "encoding: 2026-08-01"),
		entry("a moment for a text", "encoding: 2026-08-01 10:00:00"),
		entry("base sixty for a text", "encoding: 190:20:30"),
		entry("a time of day for a text", "encoding: 8:30"),
		entry("a version for a text", "encoding: 1.2.3"),
		entry("a colon", "crs: EPSG:4549"),
		entry("a Windows path", `layer: C:\data\界.shp`),
		entry("a Windows path in quotes", `layer: "C:\\data\\n"`),
		entry("a Windows path in quotes, not escaped", `layer: "C:\data\n"`),
		entry("a Windows path in single quotes", `layer: 'C:\data\n'`),
		entry("escapes", `layer: "\u754c\t\x41\"\e\N\0"`),
		entry("an escaped slash", `layer: "a\/b"`),
		entry("single quotes doubled", "layer: '界''s'"),
		entry("a hash", "layer: a#b"),
		entry("an at", "layer: @a"),
		entry("a percent", "layer: %a"),
		entry("a backquote", "layer: `a`"),
		entry("a star in a glob", "layer: '*.shp'"),
		entry("a bare star", "layer: *.shp"),
		entry("a dash", "layer: -a"),
		entry("a question mark", "layer: ?a"),
		entry("an exclamation mark", "layer: !a"),
		entry("an equals sign", "layer: ="),
		entry("a merge sign as a value", "layer: <<"),
		entry("spaces within", "layer: a  b   c"),
		entry("a full-width space", "layer: a　b"),
		entry("a condition", `where: "地类 = '0301' AND 面积 > 0"`),
		entry("a condition without quotes", "where: 地类 = '0301' AND 面积 > 0"),
		entry("a condition with a list", "where: 地类 IN ('0301', '0302')"),
		entry("a condition with a colon", "where: a = 'x: y'"),
		{"a condition in a block", "zones:\n  - path: z\n    level: village\n    code: c\n    where: >-\n      地类 = '0301'\n      AND a > 0\n    layer: |\n      x\n        y\n\n    encoding: |+\n      x\n\ncells: [{path: c, id: i}]\n"},
		{"a text over lines", "zones:\n  - path: z\n    level: village\n    code: c\n    where: 地类 = '0301'\n      AND a > 0\n    layer: \"x\n\n      y \\\n      z\"\n    encoding: 'x\n      y'\ncells: [{path: c, id: i}]\n"},
		{"a folded text with more indent", plain + "name: >\n  a\n   b\n\n  c\n"},
		{"a block with its indent", plain + "name: |2-\n    a\n   b\n"},
		extra("a name with a colon", "name: 安吉县: 试点"),
		extra("a name with a comma", "name: 安吉县, 试点"),
		extra("a name with a full-width colon", "name: 安吉县：试点"),
		extra("a name that ends in blanks", "name: 安吉县   "),
		extra("a name that ends in a tab", "name: 安吉县\t"),
		extra("a name with a tab before", "name:\t安吉县"),
		extra("a name with a tab within", "name: 安\t吉"),
		extra("a name with a comment", "name: 安吉县 # 试点"),
		extra("a name without a space", "name:安吉县"),
		extra("a list for a text", "name: [a]"),
		extra("a mapping for a text", "name: {a: b}"),
		extra("a text tagged as one", "name: !!str 5"),
		extra("binary data for a text", "name: !!binary 5a6J5ZCJ"),
		extra("bad binary data", "name: !!binary '***'"),
		extra("a tag of somebody's own", "name: !county 安吉"),
		extra("a number for a text, tagged", "name: !!int '5'"),
	}
}

func numbers() []meaning {
	return []meaning{
		scene("a band", "band: 2"),
		scene("a band in quotes", `band: "2"`),
		scene("no band", "band: "),
		scene("null for a band", "band: null"),
		scene("a float for a whole number", "band: 2.0"),
		scene("a fraction for a whole number", "band: 2.5"),
		scene("an exponent for a whole number", "band: 1e1"),
		scene("octal with a zero before", "band: 010"),
		scene("octal that is none", "band: 08"),
		scene("octal of YAML 1.2, as a number", "band: 0o10"),
		scene("hexadecimal as a number", "band: 0x10"),
		scene("binary as a number", "band: 0b10"),
		scene("underscored as a number", "band: 1_0"),
		scene("a plus sign", "band: +3"),
		scene("a minus sign", "band: -3"),
		scene("base sixty", "band: 1:30"),
		scene("true for a number", "band: true"),
		scene("a word for a number", "band: two"),
		scene("too large", "band: 99999999999999999999"),
		scene("a list for a number", "band: [1]"),
		scene("a scale and an offset", "scale: 0.0001, offset: -1e-3"),
		scene("a float without its zero", "scale: .5, offset: -.5"),
		scene("a float that ends in a point", "scale: 5."),
		scene("a whole number for a float", "scale: 10, offset: 0x10"),
		scene("octal for a float", "scale: 010"),
		scene("a float in quotes", `scale: "0.5"`),
		scene("a decimal comma", "scale: 0,5"),
		scene("an underscored float", "scale: 1_000.5"),
		scene("a percentage", "scale: 5%"),
		scene("too large a float", "scale: 1e999"),
		scene("too small a float", "scale: 1e-999"),
		scene("infinite", "scale: .inf"),
		scene("not a number", "scale: .NaN"),
		scene("inf without its point", "scale: inf"),
		scene("nan without its point", "scale: nan"),
		scene("nodata is not a number", "nodata: .nan"),
		scene("nodata is infinite", "nodata: -.inf"),
		scene("nodata is null", "nodata: null"),
		scene("nodata is left open", "nodata: "),
		scene("nodata is zero", "nodata: 0"),
		scene("nodata is negative", "nodata: -9999, valid_min: -2000, valid_max: 10000"),
		scene("a large nodata", "nodata: -3.4028234663852886e+38"),
		scene("classes", "kind: class, classes: [1, 0x2, 03]"),
		scene("classes with a fraction", "kind: class, classes: [1.5]"),
		scene("classes of one", "kind: class, classes: 1"),
		scene("classes with null", "kind: class, classes: [1, null]"),
		scene("quality", "quality: {band: 3, mask: 0x0C, good: [0, 4]}"),
		scene("quality below zero", "quality: {band: 3, mask: -1, good: [0]}"),
		scene("quality too large", "quality: {band: 3, mask: 4294967296, good: [0]}"),
		scene("quality is null", "quality: null"),
		scene("quality in binary", "quality: {band: 3, mask: 0b1100, good: [0b100]}"),
		change("a rule", "drop: 0.2"),
		change("a rule's zeros", "drop: 0.2, min_area_mu: 0, min_valid_share: 0"),
		change("a rule's open keys", "drop: 0.2, min_area_mu: , connectivity: , compare: "),
		change("a rule's nulls", "drop: 0.2, min_area_mu: null, connectivity: ~"),
		change("a rule of the season", "drop: 0.2, compare: same_season"),
		change("a rule of a baseline", "zscore: 2, compare: baseline, min_scenes: 4"),
		change("a rule of classes", "from: [1, 2], to: any"),
		change("a rule of classes in quotes", "from: ['1'], to: any"),
		change("a rule of classes with fractions", "from: [1.5], to: any"),
		change("a rule of whole floats", "from: [1.0, 0x2], to: any"),
		change("a rule of no classes", "from: [], to: any"),
		change("a rule of one class", "from: 1, to: any"),
		change("a rule of a word", "from: all, to: any"),
		change("a rule of classes left open", "from: , to: any"),
		change("quantiles", "drop: 0.2, quantiles: [0.1, .5, 1]"),
		extra("limits", "rules: {quarantine_limit: 1, shrink_limit: 0, stated_area_limit: 5e-2}"),
		extra("a limit that is the default", "rules: {shrink_limit: 0.2}"),
		extra("a limit that is null", "rules: {shrink_limit: null, quarantine_limit: null}"),
	}
}

func words() []meaning {
	var out []meaning
	for _, w := range []string{"true", "True", "TRUE", "false", "yes", "Yes", "no", "on", "off", "y", "n", "1", "0", `"true"`, `"yes"`, "", "null", "是", "tRue"} {
		out = append(out, entry("a switch: "+w, "dissolve: "+w))
	}
	return append(out,
		entry("accept-ballpark", "datum_shift: accept-ballpark"),
		entry("another word for a shift", "datum_shift: yes"),
		entry("a shift", "datum_shift: {dx: 1.5, dy: -2, dz: 3}"),
		entry("a shift that turns", "datum_shift: {dx: 1, rx: 0.5, convention: coordinate_frame, accuracy_m: 0.2}"),
		entry("a shift without its convention", "datum_shift: {dx: 1, rx: 0.5}"),
		entry("a grid", "datum_shift: {grid: 网格.gsb}"),
		entry("a grid and parameters", "datum_shift: {grid: a.gsb, dx: 1}"),
		entry("an unknown key of a shift", "datum_shift: {dxx: 1}"),
		entry("a list for a shift", "datum_shift: [1, 2]"),
		entry("a word for a shift's number", "datum_shift: {dx: one}"),
		entry("a shift of nothing", "datum_shift: {}"),
		entry("null for a shift", "datum_shift: null"),
		entry("no shift", "datum_shift: "),
		entry("a shift that is not a number", "datum_shift: {dx: .nan}"),
		entry("the same parameter twice", "datum_shift: {dx: 1, dx: 2}"),
	)
}

func dates() []meaning {
	var out []meaning
	for _, d := range []string{"2026-08-01", `"2026-08-01"`, "'2026-8-1'", "2026-8-1", "2026/08/01", "2026.8.1", "20260801", "2026年8月1日", "2026-08-01T00:00:00Z", "2026-08-01 10:00:00", "2026-08-01T16:00:00Z", "2026-08-01 16:00:00 +08:00", "2026-08", "2026", "2026-02-30", "", "null", "~", `""`, "01-08-2026", "1970-01-01", "today", "0o3646601", "[2026-08-01]", "!!timestamp 2026-08-01", "!!str 2026-08-01"} {
		out = append(out, extra("a day: "+d, "date: "+d))
	}
	return append(out,
		extra("a zone of time", "timezone: America/Sao_Paulo"),
		extra("the zone of time that is the default", "timezone: Asia/Shanghai"),
		extra("no zone of time", "timezone: "),
	)
}

func collections() []meaning {
	return []meaning{
		extra("class codes in quotes", `rules: {coverage: {forest_classes: ["0111", "0112"]}}`),
		extra("class codes", "rules: {coverage: {forest_classes: [0111, 0112, 0, 00, 1.10, 0x1, true, null, ~, 2026-01-01, 1e2, no]}}"),
		extra("class codes in a block", "rules:\n  coverage:\n    forest_classes:\n    - 0111\n    -   0301\n    - '03'\n    -\n"),
		extra("one class code", "rules: {coverage: {forest_classes: 0111}}"),
		extra("no class codes", "rules: {coverage: {forest_classes: }}"),
		extra("an empty list of class codes", "rules: {coverage: {forest_classes: []}}"),
		extra("class codes in full-width quotes", "rules: {coverage: {forest_classes: [“0111”]}}"),
		extra("class codes with full-width commas", "rules: {coverage: {forest_classes: [0111，0112]}}"),
		extra("class codes with an enumeration comma", "rules: {coverage: {forest_classes: [0111、0112]}}"),
		extra("a list in a list", "rules: {coverage: {forest_classes: [[a]]}}"),
		extra("missing zones", "rules: {missing_zones: [330523101201, 0330523101201, '330523101202']}"),
		extra("columns", "registry: {chiefs: {path: 林长.csv, columns: {zone: 责任区代码, name: 姓名, \"电 话\": 手机, 职务: 0111}}}"),
		extra("columns by numbers", "registry: {chiefs: {path: a.csv, columns: {1: a, 2: 3, true: yes, null: x, 01: y, 2026-01-01: z, 1.50: w}}}"),
		extra("columns in a block", "registry:\n  chiefs:\n    path: a.csv\n    sheet: 1\n    columns:\n      zone: 区\n      name:\n"),
		extra("no columns", "registry: {chiefs: {path: a.csv, columns: }}"),
		extra("empty columns", "registry: {chiefs: {path: a.csv, columns: {}}}"),
		extra("columns twice", "registry: {chiefs: {path: a.csv, columns: {name: a, name: b}}}"),
		extra("columns twice in two spellings", `registry: {chiefs: {path: a.csv, columns: {name: a, "name": b}}}`),
		extra("a list for columns", "registry: {chiefs: {path: a.csv, columns: [a, b]}}"),
		extra("a list as a key", "registry: {chiefs: {path: a.csv, columns: {[a, b]: c}}}"),
		extra("a mapping as a key", "registry: {chiefs: {path: a.csv, columns: {{a: b}: c}}}"),
		extra("columns without values", "registry: {chiefs: {path: a.csv, columns: {name, zone}}}"),
		extra("no registry", "registry:"),
		extra("a list for the registry", "registry: []"),
		extra("limits by category", "rules: {triage: {flags: [{name: f, limits_mu: {公益林: 5, 商品林: 1e1}, severity: severe, source: '法释〔2023〕8号'}]}}"),
		extra("limits by category in words", "rules: {triage: {flags: [{name: f, limits_mu: {公益林: five}, severity: severe}]}}"),
		extra("days by severity", "rules: {triage: {due_days: {severe: 3}}}"),
		extra("days by another severity", "rules: {triage: {due_days: {worst: 3}}}"),
		extra("no days by severity", "rules: {triage: {due_days: {}}}"),
		extra("null days by severity", "rules: {triage: {due_days: null}}"),
		extra("null for one severity", "rules: {triage: {due_days: {severe: null}}}"),
		extra("no flags", "rules: {triage: {flags: []}}"),
		extra("null flags", "rules: {triage: {flags: null}}"),
		extra("no rules", "rules:"),
		extra("null rules", "rules: null"),
		extra("empty rules", "rules: {}"),
		extra("one weight", "rules: {coverage: {score: {days_open: 0}}}"),
		extra("a null score", "rules: {coverage: {score: null}}"),
		extra("a null weight", "rules: {coverage: {score: {days_open: null, protective: null}}}"),
		extra("no protective", "rules: {coverage: {score: {protective: []}}}"),
		extra("no parcels", "parcels: []"),
		extra("null parcels", "parcels: null"),
		extra("a null parcel", "parcels: [null]"),
		extra("null rules of change", "rules: {change: [null]}"),
		extra("a mapping for a list", "parcels: {path: p, id: i}"),
		extra("a text for a mapping", "parcels: [p.shp]"),
		extra("a block without a dash", "parcels:\n  path: p\n  id: i"),
		extra("inline by its name", "parcels: [{source: {path: p}, id: i}]"),
		extra("parcels", "parcels: [{path: 小班.shp, id: 小班号, class: 地类, category: 林种, stated_area: 面积, stated_unit: mu}]"),
	}
}

func anchors() []meaning {
	return []meaning{
		extra("an alias of a text", "name: &n 安吉\nstore: *n"),
		{"an alias of an entry", "zones: [&z {path: z, level: village, code: c}, *z]\ncells: [{path: c, id: i}]\n"},
		{"an alias of a list", "zones: &z [{path: z, level: village, code: c}]\ncells: [{path: c, id: i}]\nparcels: *z\n"},
		{"a merge", "zones:\n  - &z {path: z, level: village, code: c, encoding: GBK}\n  - {<<: *z, path: y}\n  - {path: x, <<: *z}\ncells: [{path: c, id: i}]\n"},
		{"a merge of a list", "zones:\n  - &z {path: z, level: village, code: c, encoding: GBK}\n  - &y {path: y, encoding: UTF-8, crs: EPSG:4490}\n  - {<<: [*y, *z]}\ncells: [{path: c, id: i}]\n"},
		{"a merge of a literal", "zones: [{<<: {path: z, level: village}, code: c}]\ncells: [{path: c, id: i}]\n"},
		{"a merge of a text", "zones: [{<<: a, path: z, level: village, code: c}]\ncells: [{path: c, id: i}]\n"},
		{"a merge of null", "zones: [{<<: , path: z, level: village, code: c}]\ncells: [{path: c, id: i}]\n"},
		{"two merges", "zones:\n  - &z {path: z, level: village, code: c, encoding: GBK}\n  - {<<: *z, <<: {path: y}}\ncells: [{path: c, id: i}]\n"},
		{"a merge in quotes", "zones:\n  - &z {path: z, level: village, code: c}\n  - {\"<<\": *z}\ncells: [{path: c, id: i}]\n"},
		{"a merge with an unknown key", "zones: [{<<: {colour: red}, path: z, level: village, code: c}]\ncells: [{path: c, id: i}]\n"},
		{"a merge into columns", plain + "registry:\n  chiefs: &t {path: a.csv, columns: &c {name: 姓名}}\n  rangers: {<<: *t, path: b.csv, columns: {<<: *c, zone: 区}}\n"},
		{"a merge into rules", plain + "rules:\n  change:\n    - &r {name: a, quantity: ndvi, drop: 0.2, min_area_mu: 0, connectivity: 4}\n    - {<<: *r, name: b}\n    - {<<: *r, name: c, min_area_mu: 2}\n"},
		{"a rule by an alias", plain + "rules: {change: &all [{name: a, quantity: ndvi, drop: 0.2, min_area_mu: 0}]}\n"},
		{"all rules by an alias", "rules: &r {change: [{name: a, quantity: ndvi, drop: 0.2, min_area_mu: 0}]}\n" + plain},
		{"an anchor under a key of its own", "x-defaults: &d {encoding: GBK}\n" + plain},
		{"a list as a key beside a merge", "zones: [{<<: {path: z}, [a]: b}]\n"},
		{"a mapping as a key beside a merge", plain + "registry: {chiefs: {path: a, columns: {<<: {a: b}, {x: x}: y}}}\n"},
		{"an alias of a list as a key beside a merge", "zones: [{path: &l [a], <<: {level: village}, *l : b}]\n"},
		extra("an alias of nothing", "name: *nobody"),
		extra("an anchor twice", "name: &a x\nstore: &a y\ncrs: *a"),
		extra("an anchor behind its alias", "name: *a\nstore: &a y"),
		extra("an anchor on nothing", "name: &a"),
		extra("an anchor on a key", "&a name: x\nstore: *a"),
		extra("an alias as a key", "name: &a store\n*a : y"),
		extra("an anchor with a Chinese name", "name: &甲 x\nstore: *甲"),
		{"a list in itself", "zones: &a [*a]\n"},
		{"a mapping in itself", "zones: [&a {path: z, level: village, code: c, datum_shift: *a}]\ncells: [{path: c, id: i}]\n"},
		{"a merge of itself", "zones: [&a {<<: *a, path: z, level: village, code: c}]\ncells: [{path: c, id: i}]\n"},
		{"two in each other", "zones: [&a {datum_shift: &b {grid: *a}}, *b]\n"},
		extra("a date by an alias", "name: &d 2026-08-01\ndate: *d"),
		extra("a number in full-width quotes by an alias", "registry: {chiefs: {path: &q “a”, sheet: *q}}"),
		scene("infinite by an alias", "nodata: &i .inf, scale: *i"),
		scene("a merge of an infinite number", "<<: {scale: .inf}"),
		change("classes by an alias", "from: &c [1], to: *c"),
	}
}

func refusals() []meaning {
	return []meaning{
		extra("an unknown key", "nmae: a"),
		extra("an unknown key in Chinese", "名称: a"),
		entry("an unknown key of a zone", "levle: x"),
		scene("an unknown key of a scene", "bandd: 1"),
		change("an unknown key of a rule", "drp: 0.2"),
		extra("an unknown key of the registry", "registry: {chief: {path: a}}"),
		extra("an unknown key of a table", "registry: {chiefs: {pth: a}}"),
		scene("an unknown key of a quality", "quality: {bnd: 1}"),
		extra("two unknown keys", "nmae: a\nstroe: b"),
		extra("a key twice", "name: a\nname: b"),
		extra("a key twice in quotes", "name: a\n\"name\": b"),
		extra("a list twice", "zones: [{path: y, level: village, code: c}]"),
		entry("a key of an entry twice", "path: y"),
		extra("a number as a key", "5: a"),
		extra("null as a key", "null: a"),
		extra("an empty key", ": a"),
		{"tabs for indents", "zones:\n\t- {path: z, level: village, code: c}\ncells: [{path: c, id: i}]\n"},
		{"tabs for the second indent", "zones:\n  - path: z\n\tlevel: village\n"},
		{"a tab behind a dash", "zones:\n-\t{path: z, level: village, code: c}\ncells: [{path: c, id: i}]\n"},
		{"a wrong indent", "zones:\n  - path: z\n   level: village\n"},
		{"a key less far in", "zones:\n    - path: z\n  level: village\n"},
		{"a colon without a space", "zones:\n  - path:z\n    level: village\n"},
		{"a list that does not end", plain + "parcels: ["},
		{"a mapping that does not end", plain + "registry: {"},
		{"a quote that does not end", plain + "name: \"a\n"},
		{"a single quote that does not end", plain + "name: 'a\n"},
		{"a bracket too many", plain + "parcels: []]\n"},
		{"text behind a quote", plain + "name: \"a\" b\n"},
		{"two values", plain + "name: a: b\n"},
		{"no comma", "zones: [{path: z level: village}]\n"},
		{"an unknown escape", plain + "name: \"\\d\"\n"},
		{"an unknown directive", "%FOO\n---\n" + plain},
		{"YAML 3", "%YAML 3.0\n---\n" + plain},
		{"several faults", "zones: [{path: [z], level: village, code: c}]\ncells: [{path: c, id: i}]\nscenes: [{band: x}]\ndate: tomorrow\n"},
		{"full-width colon", strings.Replace(plain, "cells:", "cells：", 1)},
		{"full-width commas", strings.ReplaceAll(plain, ", ", "，")},
		{"full-width braces", strings.ReplaceAll(plain, "{", "｛")},
		{"a full-width dash", "zones:\n  － path: z\n"},
	}
}

// bombs are short texts that stand for very much, or for very deep, data.
func bombs() []meaning {
	list, mapping, merge := "parcels:\n", "registry:\n", ""
	list += "  - &a0 {path: p, id: i}\n"
	names := "rules: {coverage: {forest_classes: &a0 [x, x, x, x, x, x, x, x, x, x]}, "
	for i := 1; i < 10; i++ {
		ten := strings.Repeat(fmt.Sprintf("*a%d, ", i-1), 10)
		names += fmt.Sprintf("k%d: &a%d [%s], ", i, i, ten)
		merge += fmt.Sprintf("  - &m%d {<<: [%s]}\n", i, strings.Repeat(fmt.Sprintf("*m%d, ", i-1), 10))
	}
	shares := "rules: {change: [{name: r, quantity: q, drop: 1, quantiles: &q [" + strings.Repeat("0.5, ", 2000) + "]}, " +
		strings.Repeat("{name: r, quantity: q, drop: 1, quantiles: *q}, ", 2000) + "]}"
	mapping += "  chiefs: {path: a.csv, columns: &c {" + strings.Join(many("k%d: v", 500), ", ") + "}}\n  rangers: {path: b.csv, columns: {<<: [" + strings.Repeat("*c, ", 1000) + "]}}\n"
	return []meaning{
		extra("a bomb of unknown keys", names+"}"),
		extra("a bomb of lists of lists", "rules: {coverage: {forest_classes: [&a [x, x], &b [*a, *a], &c [*b, *b], &d [*c, *c]]}}"),
		extra("a bomb of merges", "parcels:\n  - &m0 {path: p, id: i}\n"+merge),
		extra("a bomb of wide lists", shares),
		extra("a bomb of wide mappings", mapping),
		extra("a thousand entries by an alias", list+strings.Repeat("  - *a0\n", 1000)),
		extra("three thousand long entries by an alias", "parcels:\n  - &a0 {path: p, id: i, class: a, category: b, stated_area: c, stated_unit: mu, crs: d}\n"+strings.Repeat("  - *a0\n", 3000)),
		extra("deep lists", "parcels: "+strings.Repeat("[", 20000)),
		extra("deep closed lists", "parcels: "+strings.Repeat("[", 9000)+strings.Repeat("]", 9000)),
		extra("deep mappings", "parcels: "+strings.Repeat("{a: ", 20000)),
		extra("deep blocks", "parcels:\n"+strings.Repeat("- ", 20000)+"a"),
		extra("deep explicit keys", strings.Repeat("? ", 20000)+"a"),
		extra("deep aliases", "name: &a0 x\nparcels: ["+strings.Join(many("&b%d [*a0]", 3000), ", ")+"]"),
		extra("a long text", "name: "+strings.Repeat("林", 300_000)),
		extra("a long key", strings.Repeat("k", 2000)+": a"),
		extra("a long line in quotes", `name: "`+strings.Repeat("a ", 200_000)+`"`),
		extra("many comments", strings.Repeat("# c\n", 50_000)),
		extra("many unknown keys", strings.Join(many("k%d: v", 3000), "\n")),
	}
}

func many(format string, n int) (out []string) {
	for i := range n {
		out = append(out, fmt.Sprintf(format, i))
	}
	return out
}
