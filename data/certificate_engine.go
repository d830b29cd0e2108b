package data

// CertificateEngine issues certificates from one snapshot and checks them. Safe for concurrent use.
type CertificateEngine struct {
	*Snapshot
	coverage *CoverageEngine
}

// NewCertificate makes the engine of a snapshot that another engine answers coverage of.
func NewCertificate(coverage *CoverageEngine) *CertificateEngine {
	return &CertificateEngine{coverage.Snapshot, coverage}
}
