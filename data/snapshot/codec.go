package snapshot

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"slices"

	"github.com/qingshan-gis/qingshan/data/rules"
	"github.com/qingshan-gis/qingshan/data/snapshot/columnfile"
	"github.com/qingshan-gis/qingshan/spatial"
)

// ColumnsName is the file of a snapshot that loads without parsing.
const ColumnsName = "snapshot.qspack"

// WritePack writes the snapshot's columns. The manifest is a file of its own.
func (s *Tables) WritePack(w io.Writer) error {
	f := columnfile.Write(w)
	if err := s.columns(f); err != nil {
		return err
	}
	return f.Close()
}

// ReadPack loads the columns of a snapshot whose manifest is known and links it. It reads every schema version up to
// [SchemaVersion]. Its numbers and geometry stay in the file, mapped, until [Snapshot.Mapping] is unmapped.
func ReadPack(path string, m Manifest) (*Snapshot, error) {
	if err := m.CheckSchema(); err != nil {
		return nil, err
	}
	f, err := columnfile.Read(path, m.Schema)
	if err != nil {
		return nil, err
	}
	if m.Schema < 2 {
		m.Rules.Coverage.Score = rules.DefaultScore()
	}
	if m.Schema < 3 {
		m.Rules.Triage = rules.DefaultTriage()
	}
	t := NewTables(m)
	err = cmp.Or(t.columns(f), f.Close())
	var s *Snapshot
	if err == nil {
		s, err = t.Build()
	}
	if err != nil {
		f.Mapping().Unmap()
		return nil, err
	}
	s.mapping = f.Mapping()
	return s, nil
}

// columns names every column once, for writing and for reading. A column that came with a later [SchemaVersion] stands under
// [columnfile.File.Since] with its default for older snapshots.
func (s *Tables) columns(f *columnfile.File) error {
	s.layers(f)
	if err := jsonColumn(f, "registry", s.Registry); err != nil {
		return err
	}
	s.facts(f)
	shared(f, "contested", &s.Contested)
	shared(f, "cell_pairs", &s.CellPairs)
	spots(f, "gaps", &s.Found.Gaps)
	s.identities(f)
	spots(f, "overlaps", &s.Found.Overlaps)
	spots(f, "residue", &s.Found.Residue)
	var heads []changeHead
	for _, c := range s.Changes {
		heads = append(heads, changeHead{c.Rule, c.T0, c.T1, c.Baseline, c.Pixels, c.From})
	}
	if err := jsonColumn(f, "changes", &heads); err != nil {
		return err
	}
	for i, h := range heads {
		if f.Reading() {
			s.Changes = append(s.Changes, &Change{Rule: h.Rule, T0: h.T0, T1: h.T1, Baseline: h.Baseline, Pixels: h.Pixels, From: h.From})
		}
		change(f, fmt.Sprintf("change.%d", i), s.Changes[i])
	}
	return s.series(f)
}

type changeHead struct {
	Rule     rules.ChangeRule
	T0, T1   SceneInfo
	Baseline *Baseline `json:",omitempty"`
	Pixels   PixelCounts
	From     string `json:",omitempty"`
}

func (s *Tables) layers(f *columnfile.File) {
	z, c, a, p := s.Zones, s.Cells, s.Accepted, s.Parcels
	f.Strings("zones.code", &z.Code)
	f.Strings("zones.name", &z.Name)
	levels := make([]string, len(z.Level))
	for i, l := range z.Level {
		levels[i] = string(l)
	}
	f.Strings("zones.level", &levels)
	if f.Reading() {
		z.Level = make([]Level, len(levels))
		for i, l := range levels {
			z.Level[i] = Level(l)
		}
	}
	columnfile.Numbers(f, "zones.parent", &z.Parent)
	columnfile.Numbers(f, "zones.ellipsoidal", &z.Ellipsoidal)
	columnfile.Numbers(f, "zones.planar", &z.Planar)
	f.Polygons("zones", &z.Shapes)

	f.Strings("cells.id", &c.ID)
	f.Strings("cells.ranger", &c.Ranger)
	columnfile.Numbers(f, "cells.from", &c.ValidFrom)
	columnfile.Numbers(f, "cells.to", &c.ValidTo)
	f.Polygons("cells", &c.Shapes)

	f.Strings("accepted.id", &a.ID)
	f.Strings("accepted.reason", &a.Reason)
	f.Strings("accepted.approver", &a.Approver)
	columnfile.Numbers(f, "accepted.from", &a.ValidFrom)
	columnfile.Numbers(f, "accepted.to", &a.ValidTo)
	f.Polygons("accepted", &a.Shapes)

	f.Strings("parcels.id", &p.ID)
	f.Strings("parcels.class", &p.Class)
	f.Strings("parcels.category", &p.Category)
	columnfile.Numbers(f, "parcels.stated", &p.StatedM2)
	f.Polygons("parcels", &p.Shapes)

	q := s.Permitted
	if !f.Since(3) { // there were none
		q.Shapes = new(spatial.Builder).Build()
		return
	}
	f.Strings("permitted.id", &q.ID)
	f.Strings("permitted.permit", &q.Permit)
	columnfile.Numbers(f, "permitted.from", &q.ValidFrom)
	columnfile.Numbers(f, "permitted.to", &q.ValidTo)
	f.Polygons("permitted", &q.Shapes)
}

