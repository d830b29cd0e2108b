package attributes

import (
	"github.com/qingshan-gis/qingshan/tiles/mvt"
)

// declareGaps declares the gaps.
func declareGaps() *Layer {
	return &Layer{
		Name: "gaps", Description: "Uncovered ground 空白区",
		Fields: []Field{
			{Name: "id", Description: "String"},
			zoneField,
			{Name: "first_seen", Description: "String: date", OnRequest: true},
			AreaField,
			CountField,
		},
		Build: (*Tables).gaps,
	}
}

func (t *Tables) gaps(l *Layer, _ int) (*Table, error) {
	g := &t.Snapshot.Found.Gaps
	return t.findings(l, g, mvt.NewColumn(g.Len(), func(i int) any {
		if i < len(g.FirstSeen) {
			return g.FirstSeen[i].String()
		}
		return ""
	})), nil
}
