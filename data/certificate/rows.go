package certificate

// rowsOnPage is how many lines of tables one page of A4 holds beside its fixed parts.
const rowsOnPage = 14

// maxInputs is how many inputs the page names; the JSON names all.
const maxInputs = 8

// rows says how many entries of each table are printed.
type rows struct{ accepted, children, gaps int }

// shareOut gives every table its lines while there is room. Zones below and gaps stand in two columns; where both are
// long, each takes half of what is left.
func shareOut(chiefs, accepted, children, gaps int) rows {
	free := rowsOnPage - chiefs
	lines := min(accepted, 3)
	if accepted > 0 {
		free -= lines + 2
	}
	if children > 0 {
		free -= 2 // heading
	}
	if gaps > 0 {
		free -= 2
	}
	needChildren, needGaps := (children+1)/2, (gaps+1)/2
	forChildren := min(needChildren, max(free-needGaps, (free+1)/2, 2))
	forGaps := min(needGaps, max(free-forChildren, 2))
	return rows{lines, min(children, 2*forChildren), min(gaps, 2*forGaps)}
}

// list is a table cut to what fits, with what was left out.
type list[T any] struct {
	Rows  []T
	All   int
	More  int
	RestM int     // entries left out that have an area
	M2    float64 // of those left out
	SumM2 float64 // of all
}

// Columns halves the rows for two columns side by side.
func (l list[T]) Columns() [][]T {
	half := (len(l.Rows) + 1) / 2
	if half == len(l.Rows) {
		return [][]T{l.Rows}
	}
	return [][]T{l.Rows[:half], l.Rows[half:]}
}

func cut[T any](all []T, n int, area func(T) float64) list[T] {
	n = min(n, len(all))
	out := list[T]{Rows: all[:n], All: len(all), More: len(all) - n}
	for i, v := range all {
		a := area(v)
		out.SumM2 += a
		if i >= n {
			out.M2 += a
			if a > 0 {
				out.RestM++
			}
		}
	}
	return out
}
