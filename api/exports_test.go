package api

import (
	"bytes"
	"net/http"
	"testing"

	"github.com/qingshan-gis/qingshan/api/access"
)

// TestFilesAreExports: an answer as a file is under the right to exports: for a public reader or an administrator it is not there, and who
// has that right for one township gets no other one in it, though he may read of both.
//
//testrun:plain
func TestFilesAreExports(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long")
	}
	o := newTwoTownships(t)
	grants := map[string][]access.Grant{
		"reader":  {{Role: access.Public}},
		"admin":   {{Role: access.Admin}},
		"officer": {{Role: access.Officer, Zone: o.zones[0]}},
		"mixed":   {{Role: access.Public}, {Role: access.Officer, Zone: o.zones[0]}},
	}
	o.cfg.Who = func(r *http.Request) access.Principal {
		return access.Principal{Kind: access.User, ID: r.Header.Get("Who"), Grants: grants[r.Header.Get("Who")]}
	}
	other := []byte(o.zones[1])
	for _, path := range []string{"/api/coverage", "/api/gaps"} {
		if all := o.as("mixed", path+"?format=csv"); all.Code != 200 || !bytes.Contains(plain(t, all), other) {
			t.Errorf("%s: as a text: %d, or nothing of the other township", path, all.Code)
		}
		for _, format := range []string{"xlsx", "gpkg"} {
			file := path + "?format=" + format
			for _, who := range []string{"reader", "admin"} {
				if w := o.as(who, file); w.Code != 404 {
					t.Errorf("%s: %s: %d", file, who, w.Code)
				}
			}
			own := o.as("officer", file)
			if own.Code != 200 {
				t.Errorf("%s: who may: %d", file, own.Code)
			}
			if w := o.as("mixed", file); w.Code != 200 || bytes.Contains(plain(t, w), other) || !bytes.Contains(plain(t, w), []byte(o.zones[0])) {
				t.Errorf("%s: with rights for one township: %d, or the other one is in it", file, w.Code)
			}
		}
	}
	for _, who := range []string{"reader", "admin"} {
		if w := o.as(who, "/api/diff?format=xlsx"); w.Code != 404 || !bytes.Contains(w.Body.Bytes(), []byte("nothing is served at /api/diff")) {
			t.Errorf("a difference as a file: %s: %d %s", who, w.Code, w.Body)
		}
	}
}
