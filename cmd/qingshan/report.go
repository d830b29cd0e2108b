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
	"github.com/qingshan-gis/qingshan/texts"
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
		Head:  []string{texts.Line("ingest_report.source"), texts.Line("ingest_report.kind"), "CRS", texts.Line("ingest_report.read"), texts.Line("ingest_report.kept"), texts.Line("ingest_report.repaired"), texts.Line("ingest_report.refused"), ""},
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
		fmt.Fprintln(w, texts.Line("ingest_report.refused_row", "row", m))
	}
	for _, n := range r.Report.Notes {
		fmt.Fprintln(w, texts.Line("ingest_report.note", "note", n))
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
		fmt.Sprintf("%s, on %s", texts.Line("snapshot_shown.crs", "crs", m.CRS.Name), m.On),
		texts.Line("ingest_report.coverage", "share", share, "demand", decimals(area.M2(t.DemandM2).Hectares()), "gap", decimals(area.M2(t.GapM2).Mu()), "gaps", t.Gaps,
			"overlap", decimals(area.M2(t.OverlapM2).Mu())),
	}
	found = append(found, render.Missing(m.Missing, m.Refused)...)
	engines := data.NewEngines(r.Snapshot, native.All())
	for _, c := range r.Snapshot.Changes {
		found = append(found, changeLine(ctx, engines.Change, c))
	}
	fmt.Fprintln(w, strings.Join(found, "\n"))
}

// changeLine sums up what a rule found between two scenes, and how much of the ground they showed.
func changeLine(ctx context.Context, e *change.Engine, c *snapshot.Change) string {
	all, err := e.Patches(ctx, change.PatchesQuery{Rule: c.Rule.Name, T1: c.T1.Date})
	if err != nil {
		return fmt.Sprintf("%s: %v", c.Rule.Name, err)
	}
	return texts.Line("ingest_report.change", "rule", c.Rule.Name, "t0", c.T0.Date, "t1", c.T1.Date, "patches", all.Total.Patches, "area", decimals(area.M2(all.Total.AreaM2).Mu()),
		"flagged", all.Total.Flagged, "monitored", render.Percent(all.Total.MonitoredShare), "outside", render.OutsideText(all.Total.Outside))
}

// decimals writes hectares and mu for people.
func decimals(v float64) string { return fmt.Sprintf("%.2f", v) }
