package render

import (
	"fmt"

	"github.com/qingshan-gis/qingshan/data"
)

// decimals writes a statistic; nothing stands for what was not observed.
func decimals(v data.Number) string {
	if v != v {
		return "未观测"
	}
	return fmt.Sprintf("%.4f", float64(v))
}

func stateText(s data.State) string {
	return string(s) + map[data.State]string{data.Changed: " 有变化", data.Unchanged: " 无变化", data.Unobserved: " 未观测", data.Observed: " 有观测"}[s]
}
