package sample

// projectText is the sample's project file.
func projectText(county string) string {
	return `# 青山示例项目（地名、人名均为虚构） · A sample project: all places and people are invented.
name: ` + county + `（示例）
store: ./store                 # 快照存放处 · where snapshots are kept
crs: auto                      # 各图层共用的投影坐标系 · the projected CRS that zones and cells share
date: 2026-10-01               # 快照日期；省略则为入库当天 · the snapshot's date; left out, it is the day of the ingest

zones:                         # 由粗到细 · from coarse to fine
  - {path: counties.gpkg,  level: county,   code: code, name: name, parent: parent}
  - {path: townships.gpkg, level: township, code: code, name: name, parent: parent}
  - {path: villages.gpkg,  level: village,  code: code, name: name, parent: parent}

cells:                         # 护林网格 · patrol cells
  - {path: cells.gpkg, id: gid, ranger: ranger, valid_from: from, valid_to: to}

parcels:                       # 小班 · forest stands
  - {path: parcels.gpkg, id: pid, class: DI_LEI, category: SEN_LIN_LB, stated_area: MIAN_JI, stated_unit: ha}

scenes:                        # 监测影像，NDVI × 10000 · monitoring scenes
  - {path: ndvi_t0.tif, quantity: ndvi, date: 2026-08-01, band: 1, scale: 0.0001}
  - {path: ndvi_t1.tif, quantity: ndvi, date: 2026-10-01, band: 1, scale: 0.0001}

registry:                      # 林长、护林员、任职 · who is who, and who holds what
  chiefs: {path: chiefs.csv}
  rangers: {path: rangers.csv}
  assignments: {path: assignments.csv}

rules:
  coverage: {demand: all, forest_classes: ["0111", "0112"], min_area_m2: 1, min_width_m: 0.1}
  change:
    - {name: ndvi-drop, quantity: ndvi, compare: previous, drop: 0.2, min_area_mu: 1, connectivity: 8}
  quarantine_limit: 0.01       # 隔离行占比上限 · the share of rows that may be refused
`
}
