package coverage

import (
	"context"
	"fmt"
	"slices"

	"github.com/qingshan-gis/qingshan/data/lineage"
	"github.com/qingshan-gis/qingshan/data/snapshot"
)

// named gives the gaps of a question for another date, demand or posting the ids of the snapshot's own gaps whose ground
// they hold, each id once. Others get an id with t, which means nothing outside of the answer.
func (e *Engine) named(ctx context.Context, found *snapshot.Findings) (*snapshot.Findings, error) {
	if found == e.Found {
		return found, nil
	}
	out, own := *found, &snapshot.FindingTable{}
	if e.Found != nil {
		own = &e.Found.Gaps
	}
	gaps := &out.Gaps
	pairs, err := lineage.CommonGround(ctx, gaps.Shapes, own.Shapes)
	if err != nil {
		return nil, fmt.Errorf("gaps against the snapshot's own: %w", err)
	}
	pairs = slices.DeleteFunc(pairs, func(p lineage.Common) bool { return gaps.Zone[p.A] != own.Zone[p.B] })
	kept := lineage.OneToOne(pairs, nil)
	n := gaps.Len()
	gaps.ID, gaps.FirstSeen, gaps.SplitFrom = make([]string, n), make([]snapshot.Date, n), make([]string, n)
	next := map[int32]int{}
	for i := range n {
		if o, ok := kept[i]; ok {
			gaps.ID[i], gaps.FirstSeen[i], gaps.SplitFrom[i] = own.ID[o], own.FirstSeen[o], own.SplitFrom[o]
			continue
		}
		next[gaps.Zone[i]]++
		gaps.ID[i] = fmt.Sprintf("%s-t%d", e.Zones.Code[gaps.Zone[i]], next[gaps.Zone[i]])
	}
	return &out, nil
}
