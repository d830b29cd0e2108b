package certificate

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/qingshan-gis/qingshan/data/coverage"
)

// FormatError says why a file cannot be taken for a certificate at all.
type FormatError struct{ Reason string }

func (e *FormatError) Error() string { return e.Reason }

// CertificateFile is a certificate as it was handed in.
type CertificateFile struct {
	Certificate
	Hash      string         // of the statement as the file has it
	statement map[string]any // everything in the statement, unknown names included
}

// ParseCertificate reads a certificate's JSON. It does not judge it; see [Engine.Check]. What cannot be a certificate is a
// [*FormatError].
func ParseCertificate(b []byte) (*CertificateFile, error) {
	trimmed := bytes.TrimSpace(bytes.TrimPrefix(b, []byte("\ufeff")))
	if bytes.HasPrefix(trimmed, []byte("<")) || bytes.HasPrefix(trimmed, []byte("%PDF")) {
		return nil, &FormatError{"this is the certificate's printed form; verify its JSON form. A printed page is checked by issuing it again " +
			"(`qingshan certify --zone CODE --on DATE --issued DATE --snapshot ID --format json`) and comparing the content hash"}
	}
	f := &CertificateFile{}
	var raw struct {
		Statement map[string]any `json:"statement"`
	}
	if err := json.Unmarshal(trimmed, &raw); err != nil {
		return nil, &FormatError{fmt.Sprintf("this is no certificate: not readable as JSON: %v", err)}
	}
	if err := json.Unmarshal(trimmed, &f.Certificate); err != nil {
		return nil, &FormatError{fmt.Sprintf("this is no certificate that was issued: %v", err)}
	}
	if f.Form != CertificateForm {
		return nil, &FormatError{fmt.Sprintf("this is no certificate of the form %q, its form is %q", CertificateForm, f.Form)}
	}
	f.statement = raw.Statement
	var err error
	f.Hash, err = CanonicalHash(raw.Statement)
	return f, err
}

// Query is the question that the certificate answers.
func (c *Statement) Query() coverage.Query {
	planar, _ := strings.CutPrefix(c.AreaMethod, "planar ")
	if planar == c.AreaMethod {
		planar = ""
	}
	return coverage.Query{On: c.On, Demand: c.Demand, InPost: c.InPost, Planar: planar, Zone: c.Zone}
}
