package main

import (
	"github.com/qingshan-gis/qingshan/data/store"
	"github.com/qingshan-gis/qingshan/texts"
)

// clockText remarks on a snapshot that was made while a clock was wrong.
func clockText(e store.Entry) string {
	if !e.Future {
		return ""
	}
	return "  (" + texts.Line("program.future") + ")"
}
