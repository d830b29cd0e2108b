package source_test

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/qingshan-gis/qingshan/ingest/clean/gcj02"
	"github.com/qingshan-gis/qingshan/internal/delivery"
)

// TestFamiliesOfCRS: the same ground delivered in every family of projections comes out in the same place and size.
func TestFamiliesOfCRS(t *testing.T) {
	lonlat := delivery.DenseThrough(t, "EPSG:4549", "EPSG:4490", delivery.Ground)
	for name, crs := range map[string]string{
		"3-degree plain": "EPSG:4549", "3-degree with zone number": "EPSG:4528", "neighbouring 3-degree zone": "EPSG:4548",
		"6-degree plain": "EPSG:4509", "6-degree with zone number": "EPSG:4498", "degrees, which the authority writes latitude first": "EPSG:4490", "WGS 84": "EPSG:4326",
		"UTM": "EPSG:32650",
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			ring := delivery.Through(t, "EPSG:4490", crs, lonlat)
			delivery.LayerFile(t, filepath.Join(dir, "z.gpkg"), crs, []string{"code"}, delivery.One(ring, "1"))
			delivery.LayerFile(t, filepath.Join(dir, "c.gpkg"), "EPSG:4549", []string{"gid"}, delivery.One(delivery.Ground, "1"))
			s := delivery.Taken(t, dir, "crs: EPSG:4549\nzones: [{path: z.gpkg, level: village, code: code}]\ncells: [{path: c.gpkg, id: gid}]\n").Snapshot
			// Vertices every 10 m, snapped to 1 mm on the way: half of that along 8 km of border.
			if a := s.Zones.Planar[0]; math.Abs(a-delivery.GroundM2) > 4 || s.Manifest.Sums.GapM2 > 4 {
				t.Errorf("area %.3f, gap %.3f", a, s.Manifest.Sums.GapM2)
			}
			box := s.Zones.Shapes.Extent()
			for i, want := range []float64{delivery.Ground[0], delivery.Ground[1], delivery.Ground[4], delivery.Ground[5]} {
				if got := []float64{box.MinX, box.MinY, box.MaxX, box.MaxY}[i]; math.Abs(got-want) > 0.02 {
					t.Errorf("corner %d at %.3f, want %.3f", i, got, want)
				}
			}
		})
	}
}

// TestOldDatums: Xi'an 80 and Beijing 54 are refused where PROJ does not know how they lie to CGCS2000, and where that is accepted
// their degrees are taken as they are.
func TestOldDatums(t *testing.T) {
	for crs, off := range map[string]string{"EPSG:2384": "80 to 130 m", "EPSG:2436": "30 to 105 m"} {
		dir := t.TempDir()
		ring := delivery.Through(t, "EPSG:4549", crs, delivery.Ground)
		delivery.LayerFile(t, filepath.Join(dir, "z.gpkg"), crs, []string{"code"}, delivery.One(ring, "1"))
		delivery.LayerFile(t, filepath.Join(dir, "c.gpkg"), "EPSG:4549", []string{"gid"}, delivery.One(delivery.Ground, "1"))
		const project = "crs: EPSG:4549\nzones: [{path: z.gpkg, level: village, code: code%s}]\ncells: [{path: c.gpkg, id: gid}]\n"
		delivery.Refused(t, dir, fmt.Sprintf(project, ""), "z.gpkg, layer z", crs, off, "`datum_shift:`")
		r := delivery.Taken(t, dir, fmt.Sprintf(project, ", datum_shift: accept-ballpark"))
		s := r.Snapshot
		if math.Abs(s.Zones.Planar[0]-delivery.GroundM2) > 10 {
			t.Errorf("%s: %.3f", crs, s.Zones.Planar[0])
		}
		if box := s.Zones.Shapes.Extent(); math.Abs(box.MinX-delivery.Ground[0]) > 0.01 || math.Abs(box.MinY-delivery.Ground[1]) > 0.01 {
			t.Errorf("%s: degrees were not taken as they are: %v", crs, box)
		}
		if from := r.Report.Sources[0]; !strings.Contains(from.Operation, "are taken for degrees of CGCS2000") || from.AccuracyM != nil {
			t.Errorf("%+v", from)
		}
	}
}

