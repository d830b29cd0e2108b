// Package texts holds what people read, in Chinese and English.
//
// All texts stand in catalogue.json, from which the map page draws its own as well: groups of keys, and under each key the text in
// both languages, or one line that mixes them. {name} in a text is a parameter. The tests in texts_test.go of the module's root find a key
// that does not exist and a parameter that is missing; nothing here fails at run time. All functions may be called from several goroutines.
package texts

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
)

// Key names a text: its groups and its own name, with points between, as in "levels.village".
type Key string

// Text is a text in Chinese and English. One that the catalogue writes as a single line, with both languages in it, is twice the same.
type Text struct {
	ZH string `json:"zh"`
	EN string `json:"en"`
}

//go:embed catalogue.json
var file []byte

// catalogue is parsed once, when the first text is asked for, and only read afterwards.
var catalogue = sync.OnceValue(func() map[Key]Text {
	var tree map[string]any
	if err := json.Unmarshal(file, &tree); err != nil {
		panic(fmt.Errorf("texts: %w", err)) // the file is part of the program
	}
	texts := map[Key]Text{}
	gather(texts, "", tree)
	return texts
})

// gather collects the texts below a group by their keys.
func gather(texts map[Key]Text, at Key, group map[string]any) {
	for name, v := range group {
		key := at + Key(name)
		switch v := v.(type) {
		case string:
			texts[key] = Text{v, v}
		case map[string]any:
			zh, isText := v["zh"].(string)
			if en, both := v["en"].(string); isText && both {
				texts[key] = Text{zh, en}
			} else {
				gather(texts, key+".", v)
			}
		}
	}
}

// Keys lists the keys of all texts, sorted.
func Keys() []Key { return slices.Sorted(maps.Keys(catalogue())) }

// Of returns the text of a key. Values are pairs of a parameter's name and what stands in its place: of a [Text] the part in the same
// language, of all else what [fmt.Sprint] writes. The text of an unknown key is the key.
func Of(k Key, values ...any) Text {
	t, known := catalogue()[k]
	if !known {
		return Text{string(k), string(k)}
	}
	if len(values) == 0 {
		return t
	}
	var zh, en []string
	for i := 0; i+1 < len(values); i += 2 {
		hole := fmt.Sprintf("{%v}", values[i])
		v, isText := values[i+1].(Text)
		if !isText {
			s := fmt.Sprint(values[i+1])
			v = Text{s, s}
		}
		zh, en = append(zh, hole, v.ZH), append(en, hole, v.EN)
	}
	return Text{strings.NewReplacer(zh...).Replace(t.ZH), strings.NewReplacer(en...).Replace(t.EN)}
}

// In returns the text of a name in a group; it is empty if the group has no such name.
func In(group Key, name string) Text { return catalogue()[group+"."+Key(name)] }

// Line returns the text of a key as [Of] does, in both languages on one line.
func Line(k Key, values ...any) string { return Of(k, values...).Line() }

// Line is the text in both languages, English first.
func (t Text) Line() string {
	if t.ZH == t.EN {
		return t.EN
	}
	return t.EN + " " + t.ZH
}

// Capital is the text as it stands alone: with a capital at its beginning in English.
func (t Text) Capital() Text {
	if t.EN != "" {
		t.EN = strings.ToUpper(t.EN[:1]) + t.EN[1:]
	}
	return t
}

// Plus is the text with another one behind it.
func (t Text) Plus(more Text) Text { return Text{t.ZH + more.ZH, t.EN + more.EN} }
