package render

// headOf is a column's bilingual head in a workbook.
func headOf(column string) string {
	if zh, ok := chineseHeads()[column]; ok {
		return column + " " + zh
	}
	return column
}

func chineseHeads() map[string]string {
	return map[string]string{
		"zone": "责任区", "name": "名称", "zone_name": "责任区名称", "level": "级别", "parent": "上级", "id": "编号", "kind": "类别", "responsible": "责任人", "date": "日期", "path": "文件",
		"demand_m2": "应覆盖", "covered_m2": "已覆盖", "gap_m2": "空白", "accepted_m2": "认可", "overlap_m2": "重叠", "residue_m2": "碎屑", "unassigned_m2": "无主", "contested_m2": "争议",
		"gaps": "空白处数", "covered_share": "覆盖率",
		"rank": "序", "area_m2": "面积", "forest_m2": "林地", "protective_m2": "公益林", "forest": "林地构成", "parcels": "小班数", "parcel_ids": "小班", "first_seen": "首次发现", "days_open": "天数",
		"split_from": "原属", "residue": "碎屑", "nearest_cell": "最近网格", "distance_m": "距离/米", "neighbours": "相邻网格/米", "exceptions": "例外", "score": "得分", "points_area": "面积分", "points_forest": "林地分",
		"points_protective": "公益林分", "points_days": "天数分", "points_distance": "距离分", "chain": "林长", "lon": "经度", "lat": "纬度",
		"patch": "图斑", "part": "块号", "part_m2": "本块面积", "patch_m2": "全斑面积（不可相加）", "monitored_share": "监测有效率", "cell": "网格", "parcel": "小班", "class": "地类", "category": "森林类别",
		"ranger": "护林员", "mean_change": "平均变化", "max_change": "最大变化", "last_seen": "最近发现", "severity": "级别", "flags": "提示", "due": "核查限期", "permitted": "许可",
		"permitted_share": "许可占比", "cluster": "连片", "cluster_m2": "连片面积（不可相加）", "cluster_patches": "连片图斑数",
		"count": "像元数", "classes": "类别占比", "mean": "均值", "stdev": "标准差", "min": "最小", "max": "最大", "valid_share": "有效占比", "changed_m2": "变化面积", "unobserved_m2": "后期未观测",
		"unobserved_since_m2": "期间从未观测", "since_share": "期间监测有效率", "last_observed": "最近观测", "state": "状态",
		"from_m2": "原空白", "to_m2": "现空白", "change_m2": "增减", "zones_m2": "责任区引起", "cells_m2": "网格引起", "validity_m2": "时效引起", "rules_m2": "规则引起", "rounding_m2": "舍入", "causes": "原因",
		"covered_before_m2": "原覆盖", "covered_after_m2": "后覆盖", "covered_change_m2": "覆盖增减", "gap_before_m2": "原空白", "gap_after_m2": "后空白", "gap_change_m2": "空白增减",
		"accepted_before_m2": "原认可", "accepted_after_m2": "后认可", "overlap_before_m2": "原重叠", "overlap_after_m2": "后重叠", "overlap_change_m2": "重叠增减", "residue_before_m2": "原碎屑",
		"residue_after_m2": "后碎屑", "gaps_before": "原处数", "gaps_after": "后处数",
		"field": "项目", "says": "证明", "found": "复核", "by": "依据",
	}
}
