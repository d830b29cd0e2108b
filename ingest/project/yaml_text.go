package project

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"github.com/qingshan-gis/qingshan/ingest/source/charset"
)

// plainPunctuation is what YAML knows in place of the punctuation of a Chinese keyboard.
var plainPunctuation = map[rune]string{
	'：': ": ", '，': ", ", '｛': "{", '｝': "}", '［': "[", '］': "]", '【': "[", '】': "]", '－': "-", '＃': "#",
	'“': `"`, '”': `"`, '＂': `"`, '‘': "'", '’': "'", '＇': "'", '\u3000': " ", '\u00a0': " ",
}

// notUTF8 says why a project file's text cannot be read; "" where it can. YAML is UTF-8, or UTF-16 with its mark.
func notUTF8(text []byte) string {
	if utf8.Valid(text) || bytes.HasPrefix(text, []byte("\xff\xfe")) || bytes.HasPrefix(text, []byte("\xfe\xff")) {
		return ""
	}
	is := "not UTF-8"
	if _, ok := charset.Decode(charset.GBK.Codec, text, false); ok {
		is = "GBK, not UTF-8"
	}
	return fmt.Sprintf("the file is %s; save it as UTF-8 (the editor's \"save as\" has a choice of encodings)", is)
}

// slip is a punctuation of a Chinese keyboard where YAML needs its own.
type slip struct {
	line    int
	found   rune
	instead string
}

// freeText is a line whose value may hold any punctuation.
var freeText = regexp.MustCompile(`^[\s-]*(?:name|source):\s`)

// slips finds the punctuation of a Chinese keyboard outside quotes, comments and free text.
func slips(text string) (out []slip) {
	for n, l := range strings.Split(text, "\n") {
		if freeText.MatchString(l) {
			continue
		}
		quote, before := rune(0), ' '
	line:
		for _, r := range l {
			switch {
			case quote != 0:
				if r == quote {
					quote = 0
				}
			case r == '"' || r == '\'':
				quote = r
			case r == '#' && (before == ' ' || before == '\t'):
				break line
			case plainPunctuation[r] != "":
				out = append(out, slip{n + 1, r, plainPunctuation[r]})
			}
			before = r
		}
	}
	return out
}

var atLine = regexp.MustCompile(`line (\d+)`)

// explained puts the slip that led to it before the reason why a file is refused: the last one up to the line that the reason
// names, else the first.
func explained(text, reason string) string {
	all := slips(text)
	if len(all) == 0 {
		return reason
	}
	worst := all[0]
	if m := atLine.FindStringSubmatch(reason); m != nil {
		limit, _ := strconv.Atoi(m[1]) // digits
		for _, s := range all {
			if s.line <= limit && s.line > worst.line {
				worst = s
			}
		}
	}
	return fmt.Sprintf("line %d: %q is full-width punctuation, which YAML does not know as such; write %q (%s)", worst.line, string(worst.found), worst.instead, reason)
}

// inFullWidthQuotes finds a value in the quotes of a Chinese keyboard, or several values of a list with its commas between them:
// YAML takes both for one text, which then matches nothing. Names and sources are free text.
func inFullWidthQuotes(n *yaml.Node) *yaml.Node {
	for i, c := range n.Content {
		if n.Kind == yaml.MappingNode && (i%2 == 0 || n.Content[i-1].Value == "name" || n.Content[i-1].Value == "source") {
			continue
		}
		if c.Kind == yaml.ScalarNode && c.Style == 0 {
			first, _ := utf8.DecodeRuneInString(c.Value)
			last, _ := utf8.DecodeLastRuneInString(c.Value)
			quoted := len(c.Value) > 1 && strings.ContainsRune("“”＂‘’＇", first) && strings.ContainsRune("“”＂‘’＇", last)
			if quoted || n.Kind == yaml.SequenceNode && strings.ContainsRune(c.Value, '，') {
				return c
			}
		}
		if bad := inFullWidthQuotes(c); bad != nil {
			return bad
		}
	}
	return nil
}

var yamlLine = regexp.MustCompile(`^yaml: (unmarshal errors:\s+)?`)

// explainYAML turns the decoder's words into a sentence with line and remedy.
func explainYAML(err error) string {
	var te *yaml.TypeError
	if !errors.As(err, &te) {
		if err.Error() == "EOF" {
			return "the file is empty; `qingshan init DIR` writes a project file"
		}
		return yamlLine.ReplaceAllString(err.Error(), "")
	}
	var out []string
	for _, e := range te.Errors {
		if sentence, unknown := refuseKey(e); unknown {
			out = append(out, sentence)
		} else {
			out = append(out, strings.ReplaceAll(e, "!!", ""))
		}
	}
	return strings.Join(out, "; ")
}

// keyWithoutName finds a key that is a list or a mapping.
func keyWithoutName(n *yaml.Node) *yaml.Node {
	for i, c := range n.Content {
		key := c
		if c.Kind == yaml.AliasNode {
			key = c.Alias
		}
		if n.Kind == yaml.MappingNode && i%2 == 0 && key.Kind != yaml.ScalarNode {
			return c
		}
		if bad := keyWithoutName(c); bad != nil {
			return bad
		}
	}
	return nil
}

// notFinite finds a number that is none (.nan, .inf) under a key that must have one: comparisons would let it pass, and
// every result after it would be wrong. Only nodata can be NaN.
func notFinite(n *yaml.Node) *yaml.Node {
	for i, c := range n.Content {
		if n.Kind == yaml.MappingNode && (i%2 == 0 || n.Content[i-1].Value == "nodata") {
			continue
		}
		if c.Kind == yaml.AliasNode { // of a number that stands under nodata, maybe; lists and mappings are looked at where they stand
			scalar := *c.Alias
			scalar.Line, scalar.Content = c.Line, nil
			c = &scalar
		}
		if v := 0.0; c.Kind == yaml.ScalarNode && c.Tag == "!!float" && (c.Decode(&v) != nil || math.IsNaN(v) || math.IsInf(v, 0)) {
			return c
		}
		if bad := notFinite(c); bad != nil {
			return bad
		}
	}
	return nil
}
