package texts_test

import (
	"fmt"

	"github.com/qingshan-gis/qingshan/texts"
)

// A text has both languages; a parameter may be a text itself, which is then put in language by language.
func ExampleOf() {
	t := texts.Of("tile_rules.zones", "z", 9, "level", texts.In("levels", "township"))
	fmt.Println(t.ZH)
	fmt.Println(t.EN)
	// Output:
	// z9 起显示乡级
	// From z9: zones of level township
}

// A line holds both languages, English first, or mixed as the catalogue has it.
func ExampleLine() {
	fmt.Println(texts.Line("words.zone"))
	fmt.Println(texts.Line("gap_changes.one", "id", "G7", "mu", "+1.50"))
	// Output:
	// zone 责任区
	// G7 +1.50 亩
}

// A name that its group does not have has no text.
func ExampleIn() {
	fmt.Printf("%q %q\n", texts.In("states", "changed").ZH, texts.In("states", "nosuch").ZH)
	// Output: "有变化" ""
}
