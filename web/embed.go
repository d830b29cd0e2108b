//go:build page

// Package web holds the map page, built into the binary.
package web

import (
	"embed"
	"io/fs"
)

//go:embed all:page
var files embed.FS

// Page returns the map page's files, and that they were built in.
func Page() (fs.FS, bool) {
	page, err := fs.Sub(files, "page")
	if err != nil {
		panic(err) // "page" is a valid path
	}
	return page, true
}
