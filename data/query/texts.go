package query

import "github.com/qingshan-gis/qingshan/texts"

// shared is the group of helps in the catalogue that options name as ${NAME}.
const shared = "options"

// Vars are the English helps of the catalogue by name, as kong puts them in place of ${NAME}.
func Vars() map[string]string {
	vars := map[string]string{}
	for _, name := range texts.Names(shared) {
		vars[name] = texts.In(shared, name).EN
	}
	return vars
}
