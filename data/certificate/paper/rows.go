package paper

import (
	"github.com/mattn/go-runewidth"

	"github.com/qingshan-gis/qingshan/data/certificate"
)

// What one page of A4 holds beside its fixed parts, in lines of a table. A dense page is set a tenth smaller.
const (
	linesOnPage      = 14
	linesOnDensePage = 20
	// linesOfLargerRule is what setting the rule in larger type takes.
	linesOfLargerRule = 5
	// maxInputs is how many inputs the page names, maxAccepted how many exceptions; the JSON names all.
	maxInputs   = 8
	maxAccepted = 3
)

// Widths of columns in half-width characters, beyond which a text wraps.
const (
	sentenceColumn, zoneColumn, chiefColumn = 76, 27, 22
	halfZoneColumn, childColumn             = 27, 22
)

// rows says how many entries of each table are printed, and how the page is set.
type rows struct {
	accepted, children, gaps int
	class                    string // "dense": a tenth smaller; "roomy": the rule in larger type
}

// shareOut gives every table its lines while there is room. Zones below and gaps stand in two columns; where both are
// long, each takes half of what is left. Lines are estimated from the width of texts.
func shareOut(st *certificate.Statement) rows {
	self := st.Chiefs[0]
	fixed := lines(self.Sentence.ZH, sentenceColumn) + lines(self.Sentence.EN, sentenceColumn*5/4) - 4
	fixed += max(lines(self.Name+" "+self.Zone+" 乡镇级 township", 36), lines(self.Chief+" "+self.Post, 32)) - 1
	for _, l := range st.Chiefs {
		fixed += max(lines(l.Name+" "+l.Zone, zoneColumn), lines(l.Chief+" "+l.Post, chiefColumn))
	}
	accepted := min(len(st.Accepted), maxAccepted)
	if accepted > 0 {
		fixed += 2
	}
	for _, x := range st.Accepted[:accepted] {
		fixed += max(lines(x.Reason, 34), lines(x.Approver, 38), lines(x.ID, 26))
	}
	gaps, children := make([]int, len(st.Gaps)), make([]int, len(st.Children))
	for i, g := range st.Gaps {
		gaps[i] = lines(g.ZoneName+" "+g.Zone, halfZoneColumn)
	}
	for i, c := range st.Children {
		children[i] = max(lines(c.Name, childColumn), lines(c.Chief, 12))
	}
	if len(gaps) > 0 {
		fixed += 2 // heading and sum
	}
	if len(children) > 0 {
		fixed += 2
	}
	out := rows{accepted: accepted}
	free := linesOnPage - fixed
	if free < 4 && len(gaps)+len(children) > 0 || free < 0 {
		free, out.class = linesOnDensePage-fixed, "dense"
	}
	need := columnLines(children)
	forChildren := max(0, min(need, max(free-columnLines(gaps), (free+1)/2)))
	out.children = fitting(children, forChildren)
	free -= columnLines(children[:out.children])
	out.gaps = fitting(gaps, max(0, free))
	if free -= columnLines(gaps[:out.gaps]); free >= linesOfLargerRule && out.class == "" {
		out.class = "roomy"
	}
	return out
}

// lines is how many lines a text takes in a column.
func lines(text string, column int) int { return max(1, (runewidth.StringWidth(text)+column-1)/column) }

// columnLines is the height of entries set in two columns.
func columnLines(costs []int) int {
	half := (len(costs) + 1) / 2
	return max(sum(costs[:half]), sum(costs[half:]))
}

// fitting is how many entries fit into lines when set in two columns.
func fitting(costs []int, lines int) int {
	n := min(len(costs), 2*lines)
	for n > 0 && columnLines(costs[:n]) > lines {
		n--
	}
	return n
}

func sum(values []int) (total int) {
	for _, v := range values {
		total += v
	}
	return total
}

// list is a table cut to what fits, with what was left out.
type list[T any] struct {
	Rows    []T
	All     int
	More    int     // entries left out
	MoreBad int     // those of them that have an area
	MoreM2  float64 // and how much
	SumM2   float64 // of all
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
		if i >= n && a > 0 {
			out.MoreM2 += a
			out.MoreBad++
		}
	}
	return out
}