func (s *Tables) facts(f *columnfile.File) {
	t := s.Facts
	f.Lists("facts.sets", &t.Sets)
	columnfile.Numbers(f, "faces.zone", &t.FaceZone)
	columnfile.Numbers(f, "faces.set", &t.FaceSet)
	f.Polygons("faces", &t.Faces)
	columnfile.Numbers(f, "facts.face", &t.Face)
	columnfile.Numbers(f, "facts.parcel", &t.Parcel)
	columnfile.Numbers(f, "facts.ellipsoidal", &t.Ellipsoidal)
	columnfile.Numbers(f, "facts.planar", &t.Planar)
}

func shared(f *columnfile.File, name string, s *Shared) {
	columnfile.Numbers(f, name+".a", &s.A)
	columnfile.Numbers(f, name+".b", &s.B)
	columnfile.Numbers(f, name+".ellipsoidal", &s.Ellipsoidal)
	columnfile.Numbers(f, name+".planar", &s.Planar)
	f.Polygons(name, &s.Shapes)
}

func spots(f *columnfile.File, name string, s *FindingTable) {
	f.Strings(name+".id", &s.ID)
	columnfile.Numbers(f, name+".zone", &s.Zone)
	columnfile.Numbers(f, name+".set", &s.Set)
	columnfile.Numbers(f, name+".ellipsoidal", &s.Ellipsoidal)
	columnfile.Numbers(f, name+".planar", &s.Planar)
	f.Polygons(name, &s.Shapes)
}

// identities of gaps came with schema 2; before, a gap was as old as its snapshot.
func (s *Tables) identities(f *columnfile.File) {
	g := &s.Found.Gaps
	if f.Since(2) {
		columnfile.Numbers(f, "gaps.first_seen", &g.FirstSeen)
		f.Strings("gaps.split_from", &g.SplitFrom)
		return
	}
	g.FirstSeen, g.SplitFrom = slices.Repeat([]Date{s.Manifest.On}, g.Len()), make([]string, g.Len())
}

func change(f *columnfile.File, name string, c *Change) {
	for _, t := range []struct {
		name string
		z    *ZonalStats
	}{{"zones", &c.Zones}, {"cells", &c.Cells}, {"parcels", &c.Parcels}} {
		n := name + "." + t.name
		if f.Reading() {
			t.z.Quantiles = make([][]float64, len(c.Rule.Quantiles))
		}
		for k := range c.Rule.Quantiles { // a rule before schema 3 names none
			columnfile.Numbers(f, fmt.Sprintf("%s.quantile.%d", n, k), &t.z.Quantiles[k])
		}
		columnfile.Numbers(f, n+".count", &t.z.Count)
		columnfile.Numbers(f, n+".mean", &t.z.Mean)
		columnfile.Numbers(f, n+".stdev", &t.z.Stdev)
		columnfile.Numbers(f, n+".min", &t.z.Min)
		columnfile.Numbers(f, n+".max", &t.z.Max)
		columnfile.Numbers(f, n+".valid_share", &t.z.ValidShare)
		if f.Since(3) {
			columnfile.Numbers(f, n+".later_share", &t.z.LaterShare)
		} else { // what was seen at both dates was seen at the later one; there may have been more
			t.z.LaterShare = t.z.ValidShare
		}
	}
	p, q := &c.Patches, &c.Parts
	columnfile.Numbers(f, name+".patches.pixels", &p.Pixels)
	columnfile.Numbers(f, name+".patches.mean", &p.Mean)
	columnfile.Numbers(f, name+".patches.extreme", &p.Extreme)
	columnfile.Numbers(f, name+".patches.ellipsoidal", &p.Ellipsoidal)
	columnfile.Numbers(f, name+".patches.planar", &p.Planar)
	f.Polygons(name+".patches", &p.Shapes)
	patchIdentities(f, name, c)
	columnfile.Numbers(f, name+".parts.patch", &q.Patch)
	columnfile.Numbers(f, name+".parts.zone", &q.Zone)
	columnfile.Numbers(f, name+".parts.set", &q.Set)
	columnfile.Numbers(f, name+".parts.parcel", &q.Parcel)
	columnfile.Numbers(f, name+".parts.ellipsoidal", &q.Ellipsoidal)
	columnfile.Numbers(f, name+".parts.planar", &q.Planar)
	f.Polygons(name+".parts", &q.Shapes)
}

// patchIdentities came with schema 3; before, a patch was a number of its scene pair and as old as its later scene.
func patchIdentities(f *columnfile.File, name string, c *Change) {
	p, n := &c.Patches, len(c.Patches.Pixels)
	if f.Since(3) {
		f.Strings(name+".patches.id", &p.ID)
		columnfile.Numbers(f, name+".patches.first_seen", &p.FirstSeen)
		columnfile.Numbers(f, name+".patches.last_seen", &p.LastSeen)
		columnfile.Numbers(f, name+".patches.recorded", &p.Recorded)
		f.Strings(name+".patches.split_from", &p.SplitFrom)
		return
	}
	dates := slices.Repeat([]Date{c.T1.Date}, n)
	p.ID, p.FirstSeen, p.LastSeen, p.Recorded, p.SplitFrom = make([]string, n), dates, dates, dates, make([]string, n)
	for i := range p.ID {
		p.ID[i] = PatchID(PatchSeriesOf(c), i+1)
	}
}

// jsonColumn stores a small table as text.
func jsonColumn(f *columnfile.File, name string, v any) error {
	var text []string
	if !f.Reading() {
		b, err := json.Marshal(v)
		if err != nil {
			return err
		}
		text = []string{string(b)}
	}
	f.Strings(name, &text)
	if !f.Reading() || len(text) != 1 {
		return nil
	}
	return json.Unmarshal([]byte(text[0]), v)
}
