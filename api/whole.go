package api

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strconv"

	"github.com/qingshan-gis/qingshan/api/limit"
)

// writeJSON answers with a small document.
func writeJSON(w http.ResponseWriter, r *http.Request, doc any) {
	var text bytes.Buffer
	_ = json.NewEncoder(&text).Encode(doc)
	writeWhole(w, r, "application/json", text.Bytes())
}

// writeWhole answers with a small body that is there already, or tells a client that has it that it is the same. Texts are encoded on
// their way, see [limit.Compressed].
func writeWhole(w http.ResponseWriter, r *http.Request, contentType string, body []byte) {
	h := w.Header()
	h.Set("ETag", contentTag(body))
	if limit.NamesTag(r.Header.Get("If-None-Match"), h.Get("ETag")) {
		limit.NotModified(w)
		return
	}
	h.Set("Content-Type", contentType)
	h.Set("Content-Length", strconv.Itoa(len(body)))
	_, _ = w.Write(body)
}

// contentTag is the entity tag of a body.
func contentTag(body []byte) string {
	sum := sha256.Sum256(body)
	return strconv.Quote(hex.EncodeToString(sum[:16]))
}
