package qingshan_test

import (
	"bytes"
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"github.com/qingshan-gis/qingshan/texts"
)

// namedGroups are the groups in which a text's English is its name, since values and columns are called so in JSON, too.
var namedGroups = []string{"levels", "severities", "states", "columns", "gap_changes"}

// sameWord are the names in those groups that are no words of the data.
var sameWord = []texts.Key{"gap_changes.one", "gap_changes.unchanged", "gap_changes.all"}

var parameter = regexp.MustCompile(`\{(\w+)\}`)

// parameters are the names of a text's parameters, sorted, each once.
func parameters(text string) (names []string) {
	for _, m := range parameter.FindAllStringSubmatch(text, -1) {
		names = append(names, m[1])
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// TestTextsAreInBothLanguages: every text stands in both languages, with the same parameters; a line that mixes them has Chinese in it.
func TestTextsAreInBothLanguages(t *testing.T) {
	for _, key := range texts.Keys() {
		text := texts.Of(key)
		group, name, _ := strings.Cut(string(key), ".")
		switch {
		case text.ZH == "" || text.EN == "":
			t.Errorf("%s: %+v is not in both languages", key, text)
		case !slices.Equal(parameters(text.ZH), parameters(text.EN)):
			t.Errorf("%s: %v in Chinese, %v in English", key, parameters(text.ZH), parameters(text.EN))
		case slices.Contains(namedGroups, group) && !slices.Contains(sameWord, key) && text.EN != name:
			t.Errorf("%s is %q in English", key, text.EN)
		case group != "page" && !strings.ContainsFunc(text.ZH, isHan) && len(parameters(text.ZH)) == 0:
			t.Errorf("%s: no Chinese in %q", key, text.ZH)
		}
	}
}

// TestTextsStandOnce: no key stands twice in a group of the catalogue, where the later one would hide the earlier.
func TestTextsStandOnce(t *testing.T) {
	file, err := os.ReadFile("texts/catalogue.json")
	if err != nil {
		t.Fatal(err)
	}
	once(t, json.NewDecoder(bytes.NewReader(file)), "")
}

// once reads a value and reports keys that stand twice in an object.
func once(t *testing.T, d *json.Decoder, at string) {
	t.Helper()
	token, err := d.Token()
	if err != nil {
		t.Fatal(err)
	}
	if token != json.Delim('{') {
		return
	}
	known := map[string]bool{}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			t.Fatal(err)
		}
		key := at + name.(string)
		if known[key] {
			t.Errorf("%s stands twice", key)
		}
		known[key] = true
		once(t, d, key+".")
	}
	if _, err := d.Token(); err != nil {
		t.Fatal(err)
	}
}

// use is how the program's Go code uses the catalogue.
type use struct {
	keys   map[texts.Key]bool // named in full
	groups map[string]bool    // of which texts are looked up by name
	words  map[string]bool    // all literals, among them the names of texts in groups
}

// TestTextsAreUsed: every key that the code names is in the catalogue and gets its parameters, and every text of the catalogue is used by
// the service or the page.
func TestTextsAreUsed(t *testing.T) {
	used := use{map[texts.Key]bool{}, map[string]bool{}, map[string]bool{}}
	for path, file := range goFiles(t) {
		used.read(t, path, file)
	}
	used.form(t, "data/certificate/paper/page.html")
	page := pageText(t)
	for _, key := range texts.Keys() {
		group, name, _ := strings.Cut(string(key), ".")
		inGo := used.keys[key] || used.groups[group] && used.words[name]
		onPage := slices.Contains(pageGroups, group) && (strings.Contains(page, "'"+name+"'") || strings.Contains(page, "words."+name) || strings.Contains(page, "states."+name) || slices.Contains(byServer, name))
		if !inGo && !onPage {
			t.Errorf("%s is used by nobody", key)
		}
	}
}

// pageGroups are what web/src/i18n.ts takes from the catalogue.
var pageGroups = []string{"page", "page_access", "roles", "field_groups", "words", "units", "levels", "severities", "states"}

// byServer are texts of the page that go by names in the server's answers: levels, terms of a score, states of an exception.
var byServer = []string{"province", "city", "county", "township", "village", "area_mu", "forest_mu", "protective_mu", "days_open", "distance_km",
	"expired", "not_yet_valid", "outgrown", "severe", "high"}

// wholeKey is what a literal looks like that names a text in full.
var wholeKey = regexp.MustCompile(`^([a-z_]+)\.([A-Za-z0-9_]+)$`)

