package api

import (
	"cmp"
	"context"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"

	"github.com/qingshan-gis/qingshan/api/limit"
	"github.com/qingshan-gis/qingshan/api/reach"
	"github.com/qingshan-gis/qingshan/internal/once"
)

// pageFiles serves the page's files. Each is read and packed once for each encoding and kept, since they are few, and packing the
// largest takes as long as a thousand tiles.
type pageFiles struct {
	fs     fs.FS
	kept   once.Cache[pageFile, *packedFile]
	others http.Handler // folders, other ways to write an address, and what is not there
}

type pageFile struct {
	name     string
	encoding limit.Encoding
}

type packedFile struct {
	kind, tag string
	encoding  limit.Encoding
	body      []byte
}

func newPageFiles(files fs.FS) *pageFiles {
	return &pageFiles{fs: files, others: http.FileServerFS(files)}
}

// ServeHTTP answers with a file.
func (p *pageFiles) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name := strings.TrimPrefix(r.URL.Path, "/")
	if name == "index.html" || !fs.ValidPath(cmp.Or(name, ".")) { // its address is the folder's
		p.others.ServeHTTP(w, r)
		return
	}
	of := pageFile{cmp.Or(name, "index.html"), limit.PickEncoding(r.Header.Get("Accept-Encoding"))}
	file, _, err := p.kept.Get(r.Context(), of, func(context.Context) (*packedFile, error) { return p.pack(of) })
	if err != nil {
		p.others.ServeHTTP(w, r)
		return
	}
	h := w.Header()
	reach.AddVary(h, "Accept-Encoding")
	h.Set("ETag", file.tag)
	if limit.NamesTag(r.Header.Get("If-None-Match"), file.tag) {
		limit.NotModified(w)
		return
	}
	h.Set("Content-Type", file.kind)
	if file.encoding != limit.Identity {
		h.Set("Content-Encoding", string(file.encoding))
	}
	h.Set("Content-Length", strconv.Itoa(len(file.body)))
	_, _ = w.Write(file.body)
}

// pack reads a file and packs it if it is text. It returns an error if there is none.
func (p *pageFiles) pack(of pageFile) (*packedFile, error) {
	body, err := fs.ReadFile(p.fs, of.name)
	if err != nil {
		return nil, err
	}
	out := &packedFile{kind: cmp.Or(mime.TypeByExtension(path.Ext(of.name)), http.DetectContentType(body)), tag: contentTag(body), body: body}
	if of.encoding == limit.Identity || !limit.IsText(out.kind) {
		return out, nil
	}
	out.encoding = of.encoding
	out.tag = of.encoding.Tag(out.tag)
	out.body, err = of.encoding.Pack(body)
	return out, err
}
