package infer

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"github.com/qingshan-gis/qingshan/ingest/project"
)

// ProjectDraft is a project file that a survey of a folder suggests.
type ProjectDraft struct {
	Path   string
	Text   string
	Unsure int      // lines marked as doubtful
	Notes  []string // what was left out, and why
}

// unsure marks a doubtful line; it stands behind the line, so that a search finds all of them.
const unsure = "# 请核对 UNSURE: "

// WriteProject surveys a folder and writes qingshan.yaml into it. An existing project file is never replaced.
func WriteProject(ctx context.Context, dir string) (*ProjectDraft, error) {
	path := filepath.Join(dir, "qingshan.yaml")
	if _, err := os.Stat(path); err == nil {
		return nil, project.Invalid("%s: it exists already and stays as it is; move it away to have a new one written", path)
	}
	s, err := surveyFolder(ctx, dir)
	if err != nil {
		return nil, err
	}
	p := &ProjectDraft{Path: path, Notes: s.skipped}
	p.write(s, dir)
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if err != nil {
		return nil, err
	}
	_, err = f.WriteString(p.Text)
	return p, errors.Join(err, f.Close())
}

// line adds one entry in YAML's flow form: {key: value, …}, with its doubts behind it.
func (p *ProjectDraft) line(pairs []pair, doubts ...string) {
	var b strings.Builder
	for _, kv := range pairs {
		if kv.guess.value == "" {
			if kv.guess.doubt != "" {
				doubts = append(doubts, kv.key+" — "+kv.guess.doubt)
			}
			continue
		}
		if b.Len() > 0 {
			b.WriteString(", ")
		}
		value := quoted(kv.guess.value)
		if kv.key == "band" { // a number, unlike the digits of codes
			value = kv.guess.value
		}
		fmt.Fprintf(&b, "%s: %s", kv.key, value)
		if kv.guess.doubt != "" {
			doubts = append(doubts, kv.key+" — "+kv.guess.doubt)
		}
	}
	p.Text += "  - {" + b.String() + "}"
	var said []string
	for _, d := range doubts {
		if d != "" {
			said = append(said, d)
		}
	}
	if len(said) > 0 {
		p.Unsure++
		p.Text += "  " + unsure + strings.Join(said, "; ")
	}
	p.Text += "\n"
}

type pair struct {
	key   string
	guess guess
}

// isoDay is a date as YAML has it, which needs no quotes.
var isoDay = regexp.MustCompile(`^\d{4}-\d\d-\d\d$`)

