package raster

import (
	"errors"
	"testing"
)

// unopened is a band that nobody may look at, let alone close.
type unopened struct{ Band }

func (u *unopened) Close() error { return u.Band.Close() }

// TestSceneThatDoesNotOpen: the second scene of a pair does not open, and its opener returns a nil pointer beside the error, as a
// constructor of a type of its own does.
func TestSceneThatDoesNotOpen(t *testing.T) {
	broken := errors.New("permission denied")
	closed := 0
	p := &Pair{
		T0: func() (Band, error) { return &closing{closed: &closed}, nil },
		T1: func() (Band, error) { return (*unopened)(nil), broken },
	}
	if _, err := p.open(); !errors.Is(err, broken) {
		t.Error(err)
	}
	if closed != 1 {
		t.Errorf("the first scene was closed %d times", closed)
	}
}

// closing counts how often it is closed.
type closing struct {
	Band
	closed *int
}

func (c *closing) Close() error {
	*c.closed++
	return nil
}