// namedHelp is the name of a help in a tag; that of a command stands behind `cmd:""`.
var namedHelp = regexp.MustCompile(`(cmd:"" )?help:"@(\w+)"`)

// read notes what a file uses, and reports what is not in the catalogue.
func (u *use) read(t *testing.T, path string, file *ast.File) {
	groups := groups()
	filled := map[ast.Expr]bool{}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			switch called(n) {
			case "texts.Of", "texts.Line":
				filled[n.Args[0]] = true
				checkFilled(t, path, n)
			case "texts.In", "withChinese":
				if group, ok := text(n.Args[0]); ok && !groups[group] {
					t.Errorf("%s: the catalogue has no group %q", path, group)
				} else if ok {
					u.groups[group] = true
				}
			}
		case *ast.BasicLit:
			word, ok := text(n)
			if !ok {
				return true
			}
			u.words[word] = true
			if m := namedHelp.FindStringSubmatch(word); m != nil && m[1] != "" {
				u.key(t, path, texts.Key("commands."+m[2]), false)
			} else if m != nil {
				u.key(t, path, texts.Key("options."+m[2]), false)
			}
			if m := wholeKey.FindStringSubmatch(word); m != nil && groups[m[1]] {
				u.key(t, path, texts.Key(word), filled[n])
			}
		}
		return true
	})
}

// labelled is where a template puts a text: its key, and the names and values of parameters.
var labelled = regexp.MustCompile(`\{\{(?:both|tight|label|zh|en) "([\w.]+)"(.*?)\}\}`)

// form notes the texts of a template, and holds the values that it gives them against their parameters.
func (u *use) form(t *testing.T, path string) {
	t.Helper()
	source, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range labelled.FindAllStringSubmatch(string(source), -1) {
		key := texts.Key(m[1])
		u.key(t, path, key, true)
		var given []string
		for _, name := range regexp.MustCompile(`"(\w+)"`).FindAllStringSubmatch(m[2], -1) {
			given = append(given, name[1])
		}
		slices.Sort(given)
		if want := parameters(texts.Of(key).EN); !slices.Equal(given, want) {
			t.Errorf("%s: %s is given %v, not %v", path, key, given, want)
		}
	}
	if strings.ContainsFunc(string(source), isHan) {
		t.Errorf("%s: Chinese belongs into texts/catalogue.json", path)
	}
}

// groups are the catalogue's groups.
func groups() map[string]bool {
	groups := map[string]bool{}
	for _, key := range texts.Keys() {
		group, _, _ := strings.Cut(string(key), ".")
		groups[group] = true
	}
	return groups
}

// key notes a key that a file names.
func (u *use) key(t *testing.T, path string, key texts.Key, filled bool) {
	u.keys[key] = true
	if _, known := slices.BinarySearch(texts.Keys(), key); !known {
		t.Errorf("%s: the catalogue has no %s", path, key)
	} else if names := parameters(texts.Of(key).EN); !filled && len(names) > 0 {
		t.Errorf("%s: %s without its parameters %v", path, key, names)
	}
}

// checkFilled holds the values of a call against the parameters of its text.
func checkFilled(t *testing.T, path string, call *ast.CallExpr) {
	key, ok := text(call.Args[0])
	if !ok {
		return // a column's head: the key stands where it is declared
	}
	var given []string
	for i := 1; i < len(call.Args); i += 2 {
		name, _ := text(call.Args[i])
		given = append(given, name)
	}
	slices.Sort(given)
	if want := parameters(texts.Of(texts.Key(key)).EN); !slices.Equal(given, want) || len(call.Args)%2 == 0 {
		t.Errorf("%s: %s is given %v, not %v", path, key, given, want)
	}
}

// TestPageFillsItsTexts: where the page names a text with parameters, it gives them. That the text exists is what its compiler checks.
func TestPageFillsItsTexts(t *testing.T) {
	asked := regexp.MustCompile(`\bt\('(\w+)'`)
	filled := 0
	for path, source := range pageFiles(t) {
		for _, m := range asked.FindAllStringSubmatchIndex(source, -1) {
			key := texts.Key("page." + source[m[2]:m[3]])
			if _, known := slices.BinarySearch(texts.Keys(), key); !known {
				key = texts.Key("page_access." + source[m[2]:m[3]])
			}
			if _, known := slices.BinarySearch(texts.Keys(), key); !known {
				continue // a word, which has none
			}
			call := source[m[1]:end(source, m[1])]
			for _, name := range parameters(texts.Of(key).EN) {
				filled++
				if !regexp.MustCompile(`\b` + name + `\b`).MatchString(call) {
					t.Errorf("%s: %s is not given %s", path, key, name)
				}
			}
		}
	}
	if filled == 0 {
		t.Error("no text with parameters was found")
	}
}

