package report

import (
	"fmt"
	"sync"
)

// Report is what an ingest has to say about its input.
type Report struct {
	Sources    []*Source `json:"sources"`
	Quarantine []Remark  `json:"quarantine"`
	Repairs    []Remark  `json:"repairs"`
	Remarks    []Remark  `json:"remarks"` // on rows that were taken as they are
	Notes      []string  `json:"notes"`

	mu sync.Mutex
}

// Refuse puts a row of a source into the quarantine. Safe for concurrent use, as are all that add to a report.
func (r *Report) Refuse(s *Source, m Remark) {
	r.mu.Lock()
	defer r.mu.Unlock()
	s.Quarantined++
	s.count(m.Reason)
	s.QuarantinedM2 += m.AreaM2()
	m.Source = s
	r.Quarantine = append(r.Quarantine, m)
}

// Repair notes that a row was repaired and stays.
func (r *Report) Repair(s *Source, m Remark) {
	r.mu.Lock()
	defer r.mu.Unlock()
	s.Repaired++
	s.count(m.Reason)
	r.Repairs = append(r.Repairs, m)
}

// Remark is about a row that stays as it is.
func (r *Report) Remark(s *Source, m Remark) {
	r.mu.Lock()
	defer r.mu.Unlock()
	s.Remarked++
	s.count(m.Reason)
	r.Remarks = append(r.Remarks, m)
}

// Note adds a sentence about the whole.
func (r *Report) Note(format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.Notes = append(r.Notes, fmt.Sprintf(format, args...))
}
