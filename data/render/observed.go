package render

import "github.com/qingshan-gis/qingshan/data"

// stateText names a state in both languages.
func stateText(state any) string {
	text := plain(state)
	return text + map[data.State]string{data.Changed: " 有变化", data.Unchanged: " 无变化", data.Unobserved: " 未观测", data.Observed: " 有观测"}[data.State(text)]
}
