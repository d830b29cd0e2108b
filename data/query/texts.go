package query

// Text is a help in both languages.
type Text struct{ EN, ZH string }

// Texts are the helps that several questions share.
func Texts() map[string]Text {
	return map[string]Text{
		"snapshot": {"A snapshot other than the current one.", "当前快照以外的某一快照。"},
		"on":       {"The date that counts for cells and assignments; default the snapshot's.", "网格与任职以此日期为准；默认快照日期。"},
		"demand":   {"all or forest; default the project's rule.", "全域或林地；默认按项目规则。"},
		"in_post":  {"Count only cells with a ranger in post.", "只计有护林员在岗的网格。"},
		"planar":   {"Planar areas in this CRS instead of ellipsoidal ones.", "以此坐标系的平面面积代替椭球面积。"},
		"zone":     {"Only this zone and those below it.", "只限该责任区及其下级。"},
		"level":    {"Only zones of this level: province, city, county, township or village.", "只限该级责任区：省、市、县、乡、村。"},
		"layer":    {"parcels, cells or zones.", "小班、网格或责任区。"},
		"t1":       {"The later scene's date; default the newest.", "后期影像日期；默认最新一期。"},
	}
}

// Vars are the English texts by name, as kong puts them in place of ${NAME}.
func Vars() map[string]string {
	vars := map[string]string{}
	for name, t := range Texts() {
		vars[name] = t.EN
	}
	return vars
}
