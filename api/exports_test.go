package api

import (
	"bytes"
	"context"
	"net/http"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/qingshan-gis/qingshan/api/access"
)

// TestFilesNeedTheRightToExport: who may read answers but not export them finds no files, and a file holds what may be exported, which can
// be less than what may be read.
func TestFilesNeedTheRightToExport(t *testing.T) {
	who := access.PublicReader()
	dir, _ := fixtureStore(t)
	s := New(Config{Store: dir, Who: func(*http.Request) access.Principal { return who }})
	if err := s.Refresh(context.Background()); err != nil {
		t.Fatal(err)
	}
	zones := s.holder.Now().Zones
	leaf := zones.Code[zones.Len()-1]
	paths := []string{"/api/coverage?format=", "/api/gaps?format=", "/api/changes?format=", "/api/stats?format="}
	for _, path := range paths {
		for _, format := range []string{"xlsx", "gpkg"} {
			if w, nothing := asks(s, "GET", path+format), asks(s, "GET", "/api/nothing"); w.Code != http.StatusNotFound || len(said(w)) == 0 || w.Code != nothing.Code {
				t.Errorf("%s%s for the public: %d %.200s", path, format, w.Code, w.Body)
			}
		}
	}
	if w := asks(s, "GET", "/api/coverage?format=csv"); w.Code != http.StatusOK {
		t.Errorf("a table for the public: %d", w.Code)
	}
	who = access.Principal{Kind: access.User, ID: "u", Grants: []access.Grant{{Role: access.Public}, {Role: access.Officer, Zone: leaf}}}
	w := asks(s, "GET", "/api/coverage?format=xlsx")
	book, err := excelize.OpenReader(bytes.NewReader(w.Body.Bytes()))
	if err != nil {
		t.Fatalf("%d: %v", w.Code, err)
	}
	rows, err := book.GetRows(book.GetSheetName(0))
	if err != nil || len(rows) != 2 || rows[1][0] != leaf {
		t.Errorf("%q %v, want a head and the row of %s", rows, err, leaf)
	}
}
