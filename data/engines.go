package data

// Engines are the engines of all kinds of questions to one snapshot. Safe for concurrent use.
type Engines struct {
	*Snapshot
	Coverage    *CoverageEngine
	Change      *ChangeEngine
	Scenario    *ScenarioEngine
	Certificate *CertificateEngine
	Lookup      *LookupEngine
}

// Native is what only programs that are linked with GDAL and GEOS can do. What is nil is refused with a [QueryError] where a question
// needs it.
type Native struct {
	Planes   Planes   // coordinate reference systems by name
	Validity Validity // of polygons that are handed in
}

// NewEngines makes the engines of a snapshot. They share what they keep, and keep nothing before they are asked.
func NewEngines(s *Snapshot, n Native) *Engines {
	coverage := NewCoverage(s, n.Planes)
	change := NewChange(coverage)
	return &Engines{s, coverage, change, NewScenario(coverage, n.Validity), NewCertificate(coverage), NewLookup(coverage, change)}
}
