package tiles

import (
	"fmt"

	"github.com/qingshan-gis/qingshan/data"
)

var levelNames = [...]string{"省级", "市级", "县级", "乡级", "村级"}

// zoneRules say from which level on which zones are shown.
func zoneRules(p *pyramid) (rules []string) {
	was := -1
	for level := range levels {
		rank := p.levels[level][zonesLayer].rung
		if rank != was && was >= 0 && rank < len(levelNames) {
			rules = append(rules, fmt.Sprintf("z%d 起显示%s From z%d: zones of level %s", level, levelNames[rank], level, data.Levels[rank]))
		}
		was = rank
	}
	if len(rules) > 0 {
		rules = append(rules, fmt.Sprintf("一级责任区面积中位数不足 %d 像素（256 像素图块）时不显示 A level of zones is left out where their median area is below %d pixels of a 256-pixel tile", legible, legible))
	}
	return rules
}
