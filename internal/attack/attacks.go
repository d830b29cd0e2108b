package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// attack is one way to exhaust a server.
type attack struct {
	name, what string
	run        func(ctx context.Context, a *attacker) error
}

// attacks are those that were found to work, and those that are tried first.
var attacks = []attack{
	{"boxes", "4 what-ifs of 400 identical boxes each", identicalBoxes},
	{"unread", "40 clients that do not read statistics of parcels", unread},
	{"dates", "16 ranked lists of gaps, each of another date without cells", dates},
	{"files", "6 workbooks of parcels and 6 GeoPackages of changes", files},
	{"promised", "200 bodies that are promised and never sent", promised},
	{"views", "8 clients with 600 ranked lists of gaps in all, no two alike: dates, zones, demands, in post", views},
	{"slow", "12 clients that read statistics of parcels at 1 kB/s", slow},
}

func ask(path string) func(int) string {
	return func(int) string { return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n" }
}

func post(body string) string {
	return fmt.Sprintf("POST /api/whatif HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/geo+json\r\nContent-Length: %d\r\n\r\n%s", len(body), body)
}

// identicalBoxes supposes 400 new cells that are all the same box of about two kilometres in the middle of the landscape.
func identicalBoxes(ctx context.Context, a *attacker) error {
	b, err := boundsOf("http://" + a.host)
	if err != nil {
		return err
	}
	lon, lat := (b[0]+b[2])/2, (b[1]+b[3])/2
	box := fmt.Sprintf("[[[%.6f,%.6f],[%.6f,%.6f],[%.6f,%.6f],[%.6f,%.6f],[%.6f,%.6f]]]", lon, lat, lon+.02, lat, lon+.02, lat+.02, lon, lat+.02, lon, lat)
	var features []string
	for i := range 400 {
		features = append(features, fmt.Sprintf(`{"type":"Feature","id":"n%d","properties":{},"geometry":{"type":"Polygon","coordinates":%s}}`, i, box))
	}
	body := `{"type":"FeatureCollection","features":[` + strings.Join(features, ",") + `]}`
	a.together(ctx, 4, func(int) string { return post(body) }, quickly)
	return nil
}

func unread(ctx context.Context, a *attacker) error {
	a.together(ctx, 40, ask("/api/stats?layer=parcels"), nil)
	return nil
}

func dates(ctx context.Context, a *attacker) error {
	a.together(ctx, 16, func(i int) string { return ask(fmt.Sprintf("/api/gaps?on=0001-01-%02d&limit=1", i+1))(i) }, quickly)
	return nil
}

// views fills whatever keeps answers by what was asked: each list is of another date, zone, demand and state of posts. From this machine
// nobody is asked to go slowly, so it is the gates and the caches alone that bound it.
func views(ctx context.Context, a *attacker) error {
	zones, err := townships(ctx, "http://"+a.host)
	if err != nil {
		return err
	}
	var all sync.WaitGroup
	var next atomic.Int64
	for range 8 {
		all.Go(func() {
			for i := int(next.Add(1)); i <= 600 && ctx.Err() == nil; i = int(next.Add(1)) {
				on := time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, -i) // years with cells and without
				if i%3 == 0 {
					on = on.AddDate(-1500, 0, 0)
				}
				a.send(ctx, ask(fmt.Sprintf("/api/gaps?on=%s&demand=%s&in_post=%v&zone=%s&limit=1", on.Format(time.DateOnly), []string{"all", "forest"}[i%2], i%4 < 2, zones[i%len(zones)]))(i), quickly)
			}
		})
	}
	all.Wait()
	return nil
}

// townships are the codes of a landscape's townships and, as "", all of it.
func townships(ctx context.Context, server string) ([]string, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, server+"/api/coverage?level=township", nil)
	if err != nil {
		return nil, err
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	var doc struct{ Rows []struct{ Zone string } }
	err = json.NewDecoder(answer.Body).Decode(&doc)
	out := []string{""}
	for _, row := range doc.Rows {
		out = append(out, row.Zone)
	}
	return out, err
}

func files(ctx context.Context, a *attacker) error {
	a.together(ctx, 12, func(i int) string {
		return ask([]string{"/api/stats?layer=parcels&format=xlsx", "/api/changes?format=gpkg"}[i%2])(i)
	}, quickly)
	return nil
}

func promised(ctx context.Context, a *attacker) error {
	a.together(ctx, 200, func(i int) string {
		return []string{
			"POST /api/whatif HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/geo+json\r\nContent-Length: 20000000\r\n\r\n{",
			"GET /api/coverage?level=county HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 1000\r\n\r\n",
			"GET /api/coverage HTTP/1.1\r\nHost: localhost\r\nX-Half: ",
			"POST /api/whatif HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/geo+json\r\nTransfer-Encoding: chunked\r\n\r\nffff\r\n",
		}[i%4]
	}, quickly)
	return nil
}

func slow(ctx context.Context, a *attacker) error {
	a.together(ctx, 12, ask("/api/stats?layer=parcels"), slowly) // more than the system's own buffers hold
	return nil
}
