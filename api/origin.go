package api

import (
	"net/http"

	"github.com/qingshan-gis/qingshan/api/reach"
)

// address is where a path of this server is reached from outside. Without a base URL it is the path alone in a document that shared
// caches keep, whatever a request says of the server, since others would be handed it; and in all others it is on the host that the
// client asked.
func (s *Server) address(r *http.Request, path string, kept bool) string {
	if o := reach.Of(r); kept && !o.Known() && !o.Moved() {
		return path
	}
	return reach.URL(r, path)
}

// hangsOnRequest tells whether addresses in a document are made of what the request says of the server.
func hangsOnRequest(r *http.Request, kept bool) bool {
	o := reach.Of(r)
	return !o.Known() && (!kept || o.Moved())
}

// addressed sets how long a document with addresses is kept: as its kind of answer is, but by no shared cache where the addresses hang
// on what one client's request says.
func (s *Server) addressed(w http.ResponseWriter, r *http.Request, cacheControl string, kept bool) {
	if hangsOnRequest(r, kept) {
		cacheControl = "private, no-cache"
	}
	w.Header().Set("Cache-Control", cacheControl)
}

// IsBaseURL tells whether a text can stand before the server's paths: http or https, a host, perhaps a path that begins like none of
// the server's own addresses.
func IsBaseURL(text string) bool {
	_, ok := reach.ParseBaseURL(text)
	return ok && text != ""
}
