package tiles

import (
	"math"
	"slices"
)

// column holds the values of one attribute for all features of a layer, as encoded MVT values.
type column struct {
	name       string
	dictionary [][]byte
	ids        []uint32           // into dictionary; none for no value
	each       func(i int) []byte // in place of a dictionary where hardly any two values are equal; nil for no value
}

const none = math.MaxUint32

// coded encodes n values: string, float64, float32, int64 or bool; nil and "" are no value.
func coded(n int, value func(i int) any) *column {
	c := &column{ids: make([]uint32, n)}
	place := map[any]uint32{}
	for i := range c.ids {
		v := value(i)
		if v == nil || v == "" {
			c.ids[i] = none
			continue
		}
		id, known := place[v]
		if !known {
			id = uint32(len(c.dictionary))
			place[v] = id
			c.dictionary = append(c.dictionary, encodeValue(v))
		}
		c.ids[i] = id
	}
	return c
}

// each encodes values when they are asked for; "" is no value.
func each(value func(i int) any) *column {
	return &column{each: func(i int) []byte {
		v := value(i)
		if v == "" {
			return nil
		}
		return encodeValue(v)
	}}
}

// texts are names that differ from each other.
func texts(names []string) *column { return each(func(i int) any { return names[i] }) }

// nothing is a column without values.
func nothing() *column { return each(func(int) any { return "" }) }

// behind has further values behind those of its n features.
func (c *column) behind(n int, value func(k int) []byte) *column {
	return &column{each: func(i int) []byte {
		switch {
		case i >= n:
			return value(i - n)
		case c.each != nil:
			return c.each(i)
		case c.ids[i] == none:
			return nil
		}
		return c.dictionary[c.ids[i]]
	}}
}

// like has further features behind its own, with the values of others.
func (c *column) like(others []int32) *column {
	ids := slices.Clone(c.ids)
	for _, f := range others {
		ids = append(ids, c.ids[f])
	}
	return &column{dictionary: c.dictionary, ids: ids}
}
