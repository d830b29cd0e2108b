package snapshot

// Totals are the areas of one zone or of all; m². Covered + Gap + Accepted = Demand.
type Totals struct {
	DemandM2     float64  `json:"demand_m2"`
	CoveredM2    float64  `json:"covered_m2"`
	GapM2        float64  `json:"gap_m2"`
	AcceptedM2   float64  `json:"accepted_m2"`
	OverlapM2    float64  `json:"overlap_m2"` // ground in two or more cells, counted once
	ResidueM2    float64  `json:"residue_m2"` // the part of GapM2 in polygons below the tolerance
	UnassignedM2 float64  `json:"unassigned_m2"`
	ContestedM2  float64  `json:"contested_m2"`
	Gaps         int      `json:"gaps"` // polygons at or above the tolerance
	CoveredShare *float64 `json:"covered_share"`
}

// Add adds areas and gaps; shares are left as they are, see [Totals.Share].
func (t *Totals) Add(o Totals) {
	t.DemandM2 += o.DemandM2
	t.CoveredM2 += o.CoveredM2
	t.GapM2 += o.GapM2
	t.AcceptedM2 += o.AcceptedM2
	t.OverlapM2 += o.OverlapM2
	t.ResidueM2 += o.ResidueM2
	t.UnassignedM2 += o.UnassignedM2
	t.ContestedM2 += o.ContestedM2
	t.Gaps += o.Gaps
}

// Share sets the covered share; it stays nil where nothing is demanded.
func (t *Totals) Share() {
	if t.DemandM2 > 0 {
		share := t.CoveredM2 / t.DemandM2
		t.CoveredShare = &share
	}
}

// Minus is the change from o to t.
func (t Totals) Minus(o Totals) Totals {
	d := Totals{
		DemandM2: t.DemandM2 - o.DemandM2, CoveredM2: t.CoveredM2 - o.CoveredM2, GapM2: t.GapM2 - o.GapM2, AcceptedM2: t.AcceptedM2 - o.AcceptedM2,
		OverlapM2: t.OverlapM2 - o.OverlapM2, ResidueM2: t.ResidueM2 - o.ResidueM2, UnassignedM2: t.UnassignedM2 - o.UnassignedM2,
		ContestedM2: t.ContestedM2 - o.ContestedM2, Gaps: t.Gaps - o.Gaps,
	}
	if t.CoveredShare != nil && o.CoveredShare != nil {
		share := *t.CoveredShare - *o.CoveredShare
		d.CoveredShare = &share
	}
	return d
}
