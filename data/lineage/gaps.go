package lineage

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/spatial"
)

// Identify gives the gaps of a new snapshot their lasting ids, after they are found and before [snapshot.Tables.Build]:
//
//  1. A gap keeps the id of the earlier gap whose ground it holds. Where several could (a gap was split, or two have become
//     one), the pair that shares most ground goes first, and every id goes to one gap only.
//  2. An id stays in its zone; only where the earlier zone's code is gone do its gaps keep their ids in another zone.
//  3. Every other gap gets the zone's next number, which no gap of that zone ever had.
//  4. A gap is as old as its id. One with a new id on ground that was a gap before is as old as the gap that most of that
//     ground was in, and names it as the one it was split from.
//
// earlier is the snapshot published before, nil for none; numbers are the last number given in each zone by any snapshot of the
// store. The result depends on these and on the gaps alone. It returns an error that names the earlier snapshot if its plane
// cannot be brought into this one or gaps cannot be cut, or ctx's.
func Identify(ctx context.Context, s *snapshot.Tables, earlier *snapshot.Snapshot, numbers map[string]int) error {
	gaps := &s.Found.Gaps
	gaps.FirstSeen, gaps.SplitFrom = make([]snapshot.Date, gaps.Len()), make([]string, gaps.Len())
	s.Manifest.GapNumbers = map[string]int{}
	for code, n := range numbers {
		s.Manifest.GapNumbers[code] = n
	}
	var old snapshot.FindingTable
	var kept, before map[int]int
	if earlier != nil {
		s.Manifest.Previous, old = earlier.Manifest.ID, earlier.Found.Gaps
		for _, id := range old.ID {
			noteNumber(s.Manifest.GapNumbers, id)
		}
		shapes, err := inPlaneOf(s, earlier, old.Shapes)
		if err != nil {
			return err
		}
		pairs, err := CommonGround(ctx, gaps.Shapes, shapes)
		if err != nil {
			return fmt.Errorf("gaps against those of snapshot %s: %w", earlier.Manifest.ID, err)
		}
		kept, before = OneToOne(mayKeep(s, earlier, pairs)), mostCommon(pairs)
	}
	for i := range gaps.ID {
		if o, ok := kept[i]; ok {
			gaps.ID[i], gaps.FirstSeen[i], gaps.SplitFrom[i] = old.ID[o], old.FirstSeen[o], old.SplitFrom[o]
		} else {
			code := s.Zones.Code[gaps.Zone[i]]
			s.Manifest.GapNumbers[code]++
			gaps.ID[i], gaps.FirstSeen[i] = gapID(code, s.Manifest.GapNumbers[code]), s.Manifest.On
			if o, ok := before[i]; ok {
				gaps.FirstSeen[i], gaps.SplitFrom[i] = old.FirstSeen[o], old.ID[o]
			}
		}
		gaps.FirstSeen[i] = min(gaps.FirstSeen[i], s.Manifest.On) // an ingest for an earlier date
	}
	return nil
}

// mayKeep are the pairs by which an id may pass on, and how much rather than others: within a zone first.
func mayKeep(s *snapshot.Tables, earlier *snapshot.Snapshot, pairs []Common) ([]Common, func(Common) int) {
	code := func(p Common) string { return earlier.Zones.Code[earlier.Found.Gaps.Zone[p.B]] }
	prefer := func(p Common) int {
		if s.Zones.Code[s.Found.Gaps.Zone[p.A]] == code(p) {
			return 1
		}
		return 0
	}
	var out []Common
	for _, p := range pairs {
		if _, there := s.Zones.Find(code(p)); prefer(p) > 0 || !there {
			out = append(out, p)
		}
	}
	return out, prefer
}

func gapID(code string, number int) string { return fmt.Sprintf("%s-g%d", code, number) }

// noteNumber raises a zone's last number to that of an id.
func noteNumber(numbers map[string]int, id string) {
	at := strings.LastIndex(id, "-g")
	if at < 0 {
		return
	}
	if n, err := strconv.Atoi(id[at+2:]); err == nil {
		numbers[id[:at]] = max(numbers[id[:at]], n)
	}
}

// inMyPlane brings shapes of another snapshot into this one's working CRS: to a millimetre or so, which is enough to tell
// ground apart and nothing to measure by.
func inPlaneOf(s *snapshot.Tables, other *snapshot.Snapshot, p *spatial.Polygons) (*spatial.Polygons, error) {
	if other.Manifest.CRS.WKT == s.Manifest.CRS.WKT {
		return p, nil
	}
	var out spatial.Builder
	for f := range p.Len() {
		mp := p.Feature(f)
		flat := make([]float64, len(mp.FlatCoords()))
		inside := true
		for i := 0; i+1 < len(flat); i += 2 {
			lon, lat := other.LonLat(mp.FlatCoords()[i], mp.FlatCoords()[i+1])
			inside = inside && s.Manifest.FromLonLat.Box.Contains(lon, lat)
			flat[i], flat[i+1] = s.Manifest.FromLonLat.At(lon, lat)
		}
		if !inside { // beyond what this snapshot can be about
			out.Add(nil)
			continue
		}
		out.Add(geom.NewMultiPolygonFlat(geom.XY, flat, mp.Endss()))
	}
	return out.Build(), nil
}