// TestCountyAcrossTwoZones: cells of one village, half of them delivered in zone 39, half in zone 40.
func TestCountyAcrossTwoZones(t *testing.T) {
	dir := t.TempDir()
	west, east := delivery.Rect(118.48, 30, 118.5, 30.02), delivery.Rect(118.5, 30, 118.52, 30.02) // 118.5° E is where the zones meet
	delivery.LayerFile(t, filepath.Join(dir, "z.geojson"), "EPSG:4490", []string{"code"}, delivery.One(delivery.Rect(118.48, 30, 118.52, 30.02), "1"))
	delivery.LayerFile(t, filepath.Join(dir, "w.gpkg"), "EPSG:4548", []string{"gid"}, delivery.One(delivery.DenseThrough(t, "EPSG:4490", "EPSG:4548", west), "1"))
	delivery.LayerFile(t, filepath.Join(dir, "e.gpkg"), "EPSG:4528", []string{"gid"}, delivery.One(delivery.DenseThrough(t, "EPSG:4490", "EPSG:4528", east), "2"))
	s := delivery.Taken(t, dir, "zones: [{path: z.geojson, level: village, code: code}]\ncells: [{path: w.gpkg, id: gid}, {path: e.gpkg, id: gid}]\n").Snapshot
	if !strings.Contains(s.Manifest.CRS.Name, "Lambert azimuthal equal-area") {
		t.Errorf("working CRS %s", s.Manifest.CRS.Name)
	}
	// Both sides were snapped to 1 mm and straightened to 0.5 mm: along 12 km of border that is some square metres.
	if m := s.Manifest.Sums; m.GapM2+m.ResidueM2 > 12 || m.OverlapM2 > 12 || math.Abs(m.DemandM2-8.55e6) > 0.05e6 {
		t.Errorf("demand %.1f, gap %.3f, overlap %.3f", m.DemandM2, m.GapM2, m.OverlapM2)
	}
}

// TestContradictions: coordinates that contradict their CRS are refused with the remedy.
func TestContradictions(t *testing.T) {
	prefixed := delivery.Through(t, "EPSG:4549", "EPSG:4528", delivery.Ground)
	lonlat := delivery.Through(t, "EPSG:4549", "EPSG:4490", delivery.Ground)
	swapped := make([]float64, len(lonlat))
	for i := 0; i < len(lonlat); i += 2 {
		swapped[i], swapped[i+1] = lonlat[i+1], lonlat[i]
	}
	plain := func(ring []float64) []float64 { // northing first
		out := make([]float64, len(ring))
		for i := 0; i < len(ring); i += 2 {
			out[i], out[i+1] = ring[i+1], ring[i]
		}
		return out
	}
	for _, c := range []struct {
		name, file, crs string
		ring            []float64
		words           []string
	}{
		{"zone number against plain CRS", "EPSG:4549", "", prefixed, []string{"z.shp, layer z", "zone number", "EPSG:4513 to 4533"}},
		{"plain against CRS with zone number", "EPSG:4528", "", delivery.Ground, []string{"no zone number", "EPSG:4534 to 4554"}},
		{"degrees in metres", "EPSG:4549", "", lonlat, []string{"look like degrees", "EPSG:4490"}},
		{"metres in degrees", "EPSG:4490", "", delivery.Ground, []string{"is in degrees"}},
		{"swapped degrees", "EPSG:4490", "", swapped, []string{"swapped"}},
		{"swapped metres", "EPSG:4549", "", plain(delivery.Ground), []string{"swapped"}},
		{"no .prj", "", "", delivery.Ground, []string{"no CRS", "add `crs: EPSG"}},
		{"wrong declaration", "", "EPSG:4490", delivery.Ground, []string{"is in degrees"}},
		{"outside the area of use", "EPSG:4549", "", delivery.Rect(500000, 100000, 502000, 102000), []string{"z.shp, layer z", "EPSG:4549", "made for 118.50 to 121.50° E", "`crs:`"}},
		{"easting beyond the zone", "EPSG:4549", "", delivery.Rect(1500000, 3320000, 1502000, 3322000), []string{"130.", "made for 118.50"}},
		{"degrees outside China", "EPSG:4490", "", delivery.Rect(-63, -10, -62.9, -9.9), []string{"EPSG:4490", "made for 73.62 to 134.77° E"}},
		{"another zone's CRS", "EPSG:4534", "", delivery.Ground, []string{"made for 73.62 to 76.50° E"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			delivery.LayerFile(t, filepath.Join(dir, "z.shp"), c.file, []string{"code"}, delivery.One(c.ring, "1"))
			delivery.LayerFile(t, filepath.Join(dir, "c.gpkg"), "EPSG:4549", []string{"gid"}, delivery.One(delivery.Ground, "1"))
			declared := ""
			if c.crs != "" {
				declared = ", crs: " + c.crs
			}
			delivery.Refused(t, dir, fmt.Sprintf("zones: [{path: z.shp, level: village, code: code%s}]\ncells: [{path: c.gpkg, id: gid}]\n", declared), c.words...)
		})
	}
	dir := t.TempDir()
	delivery.LayerFile(t, filepath.Join(dir, "z.shp"), "", []string{"code"}, delivery.One(delivery.Ground, "1"))
	if _, err := os.Stat(filepath.Join(dir, "z.prj")); err == nil {
		t.Fatal("a .prj was written")
	}
	delivery.LayerFile(t, filepath.Join(dir, "c.gpkg"), "EPSG:4549", []string{"gid"}, delivery.One(delivery.Ground, "1"))
	r := delivery.Taken(t, dir, "zones: [{path: z.shp, level: village, code: code, crs: 'EPSG:4549'}]\ncells: [{path: c.gpkg, id: gid}]\n")
	if r.Report.Sources[0].CRSFrom != "declared" {
		t.Errorf("%+v", r.Report.Sources[0])
	}
}