// end is where the parenthesis closes that is open at a place.
func end(source string, at int) int {
	depth := 1
	for i, r := range source[at:] {
		switch r {
		case '(':
			depth++
		case ')':
			depth--
		}
		if depth == 0 {
			return at + i
		}
	}
	return len(source)
}

// called is the name of the function that is called, with its package.
func called(call *ast.CallExpr) string {
	switch f := call.Fun.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		if x, ok := f.X.(*ast.Ident); ok {
			return x.Name + "." + f.Sel.Name
		}
	}
	return ""
}

// text is the text of a literal.
func text(e ast.Expr) (string, bool) {
	l, ok := e.(*ast.BasicLit)
	if !ok || l.Kind != token.STRING && l.Kind != token.CHAR {
		return "", false
	}
	if l.Kind == token.CHAR {
		r, _, _, err := strconv.UnquoteChar(l.Value[1:], '\'')
		return string(r), err == nil
	}
	s, err := strconv.Unquote(l.Value)
	return s, err == nil
}

// goFiles parses the module's Go files but its tests.
func goFiles(t *testing.T) map[string]*ast.File {
	t.Helper()
	files := map[string]*ast.File{}
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == "node_modules" || d.Name() == "testdata" || strings.HasPrefix(d.Name(), ".") && path != "."):
			return fs.SkipDir
		case d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go"):
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		files[filepath.ToSlash(path)] = file
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// pageFiles are the page's sources but its tests, without comments.
func pageFiles(t *testing.T) map[string]string {
	t.Helper()
	comment := regexp.MustCompile(`(?s:/\*.*?\*/)|(?m:(^|\s)//.*$)|<!--.*?-->`)
	files := map[string]string{}
	for _, pattern := range []string{"web/src/*.ts", "web/src/*.css", "web/*.html"} {
		list, err := filepath.Glob(pattern)
		if err != nil || len(list) == 0 {
			t.Fatal(pattern, err)
		}
		for _, path := range list {
			if strings.HasSuffix(path, ".test.ts") {
				continue
			}
			source, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			files[filepath.ToSlash(path)] = comment.ReplaceAllString(string(source), "")
		}
	}
	return files
}

// pageText is all of the page's source.
func pageText(t *testing.T) string {
	return strings.Join(slices.Collect(maps.Values(pageFiles(t))), "\n")
}

func isHan(r rune) bool { return unicode.Is(unicode.Han, r) }

// chinese are the files, or folders, that may hold Chinese besides comments, and why.
var chinese = map[string]string{
	"data/rules/score_rule.go":  "a category in the data",
	"data/rules/triage_rule.go": "categories in the data, the source of a limit, errors about a project file",
	"data/snapshot/date.go":     "what dates look like in the data",
	"data/snapshot/registry.go": "what roles are called in the data",
	"ingest/infer":              "what columns, files and values are called in the data",
	"ingest/scene/datename":     "what dates look like in names of files",
	"ingest/source/tables":      "what dates look like in workbooks",
	"internal":                  "names in made-up data for tests",
	"sample":                    "names in the synthetic county",
	"web/embed_none.go":         "what a program without the page shows in its place",
	"web/index.html":            "what stands there before the page's program runs",
	"web/src/style.css":         "a sample of a name on the map",
}

// TestChineseStandsInTheCatalogue: a text that people read is neither in Go nor in the page's sources.
func TestChineseStandsInTheCatalogue(t *testing.T) {
	used := map[string]bool{}
	look := func(path, word string) {
		if !strings.ContainsFunc(word, isHan) {
			return
		}
		for at := path; at != "."; at = filepath.ToSlash(filepath.Dir(at)) {
			if chinese[at] != "" {
				used[at] = true
				return
			}
		}
		t.Errorf("%s: %q belongs into texts/catalogue.json", path, word)
	}
	for path, file := range goFiles(t) {
		ast.Inspect(file, func(n ast.Node) bool {
			if l, ok := n.(*ast.BasicLit); ok {
				word, _ := text(l)
				look(path, word)
			}
			return true
		})
	}
	for path, source := range pageFiles(t) {
		for line := range strings.Lines(source) {
			look(path, strings.TrimSpace(line))
		}
	}
	for path := range chinese {
		if !used[path] {
			t.Errorf("%s holds no Chinese any more: take it out of the exceptions", path)
		}
	}
}
