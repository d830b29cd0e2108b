package mvt

import (
	"math"
	"slices"
)

// Column holds the values of one attribute for all features of a layer, as encoded MVT values.
type Column struct {
	Name       string
	dictionary [][]byte
	ids        []uint32           // into dictionary; none for no value
	each       func(i int) []byte // in place of a dictionary where hardly any two values are equal; nil for no value
}

const none = math.MaxUint32

// NewColumn encodes n values: string, float64, float32, int64 or bool; nil and "" are no value.
func NewColumn(n int, value func(i int) any) *Column {
	c := &Column{ids: make([]uint32, n)}
	index := map[any]uint32{}
	for i := range c.ids {
		v := value(i)
		if v == nil || v == "" {
			c.ids[i] = none
			continue
		}
		id, known := index[v]
		if !known {
			id = uint32(len(c.dictionary))
			index[v] = id
			c.dictionary = append(c.dictionary, EncodeValue(v))
		}
		c.ids[i] = id
	}
	return c
}

// NewUniqueColumn encodes values when they are asked for; "" is no value.
func NewUniqueColumn(value func(i int) any) *Column {
	return &Column{each: func(i int) []byte {
		v := value(i)
		if v == "" {
			return nil
		}
		return EncodeValue(v)
	}}
}

// NewNames are names that differ from each other.
func NewNames(names []string) *Column { return NewUniqueColumn(func(i int) any { return names[i] }) }

// NewEmpty is a column without values.
func NewEmpty() *Column { return NewUniqueColumn(func(int) any { return "" }) }

// Value is a feature's value as it is encoded, nil for none.
func (c *Column) Value(i int) []byte {
	switch {
	case c.each != nil:
		return c.each(i)
	case c.ids[i] == none:
		return nil
	}
	return c.dictionary[c.ids[i]]
}

// Extended has further values behind those of its n features.
func (c *Column) Extended(n int, value func(k int) []byte) *Column {
	return &Column{each: func(i int) []byte {
		if i >= n {
			return value(i - n)
		}
		return c.Value(i)
	}}
}

// ExtendedLike has further features behind its own, with the values of others.
func (c *Column) ExtendedLike(others []int32) *Column {
	ids := slices.Clone(c.ids)
	for _, f := range others {
		ids = append(ids, c.ids[f])
	}
	return &Column{dictionary: c.dictionary, ids: ids}
}
