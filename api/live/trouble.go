package live

import (
	"errors"
	"fmt"
	"strings"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/data/store"
)

// Trouble is what is wrong with the store. It names no folder, so that anybody may be told.
type Trouble struct {
	Text  string
	Kinds map[store.Kind]int // damaged files by kind
}

// mostTold bounds how many damaged files a sentence lists.
const mostTold = 3

// newTrouble describes why the current snapshot cannot be served, if it cannot, and which files of the one served instead, or of the
// current one, are damaged; nil where nothing is wrong.
func newTrouble(why error, files []*store.Damage, serving snapshot.ID) *Trouble {
	if why == nil && len(files) == 0 {
		return nil
	}
	t := &Trouble{Kinds: map[store.Kind]int{}}
	var all []string
	if why != nil {
		all = append(all, t.told(why))
	}
	for i, d := range files {
		t.Kinds[d.Kind]++
		if i < mostTold {
			all = append(all, d.Error())
		}
	}
	if more := len(files) - mostTold; more > 0 {
		all = append(all, fmt.Sprintf("%d more files are damaged", more))
	}
	switch {
	case serving == "":
		all = append(all, "nothing can be served")
	case why == nil:
		all = append(all, "what lies in them is not served, everything else is")
	}
	t.Text = strings.Join(all, "; ")
	return t
}

// told is what may be told of an error, which it counts.
func (t *Trouble) told(err error) string {
	var damage *store.Damage
	var schema *snapshot.SchemaError
	switch {
	case errors.As(err, &damage):
		t.Kinds[damage.Kind]++
		return damage.Error()
	case errors.As(err, &schema):
		t.Kinds[store.KindManifest]++
		return schema.Error()
	}
	if store.Scarce(err) {
		return store.ErrScarce.Error()
	}
	t.Kinds[store.KindStore]++
	if errors.Is(err, store.ErrNoCurrent) {
		return "the store holds no snapshot any more; was its disk unmounted?"
	}
	return "the store cannot be read; the server's log says why"
}
