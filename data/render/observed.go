package render

import (
	"github.com/qingshan-gis/qingshan/data/change"
)

// stateText names a state in both languages.
func stateText(state any) string {
	text := plain(state)
	return text + map[change.State]string{change.Changed: " 有变化", change.Unchanged: " 无变化", change.Unobserved: " 未观测", change.Observed: " 有观测"}[change.State(text)]
}
