package api

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"testing"
	"time"

	"github.com/qingshan-gis/qingshan/api/access"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/data/store"
	"github.com/qingshan-gis/qingshan/tiles/tilematrix"
)

// nobodyReads is an answer that is thrown away.
type nobodyReads struct{ header http.Header }

func (w *nobodyReads) Header() http.Header         { return w.header }
func (w *nobodyReads) Write(p []byte) (int, error) { return len(p), nil }
func (w *nobodyReads) WriteHeader(int)             {}

// BenchmarkTile answers with tiles, for who may see all for who may see half of the townships, and for one county's officer, from the store that
// QINGSHAN_BENCH_STORE names or from the small one that the repository keeps.
func BenchmarkTile(b *testing.B) {
	for _, who := range []string{"whole", "part", "county"} {
		b.Run(who, func(b *testing.B) {
			dir, _ := fixtureStore(b)
			if folder := os.Getenv("QINGSHAN_BENCH_STORE"); folder != "" {
				dir = store.OpenDir(folder)
			}
			p := access.AtTheMachine()
			s := New(Config{Store: dir, Who: func(*http.Request) access.Principal { return p }})
			if err := s.Refresh(context.Background()); err != nil {
				b.Fatal(err)
			}
			whole := s.holder.Now()
			box := whole.Bounds()
			code := ""
			for i, level := range whole.Zones.Level {
				if level == snapshot.County && code == "" {
					code = whole.Zones.Code[i]
					if who == "county" {
						box = whole.ZoneBounds(int32(i))
					}
				}
			}
			switch who {
			case "county":
				p = access.Principal{Kind: access.User, Grants: []access.Grant{{Role: access.Officer, Zone: code}}}
			case "part":
				p = access.Principal{Kind: access.User}
				n := 0
				for i, level := range whole.Zones.Level {
					if level == snapshot.Township {
						if n++; n%2 == 0 || whole.Zones.Len() < 100 {
							p.Grants = append(p.Grants, access.Grant{Role: access.Officer, Zone: whole.Zones.Code[i]})
						}
					}
				}
			}
			z := 12
			x, y := tilematrix.WebMercatorQuad().TileAt(z, (box[0]+box[2])/2, (box[1]+box[3])/2)
			r := httptest.NewRequest(http.MethodGet, fmt.Sprintf("/tiles/zones,cells,parcels/%d/%d/%d.mvt", z, x, y), nil)
			r.Header.Set("Accept-Encoding", "gzip")
			began := time.Now()
			w := httptest.NewRecorder()
			s.ServeHTTP(w, r)
			if w.Code != http.StatusOK {
				b.Fatalf("status %d: %s", w.Code, w.Body)
			}
			first := time.Since(began)
			b.ReportAllocs()
			for b.Loop() {
				s.ServeHTTP(&nobodyReads{http.Header{}}, r)
			}
			b.ReportMetric(first.Seconds(), "s/first")
		})
	}
}

// BenchmarkRights finds out what somebody with ten grants may see.
func BenchmarkRights(b *testing.B) {
	p := access.Principal{Kind: access.User}
	for i := range 10 {
		p.Grants = append(p.Grants, access.Grant{Role: access.Township, Zone: fmt.Sprintf("3305230%02d", i), From: time.Unix(0, 0)})
	}
	b.ReportAllocs()
	for b.Loop() {
		if p.Scope(access.Reading(access.Map), time.Now()).InTables().Empty() {
			b.Fatal("nothing")
		}
	}
}
