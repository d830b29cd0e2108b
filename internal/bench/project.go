package bench

import (
	"fmt"
	"path/filepath"
)

// Project is the text of a project file for a landscape below folder; its snapshots go into store.
func Project(folder, store string) string {
	in := func(name string) string { return filepath.Join(folder, name) }
	return fmt.Sprintf(`name: bench
store: %s
zones:
  - {path: %s, level: county, code: code, parent: parent}
  - {path: %s, level: township, code: code, parent: parent}
  - {path: %s, level: village, code: code, parent: parent}
cells: [{path: %s, id: gid}]
parcels: [{path: %s, id: pid, class: species}]
scenes:
  - {path: %s, quantity: ndvi, date: 2026-08-01, scale: 0.0001}
  - {path: %s, quantity: ndvi, date: 2026-10-01, scale: 0.0001}
rules:
  change: [{name: ndvi-drop, quantity: ndvi, compare: previous, drop: 0.2, min_area_mu: 1}]
`, store, in("counties.fgb"), in("townships.fgb"), in("villages.fgb"), in("cells.fgb"), in("parcels.fgb"), in("ndvi_t0.tif"), in("ndvi_t1.tif"))
}
