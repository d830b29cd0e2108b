package project

import (
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

const soundYAML = `# 县，乡：“说明”
name: 安吉县，试点：“青山”
zones: [{path: "县：界.shp", level: county, code: 代码}] # 注：此行
cells:
  - {path: 网格.shp, id: 编号}
rules: {coverage: {forest_classes: ["0111", "0112"]}}
`

// TestFullWidthPunctuation: each slip of a Chinese keyboard is named with its line; the same characters in texts are fine.
func TestFullWidthPunctuation(t *testing.T) {
	if _, err := Parse("q.yaml", []byte(soundYAML)); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ old, new, says string }{
		{"cells:", "cells：", `line 4: "：" is full-width`},
		{"level: county", "level：county", `line 3: "：" is full-width`},
		{".shp, id", ".shp，id", `line 5: "，" is full-width`},
		{"{path: 网格.shp, id: 编号}", "｛path: 网格.shp, id: 编号｝", `line 5: "｛" is full-width`},
		{"zones: [{", "zones: 【{", `line 3: "【" is full-width`},
		{"  - {path", "　　- {path", "line 5: "},
		{`"0111", "0112"`, `“0111”, “0112”`, "line 6: “0111”"},
		{`"0111", "0112"`, `“0111”，“0112”`, "line 6: "},
		{`"0111", "0112"`, "0111，0112", "line 6: 0111，0112"},
		{"id: 编号", "id: “编号”", "line 5: “编号”"},
		{"id: 编号", "id: ‘编号’", "line 5: ‘编号’"},
	} {
		text := strings.Replace(soundYAML, c.old, c.new, 1)
		if text == soundYAML {
			t.Fatalf("nothing to replace: %s", c.old)
		}
		if _, err := Parse("q.yaml", []byte(text)); err == nil || !strings.Contains(err.Error(), c.says) || !strings.HasPrefix(err.Error(), "q.yaml: ") {
			t.Errorf("%s: %v", c.new, err)
		}
	}
	// another mistake keeps its own words
	if _, err := Parse("q.yaml", []byte("zones: [")); err == nil || strings.Contains(err.Error(), "full-width") {
		t.Error(err)
	}
}

// TestYAMLEncodings: GBK gets a sentence, UTF-8 and UTF-16 with their marks are read.
func TestYAMLEncodings(t *testing.T) {
	gbk, err := simplifiedchinese.GBK.NewEncoder().String(soundYAML)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Parse("q.yaml", []byte(gbk)); err == nil || !strings.Contains(err.Error(), "is GBK, not UTF-8; save it as UTF-8") {
		t.Error(err)
	}
	if _, err := Parse("q.yaml", []byte(soundYAML+"# \xff\xff")); err == nil || !strings.Contains(err.Error(), "not UTF-8; save it as UTF-8") {
		t.Error(err)
	}
	utf16, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(soundYAML)
	if err != nil {
		t.Fatal(err)
	}
	for what, text := range map[string]string{"with a mark": "\ufeff" + soundYAML, "UTF-16": utf16, "CR LF": strings.ReplaceAll(soundYAML, "\n", "\r\n")} {
		if p, err := Parse("q.yaml", []byte(text)); err != nil || p.Zones[0].Code != "代码" {
			t.Errorf("%s: %v", what, err)
		}
	}
}
