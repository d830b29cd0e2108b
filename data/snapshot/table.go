package snapshot

import (
	"fmt"
	"slices"

	"github.com/qingshan-gis/qingshan/data/snapshot/columnfile"
	"github.com/qingshan-gis/qingshan/spatial"
)

// table declares a table. Storing, reading, checking, counting and the layers of the GeoPackage are drawn from the declarations; see
// [Tables.tables] for the list of them.
type table struct {
	name    string // its rows are counted by this name, and its layer has it
	prefix  string // of its columns' names; "" for the name
	of      string // what it belongs to, for messages: a rule, a quantity
	since   int    // the schema version that it came with: older snapshots have no rows; 0 for the first
	rows    func() int
	columns []column
	fields  []Field // of its layer; none: it is no layer
	shapes  **spatial.Polygons

	delivered bool // its shapes came from a source: transformations are fitted around them
	derived   bool // its rows follow from other tables, and are not counted
	lateCount bool // manifests of some programs of its own version do not count it
}

// column is what is stored of a table along its rows.
type column struct {
	name   string // after the table's prefix; "" for the prefix itself
	since  int    // the schema version that it came with; 0 for that of its table
	store  func(f *columnfile.File, name string)
	fits   func(rows int) bool // whether it has a value a row, and names only rows that there are
	absent func()              // fills it in for snapshots from before it
}

// columnName is how a column is called in the file.
func (t table) columnName(c column) string {
	prefix := t.prefix
	if prefix == "" {
		prefix = t.name
	}
	if c.name == "" {
		return prefix
	}
	return prefix + "." + c.name
}

func (t table) String() string {
	if t.of == "" {
		return t.name
	}
	return t.name + " of " + t.of
}

// numbers is a column of numbers, lengths in metres, areas in m², angles in degrees.
func numbers[T ~int32 | ~int64 | ~float64](name string, p *[]T) column {
	return column{name: name, store: func(f *columnfile.File, name string) { columnfile.Numbers(f, name, p) }, fits: func(n int) bool { return len(*p) == n }}
}

// rowsOf is a column of row numbers below a bound; from low, which is -1 where there may be none.
func rowsOf(name string, p *[]int32, low int, bound func() int) column {
	c := numbers(name, p)
	c.fits = func(n int) bool { return len(*p) == n && within(*p, low, bound()) }
	return c
}

func texts(name string, p *[]string) column {
	return column{name: name, store: func(f *columnfile.File, name string) { f.Strings(name, p) }, fits: func(n int) bool { return len(*p) == n }}
}

func polygons(p **spatial.Polygons) column {
	return column{store: func(f *columnfile.File, name string) { f.Polygons(name, p) }, fits: func(n int) bool { return (*p).Len() == n },
		absent: func() { *p = new(spatial.Builder).Build() }}
}

// lists is a column of lists of numbers.
func lists(name string, p *[][]int32, fits func(rows int) bool) column {
	return column{name: name, store: func(f *columnfile.File, name string) { f.Lists(name, p) }, fits: fits}
}

// document is a column with a value that is stored as JSON.
func document(p any) column {
	return column{store: func(f *columnfile.File, name string) { f.JSON(name, p) }, fits: func(int) bool { return true }}
}

// after is a column that came with a later version than its table, and what fills it in before.
func (c column) after(version int, absent func()) column {
	c.since, c.absent = version, absent
	return c
}

// tables lists the declarations in the order in which they are stored. While a file is read, what a table holds may decide which ones
// come after it.
func (t *Tables) tables(do func(table) error) error {
	one := func(declare func() table) func() []table { return func() []table { return []table{declare()} } }
	for _, declare := range []func() []table{
		one(t.zones), one(t.cells), one(t.accepted), one(t.parcels), one(t.permitted),
		one(t.registry), one(t.people), one(t.assignments),
		one(t.sets), one(t.faces), one(t.facts), one(t.contested), one(t.cellPairs),
		one(t.gaps), one(t.overlaps), one(t.residue),
		one(t.changeHeads), t.changeTables, one(t.seriesHeads), t.seriesTables,
	} {
		for _, x := range declare() {
			if err := do(x); err != nil {
				return err
			}
		}
	}
	return nil
}

// store writes or reads all tables. A column from after the file's version is filled in.
func (t *Tables) store(f *columnfile.File) error {
	return t.tables(func(x table) error {
		for _, c := range x.columns {
			switch since := max(x.since, c.since); {
			case f.Since(since):
				c.store(f, x.columnName(c))
			case c.absent != nil:
				c.absent()
			}
		}
		return f.Err()
	})
}

// Validate returns an error that names the first table whose columns do not fit together, so that a damaged file is refused instead of
// making an answer panic.
func (t *Tables) Validate() error {
	err := t.tables(func(x table) error {
		n := x.rows()
		for _, c := range x.columns {
			if !c.fits(n) {
				return fmt.Errorf("snapshot %s: the columns of %s do not fit together", t.Manifest.ID, x)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for i, parent := range t.Zones.Parent {
		if int(parent) >= i {
			return fmt.Errorf("snapshot %s: zone %s comes before its parent", t.Manifest.ID, t.Zones.Code[i])
		}
	}
	return nil
}

// Delivered is the extent of all that was delivered, in the working CRS.
func (t *Tables) Delivered() spatial.Box {
	box := spatial.EmptyBox()
	_ = t.tables(func(x table) error {
		if x.delivered {
			box = box.Union((*x.shapes).Extent())
		}
		return nil
	})
	return box
}

func within(values []int32, low, high int) bool {
	return !slices.ContainsFunc(values, func(v int32) bool { return int(v) < low || int(v) >= high })
}
