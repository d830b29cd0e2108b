//go:build !page

// Package web holds the map page, built into the binary.
package web

import (
	"io/fs"
	"testing/fstest"
)

// notBuilt stands in where the binary was built without the page, so that `go build ./...` needs no Node.
const notBuilt = `<!doctype html><meta charset="utf-8"><title>Qingshan 青山</title>
<p>本程序未包含地图页面，请用 <code>make build</code> 重新构建。<br>
This binary was built without the map page; build it with <code>make build</code>.</p>
<p><a href="api/coverage">/api/coverage</a></p>`

// Page returns a page that says what to do, and that the map page was not built in.
func Page() (fs.FS, bool) {
	return fstest.MapFS{"index.html": {Data: []byte(notBuilt)}}, false
}
