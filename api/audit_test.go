package api

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/qingshan-gis/qingshan/api/access"
	"github.com/qingshan-gis/qingshan/api/audit"
	"github.com/qingshan-gis/qingshan/data/scope"
)

// TestAuditorsReadTheAudit: who has the right reads entries page by page as JSON and CSV, and only those of his zones; to others there is no
// such address.
func TestAuditorsReadTheAudit(t *testing.T) {
	people := people()
	s := auditedServer(t, nil, nil)
	zones := s.holder.Now().Zones
	leaf := int32(zones.Len() - 1)
	parent := zones.Code[max(0, zones.Parent[leaf])]
	people["below"] = access.Principal{Kind: access.User, ID: "u-below", Grants: []access.Grant{{Role: access.Officer, Zone: zones.Code[leaf]}}}
	people["local auditor"] = access.Principal{Kind: access.User, ID: "u-local", Grants: []access.Grant{{Role: access.Auditor, Zone: parent}}}
	s = auditedServer(t, people, nil)
	for i := range 7 {
		askedBy(s, []string{"officer", "below"}[i%2], "GET", "/api/coverage")
	}
	s.cfg.Audit.Record(t.Context(), audit.Entry{Event: audit.SignIn, Result: "wrong"})
	s.cfg.Audit.Record(t.Context(), audit.Entry{Event: audit.Asked, Who: "u-gone", Scope: []audit.Part{{Zone: "no zone any more"}}})

	var numbers []int64
	for after := int64(0); ; {
		page := auditPage(t, s, "auditor", fmt.Sprintf("limit=2&event=asked&after=%d", after))
		for _, e := range page.Entries {
			if e.Route != "/api/audit" {
				numbers = append(numbers, e.N)
			}
		}
		if after = page.Next; after == 0 || len(numbers) > 20 {
			break
		}
	}
	if fmt.Sprint(numbers) != "[1 2 3 4 5 6 7 9]" {
		t.Errorf("pages have %v", numbers)
	}
	for _, e := range auditPage(t, s, "local auditor", "").Entries {
		if e.Who != "u-below" && e.Who != "u-local" {
			t.Errorf("an auditor of some zones sees %+v", e)
		}
	}
	if got := auditPage(t, s, "local auditor", "who=u-below").Entries; len(got) != 3 {
		t.Errorf("%d entries", len(got))
	}
	w := askedBy(s, "auditor", "GET", "/api/audit?format=csv&who=u-officer")
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(w.Body.String(), "\ufeff"))).ReadAll()
	if err != nil || len(rows) != 5 || rows[0][0] != "n" || rows[1][5] != "u-officer" || rows[1][10] != "*:"+(scope.Public|scope.Work|scope.Person|scope.Track|scope.Internal).String() {
		t.Errorf("%v %v", rows, err)
	}
	nowhere := askedBy(s, "auditor", "GET", "/api/nowhere")
	for _, who := range []string{"officer", "admin", "nobody"} {
		w := askedBy(s, who, "GET", "/api/audit")
		if w.Code != 404 || unnamed(w.Body.String(), w.Header().Get("X-Request-Id"), "/api/audit") != unnamed(nowhere.Body.String(), nowhere.Header().Get("X-Request-Id"), "/api/nowhere") {
			t.Errorf("%s: %d %s", who, w.Code, w.Body)
		}
	}
	for _, query := range []string{"from=yesterday", "limit=0", "event=all", "after=-1", "x=1"} {
		if w := askedBy(s, "auditor", "GET", "/api/audit?"+query); w.Code != 400 {
			t.Errorf("%s: %d %s", query, w.Code, w.Body)
		}
	}
}

// unnamed is a refusal without what is its own.
func unnamed(body, id, path string) string {
	return strings.NewReplacer(id, "", path, "").Replace(body)
}

type auditDoc struct {
	Entries []audit.Entry `json:"entries"`
	Next    int64         `json:"next"`
}

func auditPage(t *testing.T, s *Server, who, query string) (doc auditDoc) {
	t.Helper()
	w := askedBy(s, who, "GET", "/api/audit?"+query)
	if err := json.Unmarshal(w.Body.Bytes(), &doc); err != nil || w.Code != 200 || w.Header().Get("Cache-Control") != "no-store" {
		t.Fatalf("%s: %d %s %v", query, w.Code, w.Body, err)
	}
	return doc
}
