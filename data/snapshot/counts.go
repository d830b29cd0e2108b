package snapshot

import (
	"fmt"
	"maps"
	"slices"
)

// counted calls do for every table whose rows are counted; those of changes even where there is none.
func (t *Tables) counted(do func(x table)) {
	each := func(x table) error {
		if !x.derived {
			do(x)
		}
		return nil
	}
	_ = t.tables(each)
	if len(t.Changes) == 0 {
		for _, x := range (&Change{}).tables(0, NewTables(Manifest{})) {
			_ = each(x)
		}
	}
}

// Counts are the rows of each layer and table.
func (t *Tables) Counts() map[string]int {
	out := map[string]int{}
	t.counted(func(x table) { out[x.name] += x.rows() })
	return out
}

// CheckCounts compares the rows with what the manifest counts, and returns an error that names the first layer or table that differs.
func (t *Tables) CheckCounts() error {
	now, told, late := t.Counts(), t.Manifest.Counts, map[string]bool{}
	t.counted(func(x table) { late[x.name] = x.lateCount || x.since > t.Manifest.Schema })
	for _, k := range slices.Sorted(maps.Keys(now)) {
		n, counted := told[k]
		if !counted && late[k] {
			continue
		}
		if !counted || n != now[k] {
			return fmt.Errorf("its counts: %d rows of %s, the manifest says %d", now[k], k, n)
		}
	}
	for _, k := range slices.Sorted(maps.Keys(told)) {
		if _, known := now[k]; !known {
			return fmt.Errorf("its counts: the manifest has %s, which no layer is", k)
		}
	}
	return nil
}
