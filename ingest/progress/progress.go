package progress

// Progress tells a person how far a run is. One phase at a time; Step may be called from several goroutines.
type Progress interface {
	// Start begins a phase of so many steps; 0 where the number is not known.
	Start(phase string, steps int)
	Step(n int)
	Done()
}

// Quiet reports nothing.
type Quiet struct{}

// Start, Step and Done do nothing.
func (Quiet) Start(string, int) {}
func (Quiet) Step(int)          {}
func (Quiet) Done()             {}
