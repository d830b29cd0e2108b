package api

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/qingshan-gis/qingshan/data/query"
	"github.com/qingshan-gis/qingshan/tiles/tilematrix"
)

var updateGuide = flag.Bool("update-guide", false, "write the tables of options in docs/guide/api.md and api.zh.md anew")

// optionTables are the tables of options by the names that stand in the guides' marks.
func optionTables(l query.Language) map[string]string {
	shared := map[string]bool{}
	tables := map[string]string{"all": query.Table(l, snapshotOption{}, formOptions{}), "tiles": query.Table(l, tileOptions{}),
		"rasters": query.Table(l, rasterOptions{}), "tile.json": query.Table(l, rasterTileJSONOptions{})}
	for _, line := range strings.Split(tables["all"], "\n")[2:] {
		shared[line] = true
	}
	for _, q := range (&Server{}).questions() {
		var own []string
		for i, line := range strings.Split(query.Table(l, q.options...), "\n") {
			if i < 2 || !shared[line] {
				own = append(own, line)
			}
		}
		if text := strings.Join(own, "\n") + "\n"; len(own) > 2 {
			tables[q.method+" /api"+q.path] = text
		}
	}
	return tables
}

var optionMark = regexp.MustCompile(`(?s)<!-- options of ([^\n]+?) -->\n.*?<!-- end -->\n`)

// TestGuidesTellTheOptions: the tables of both guides are those that are drawn from the declarations, one for each address.
func TestGuidesTellTheOptions(t *testing.T) {
	for l, name := range []string{query.English: "api.md", query.Chinese: "api.zh.md"} {
		path := filepath.Join("..", "docs", "guide", name)
		is, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		tables := optionTables(query.Language(l))
		should := optionMark.ReplaceAllStringFunc(string(is), func(found string) string {
			of := optionMark.FindStringSubmatch(found)[1]
			table, known := tables[of]
			if !known {
				t.Errorf("%s: there are no options of %s", name, of)
			}
			delete(tables, of)
			return "<!-- options of " + of + " -->\n" + table + "<!-- end -->\n"
		})
		for of := range tables {
			t.Errorf("%s has no table of the options of %s", name, of)
		}
		if *updateGuide {
			if err := os.WriteFile(path, []byte(should), 0o644); err != nil {
				t.Fatal(err)
			}
		} else if should != string(is) {
			t.Errorf("%s is not what the declarations say; write it anew: go test ./api -run TestGuides -update-guide", name)
		}
	}
}

// TestOptionsAreExplained: every option has a help in both languages.
func TestOptionsAreExplained(t *testing.T) {
	declared := []any{tileOptions{}, rasterOptions{}, rasterTileJSONOptions{}}
	for _, q := range (&Server{}).questions() {
		declared = append(declared, q.options...)
	}
	for _, o := range query.Of(declared...) {
		if o.Help.EN == "" || !strings.ContainsFunc(o.Help.ZH, func(r rune) bool { return r > 0x4e00 }) {
			t.Errorf("%s: %+v", o.Name, o.Help)
		}
	}
}

// TestMatrixOption: the tile matrix sets that may be named are those that there are.
func TestMatrixOption(t *testing.T) {
	var ids []string
	for _, m := range tilematrix.All() {
		ids = append(ids, m.ID)
	}
	if o := query.Of(rasterTileJSONOptions{})[0]; strings.Join(o.Enum, ",") != strings.Join(ids, ",") || o.Default != tilematrix.WebMercatorQuad().ID {
		t.Errorf("%v by default %s, there are %v", o.Enum, o.Default, ids)
	}
}

// TestGuidesNameAddresses: both guides name every address below /api with its method.
func TestGuidesNameAddresses(t *testing.T) {
	for _, name := range []string{"api.md", "api.zh.md"} {
		guide, err := os.ReadFile(filepath.Join("..", "docs", "guide", name))
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range New(Config{}).allRoutes() {
			if address := r.method + " " + r.pattern; strings.HasPrefix(r.pattern, apiPath) && !regexp.MustCompile(`(?m)(^## |^\| `+"`)"+regexp.QuoteMeta(address)+"(`|$)").Match(guide) {
				t.Errorf("%s does not name %s", name, address)
			}
		}
	}
}
