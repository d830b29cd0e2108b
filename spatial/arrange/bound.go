package arrange

import "errors"

// Bound is what one division may take: polygons of few vertices can cross in very many places. The zero value bounds nothing.
type Bound struct {
	// Vertices bounds the places where borders meet, and sixteen times as many the squares that they pass through; 0 for no bound.
	Vertices int
	// Ended ends the work when it is closed.
	Ended <-chan struct{}
}

// Errors of a division that was ended early.
var (
	ErrTooFine = errors.New("the polygons cross in too many places")
	ErrEnded   = errors.New("the division was ended")
)

// squaresPerVertex is how many squares a border passes through, at most, where polygons are what people draw; by far.
const squaresPerVertex = 16

// check tells whether a division with so many vertices and squares may go on.
func (b *Bound) check(vertices, squares int) error {
	if b.Vertices > 0 && (vertices > b.Vertices || squares > squaresPerVertex*b.Vertices) {
		return ErrTooFine
	}
	select {
	case <-b.Ended:
		return ErrEnded
	default:
		return nil
	}
}
