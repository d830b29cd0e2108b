package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/qingshan-gis/qingshan/data"
	"github.com/qingshan-gis/qingshan/data/change"
	"github.com/qingshan-gis/qingshan/data/native"
	"github.com/qingshan-gis/qingshan/data/render"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/ingest"
	"github.com/qingshan-gis/qingshan/spatial/area"
)

// maxRemarks bounds what the terminal shows of the quarantine; all of it lies beside the snapshot.
const maxRemarks = 10

// printReport shows what was read, refused, repaired and found.
func printReport(ctx context.Context, w io.Writer, r *ingest.Result) {
	var lines [][]string
	for _, s := range r.Report.Sources {
		from := s.CRS
		if s.CRSFrom == "declared" {
			from += " (declared)"
		}
		lines = append(lines, []string{s.Path, s.Kind, from, fmt.Sprint(s.Read), fmt.Sprint(s.Kept), fmt.Sprint(s.Repaired), fmt.Sprint(s.Quarantined), s.Note})
	}
	d := render.Document{
		Head:  []string{"source 来源", "kind 种类", "CRS", "read 读入", "kept 采用", "repaired 修复", "refused 隔离", ""},
		Lines: slices.Values(lines),
	}
	if r.Built || r.Snapshot == nil { // an earlier snapshot's sources were not read again
		if err := render.Write(w, render.Table, d, nil); err != nil {
			return
		}
	}
	for i, m := range r.Report.Quarantine {
		if i == maxRemarks {
			fmt.Fprintf(w, "… and %d more; all are in quarantine.csv beside the snapshot\n", len(r.Report.Quarantine)-i)
			break
		}
		fmt.Fprintln(w, "refused 隔离:", m)
	}
	for _, n := range r.Report.Notes {
		fmt.Fprintln(w, "note 注:", n)
	}
	if r.Snapshot == nil {
		return
	}
	m := r.Snapshot.Manifest
	t := m.Sums
	share := ""
	if t.CoveredShare != nil {
		share = render.Percent(*t.CoveredShare)
	}
	found := []string{
		fmt.Sprintf("working CRS 工作坐标系 %s, on %s", m.CRS.Name, m.On),
		fmt.Sprintf("covered 覆盖 %s of %.2f ha; uncovered 空白 %.2f 亩 in %d gaps; overlap 重叠 %.2f 亩", share, area.M2(t.DemandM2).Hectares(), area.M2(t.GapM2).Mu(), t.Gaps, area.M2(t.OverlapM2).Mu()),
	}
	found = append(found, render.Missing(m.Missing, m.Refused)...)
	for _, c := range r.Snapshot.Changes {
		found = append(found, changeLine(ctx, r.Snapshot, c))
	}
	fmt.Fprintln(w, strings.Join(found, "\n"))
}

// changeLine sums up what a rule found between two scenes, and how much of the ground they showed.
func changeLine(ctx context.Context, s *snapshot.Snapshot, c *snapshot.Change) string {
	all, err := data.NewEngines(s, native.All()).Change.Patches(ctx, change.PatchesQuery{Rule: c.Rule.Name, T1: c.T1.Date})
	if err != nil {
		return fmt.Sprintf("%s: %v", c.Rule.Name, err)
	}
	return fmt.Sprintf("%s %s → %s: %d patches 变化图斑, %.2f 亩, %d flagged 有提示; monitored 监测 %s%s", c.Rule.Name, c.T0.Date, c.T1.Date, all.Total.Patches, area.M2(all.Total.AreaM2).Mu(),
		all.Total.Flagged, render.Percent(all.Total.MonitoredShare), render.OutsideText(all.Total.Outside))
}
