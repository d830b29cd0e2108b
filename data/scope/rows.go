package scope

// rows are those of a table that a part keeps, in their order.
type rows struct {
	which []int32 // of the whole, ascending
	at    []int32 // by row of the whole: its place in the part, -1 for none
}

// keeping are the rows of n that keep tells.
func keeping(n int, keep func(i int) bool) rows {
	r := rows{which: make([]int32, 0, n), at: make([]int32, n)}
	for i := range n {
		r.at[i] = -1
		if keep(i) {
			r.at[i] = int32(len(r.which))
			r.which = append(r.which, int32(i))
		}
	}
	return r
}

func every(int) bool { return true }

// place is where row i of the whole stands, -1 for none and for -1.
func (r rows) place(i int32) int32 {
	if i < 0 {
		return -1
	}
	return r.at[i]
}

// all tells that no row is left out.
func (r rows) all() bool { return len(r.which) == len(r.at) }

// pick takes the rows' values: the column itself where that is all of them.
func pick[T any](column []T, r rows) []T {
	if r.all() || column == nil {
		return column
	}
	out := make([]T, len(r.which))
	for k, i := range r.which {
		out[k] = column[i]
	}
	return out
}

// places are the rows' values where these are rows of another table.
func places(column []int32, r, other rows) []int32 {
	out := make([]int32, len(r.which))
	for k, i := range r.which {
		out[k] = other.place(column[i])
	}
	return out
}
