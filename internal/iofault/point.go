package iofault

import "fmt"

// Point is a call that is found again in another run of the same work, though threads take turns otherwise: the N-th of its name on
// its file.
type Point struct {
	Call, File string
	N          int // from 1
}

func (p Point) String() string { return fmt.Sprintf("%s %s #%d", p.Call, p.File, p.N) }

// Points tells the calls of one run apart. The zero value is ready; not safe for concurrent use.
type Points struct {
	seen map[Point]int
}

// Of is the point of the next call of a name on a file.
func (p *Points) Of(call, file string) Point {
	if p.seen == nil {
		p.seen = map[Point]int{}
	}
	key := Point{Call: call, File: file}
	p.seen[key]++
	key.N = p.seen[key]
	return key
}