// quoted writes a scalar so that YAML reads the same text back.
func quoted(s string) string {
	number := s != "" && strings.Trim(s, "0123456789.") == "" && strings.Contains(s, ".")
	plain := number || s != "" && strings.Trim(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./") == "" && strings.Trim(s, "0123456789.-") != ""
	if plain || isoDay.MatchString(s) {
		return s
	}
	return strconv.Quote(s)
}

func (p *ProjectDraft) say(format string, args ...any) { p.Text += fmt.Sprintf(format, args...) + "\n" }

func (p *ProjectDraft) write(s *survey, dir string) {
	name := dir
	if abs, err := filepath.Abs(dir); err == nil {
		name = filepath.Base(abs)
	}
	p.say("# 由 qingshan init 根据数据目录写成，请核对标有 UNSURE 的行。\n# Written by qingshan init from the folder's data; check every line marked UNSURE.")
	p.say("name: %s", quoted(name))
	p.say("store: ./store                 # 快照存放处 · where snapshots are kept")
	p.say("crs: auto                      # 工作坐标系：各图层共用的投影坐标系，否则为等积投影 · the CRS that zones and cells share, else an equal-area one\n")
	var undecided []foundLayer
	kind := func(title, key string) bool {
		found := false
		for _, l := range s.layers {
			if l.kind == key {
				if !found {
					p.say("%s", title)
				}
				found = true
				p.layer(l)
			}
		}
		return found
	}
	if !kind("zones:                         # 责任区，由粗到细 · from coarse to fine", "zones") {
		p.say("zones: []                      %sno layer looks like zones; name at least one", unsure)
		p.Unsure++
	}
	p.say("")
	if !kind("cells:                         # 护林网格 · patrol cells", "cells") {
		p.say("cells: []                      %sno layer looks like cells; `qingshan grid` makes candidate cells", unsure)
		p.Unsure++
	}
	p.say("")
	if kind("parcels:                       # 小班/图斑 · forest stands", "parcels") {
		p.say("")
	}
	for _, l := range s.layers {
		if l.kind == "" {
			undecided = append(undecided, l)
		}
	}
	p.scenes(s)
	p.registry(s)
	p.rules(s)
	for _, l := range undecided {
		p.say("# %s, layer %s: %s", l.path, l.layer, l.doubt)
	}
	for _, n := range s.skipped {
		p.say("# 未使用 not used: %s", n)
	}
}

func (p *ProjectDraft) layer(l foundLayer) {
	pairs := []pair{{"path", guess{value: l.path}}}
	if l.several {
		pairs = append(pairs, pair{"layer", guess{value: l.layer}})
	}
	switch l.kind {
	case "zones":
		pairs = append(pairs, pair{"level", l.level}, pair{"code", l.code}, pair{"name", l.name}, pair{"parent", l.parent}, pair{"dissolve", l.dissolve}, pair{"where", l.where})
	case "cells":
		pairs = append(pairs, pair{"id", l.code}, pair{"ranger", l.ranger}, pair{"valid_from", l.from}, pair{"valid_to", l.to})
	case "parcels":
		pairs = append(pairs, pair{"id", l.code}, pair{"class", l.class}, pair{"category", l.category}, pair{"stated_area", l.stated})
		if l.stated.value != "" {
			pairs = append(pairs, pair{"stated_unit", guess{"ha", "nothing tells the unit; it can be ha, mu or m2"}})
		}
	}
	p.line(append(pairs, pair{"crs", l.crs}, pair{"encoding", l.encoding}), l.doubt)
}

func (p *ProjectDraft) scenes(s *survey) {
	if len(s.scenes) == 0 {
		return
	}
	p.say("scenes:                        # 监测影像；scale 为存储值到物理值的系数 · scale turns stored into physical values")
	for _, sc := range s.scenes {
		p.line([]pair{{"path", guess{value: sc.path}}, {"quantity", sc.quantity}, {"date", sc.date}, {"band", sc.band}, {"kind", sc.kind}, {"scale", sc.scale}, {"crs", sc.crs}}, sc.doubt)
	}
	p.say("")
}

func (p *ProjectDraft) registry(s *survey) {
	if s.chiefs.Path+s.rangers.Path+s.assignments.Path == "" {
		return
	}
	p.say("registry:                      # 林长、护林员、任职")
	for _, t := range []struct {
		key   string
		table project.TableSource
	}{{"chiefs", s.chiefs}, {"rangers", s.rangers}, {"assignments", s.assignments}} {
		encoding := ""
		if t.table.Encoding != "" {
			encoding = ", encoding: " + t.table.Encoding
		}
		if t.table.Path != "" {
			p.say("  %s: {path: %s%s}", t.key, quoted(t.table.Path), encoding)
		}
	}
	p.say("")
}

func (p *ProjectDraft) rules(s *survey) {
	p.say("rules:")
	p.say("  coverage: {demand: all, min_area_m2: 1, min_width_m: 0.1}")
	dates := map[string]map[string]bool{}
	for _, sc := range s.scenes {
		if dates[sc.quantity.value] == nil {
			dates[sc.quantity.value] = map[string]bool{}
		}
		dates[sc.quantity.value][sc.path] = true
	}
	first := true
	for _, sc := range s.scenes {
		q := sc.quantity.value
		if len(dates[q]) < 2 {
			continue
		}
		delete(dates, q)
		if first {
			p.say("  change:")
			first = false
		}
		p.Unsure++
		if sc.kind.value == project.KindClass {
			p.say("    - {name: %s-change, quantity: %s, from: any, to: any, min_area_mu: 1}  %severy change of class counts; name the classes before and after", q, q, unsure)
			continue
		}
		p.say("    - {name: %s-drop, quantity: %s, drop: 0.2, min_area_mu: 1}  %sdrop is in physical units (stored × scale)", q, q, unsure)
	}
	p.say("  quarantine_limit: 0.01       # 隔离行占比上限 · the share of rows that may be refused")
}
