package strict

import (
	"errors"
	"fmt"
)

// Commands of a geometry (4.3.1).
const (
	moveTo    = 1
	lineTo    = 2
	closePath = 7
)

// commands is a cursor over a feature's geometry.
type commands struct {
	rest []uint32
	at   Point
}

// next reads a command integer, which must have the id.
func (c *commands) next(id uint32) (count uint32, err error) {
	if len(c.rest) == 0 {
		return 0, fmt.Errorf("the geometry ends where command %d is due (4.3.4)", id)
	}
	got := c.rest[0]
	if got&7 != id {
		return 0, fmt.Errorf("command %d where %d is due (4.3.4)", got&7, id)
	}
	c.rest = c.rest[1:]
	return got >> 3, nil
}

// points reads count pairs onto the end of out.
func (c *commands) points(out []Point, count uint32) ([]Point, error) {
	if uint64(count)*2 > uint64(len(c.rest)) { // before anything is allocated for them
		return nil, fmt.Errorf("a command wants %d pairs where %d numbers are left (4.3.2)", count, len(c.rest))
	}
	for range count {
		c.at.X += zigzag(c.rest[0])
		c.at.Y += zigzag(c.rest[1])
		c.rest = c.rest[2:]
		out = append(out, c.at)
	}
	return out, nil
}

func zigzag(v uint32) int64 { return int64(int32(v>>1) ^ -int32(v&1)) }

// decodeGeometry splits commands into parts. Their order and counts are those of 4.3.4.2 to 4.3.4.4.
func decodeGeometry(kind GeomType, numbers []uint32) ([][]Point, error) {
	c := commands{rest: numbers}
	if kind == PointType {
		n, err := c.next(moveTo)
		if err != nil {
			return nil, err
		}
		points, err := c.points(nil, n)
		switch {
		case err != nil:
		case n == 0:
			err = errors.New("a MoveTo of no points (4.3.4.2)")
		case len(c.rest) > 0:
			err = fmt.Errorf("%d numbers after the points (4.3.4.2)", len(c.rest))
		}
		return [][]Point{points}, err
	}
	var out [][]Point
	for len(out) == 0 || len(c.rest) > 0 {
		part, err := c.part(kind)
		if err != nil {
			return nil, fmt.Errorf("part %d: %w", len(out), err)
		}
		out = append(out, part)
	}
	return out, nil
}

// part reads one line or ring.
func (c *commands) part(kind GeomType) ([]Point, error) {
	n, err := c.next(moveTo)
	if err == nil && n != 1 {
		err = fmt.Errorf("a MoveTo of %d points begins a line or ring (4.3.4)", n)
	}
	if err != nil {
		return nil, err
	}
	points, err := c.points(nil, 1)
	if err != nil {
		return nil, err
	}
	n, err = c.next(lineTo)
	if least := uint32(kind) - 1; err == nil && n < least {
		err = fmt.Errorf("a LineTo of %d points, at least %d make a line or ring (4.3.4)", n, least)
	}
	if err != nil {
		return nil, err
	}
	if points, err = c.points(points, n); err != nil || kind == LineType {
		return points, err
	}
	if n, err = c.next(closePath); err == nil && n != 1 {
		err = fmt.Errorf("a ClosePath with the count %d (4.3.3.3)", n)
	}
	return points, err
}
