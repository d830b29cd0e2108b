package delivery

import (
	"github.com/qingshan-gis/qingshan/ingest/progress"
)

// Meddler does something as a phase begins.
type Meddler struct {
	progress.Quiet
	Phase string
	Do    func()
}

// Start does it if the phase is the one.
func (m *Meddler) Start(phase string, _ int) {
	if phase == m.Phase {
		m.Do()
	}
}