// TestShiftedDatums: GCJ-02 and BD-09 are taken off where declared, and hinted at where not.
func TestShiftedDatums(t *testing.T) {
	lonlat := delivery.DenseThrough(t, "EPSG:4549", "EPSG:4490", delivery.Ground)
	for datum, shift := range map[string]func(x, y float64) (float64, float64){
		"gcj02": gcj02.ToGCJ02, "bd09": func(x, y float64) (float64, float64) { return gcj02.ToBD09(gcj02.ToGCJ02(x, y)) },
	} {
		shifted := make([]float64, len(lonlat))
		for i := 0; i < len(lonlat); i += 2 {
			shifted[i], shifted[i+1] = shift(lonlat[i], lonlat[i+1])
		}
		dir := t.TempDir()
		delivery.LayerFile(t, filepath.Join(dir, "z.gpkg"), "EPSG:4490", []string{"code"}, delivery.One(lonlat, "1"))
		delivery.LayerFile(t, filepath.Join(dir, "c.gpkg"), "EPSG:4490", []string{"gid"}, delivery.One(shifted, "1"))
		project := "zones: [{path: z.gpkg, level: village, code: code}]\ncells: [{path: c.gpkg, id: gid%s}]\n"
		r := delivery.Taken(t, dir, fmt.Sprintf(project, ", datum: "+datum))
		if m := r.Snapshot.Manifest.Sums; m.GapM2+m.ResidueM2 > 8000*0.1 { // 0.1 m along the border
			t.Errorf("%s declared: gap %.1f m²", datum, m.GapM2)
		}
		if notes := strings.Join(r.Report.Notes, "\n"); strings.Contains(notes, "shifted") {
			t.Errorf("%s declared, and still: %s", datum, notes)
		}
		r = delivery.Taken(t, dir, fmt.Sprintf(project, ""))
		if notes := strings.Join(r.Report.Notes, "\n"); !strings.Contains(notes, "datum: "+datum) {
			t.Errorf("%s not declared, and the report says only %q", datum, notes)
		}
	}
}

// TestSourcesElsewhere: every source has to lie around the zones, each for itself, and the zones around each other.
func TestSourcesElsewhere(t *testing.T) {
	dir := t.TempDir()
	far := delivery.Rect(540000, 3320000, 540100, 3320100)
	delivery.LayerFile(t, filepath.Join(dir, "z.gpkg"), "EPSG:4549", []string{"code", "parent"}, delivery.One(delivery.Ground, "1", ""))
	delivery.LayerFile(t, filepath.Join(dir, "c.gpkg"), "EPSG:4549", []string{"gid"}, delivery.One(delivery.Ground, "1"))
	delivery.LayerFile(t, filepath.Join(dir, "far.gpkg"), "EPSG:4549", []string{"id", "parent"}, delivery.One(far, "2", "1"))
	zones, cells := "zones: [{path: z.gpkg, level: township, code: code}]\n", "cells: [{path: c.gpkg, id: gid}]\n"
	delivery.Taken(t, dir, zones+cells)
	for what, yaml := range map[string]string{
		"one of two files of cells": zones + "cells: [{path: c.gpkg, id: gid}, {path: far.gpkg, id: id}]\n",
		"parcels":                   zones + cells + "parcels: [{path: far.gpkg, id: id}]\n",
		"exceptions":                zones + cells + "accepted: [{path: far.gpkg, id: id}]\n",
		"villages":                  "zones: [{path: z.gpkg, level: township, code: code}, {path: far.gpkg, level: village, code: id, parent: parent}]\n" + cells,
	} {
		t.Run(what, func(t *testing.T) {
			delivery.Refused(t, dir, yaml, "far.gpkg, layer far", "nowhere near", "check its CRS EPSG:4549")
		})
	}
}
