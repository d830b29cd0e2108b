package data

// LookupEngine answers what there is at a point or in a zone, and who answers for it, from one snapshot. Safe for concurrent use.
type LookupEngine struct {
	*Snapshot
	coverage *CoverageEngine
	change   *ChangeEngine
}

// NewLookup makes the engine of a snapshot that other engines answer coverage and change of.
func NewLookup(coverage *CoverageEngine, change *ChangeEngine) *LookupEngine {
	return &LookupEngine{coverage.Snapshot, coverage, change}
}
