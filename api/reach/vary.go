package reach

import (
	"net/http"
	"slices"
	"strings"
)

// AddVary says that an answer hangs on a header of the request, once, and on one line with all others: nginx before 1.23 looks at no
// more than one.
func AddVary(h http.Header, names ...string) {
	if len(h["Vary"]) == 0 && len(names) == 1 {
		h["Vary"] = names
		return
	}
	var all []string
	for _, line := range h["Vary"] {
		for name := range strings.SplitSeq(line, ",") {
			all = append(all, strings.TrimSpace(name))
		}
	}
	for _, name := range names {
		if !slices.Contains(all, name) {
			all = append(all, name)
		}
	}
	h["Vary"] = []string{strings.Join(all, ", ")}
}
