package api

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/qingshan-gis/qingshan/api/access"
	"github.com/qingshan-gis/qingshan/api/limit"
	"github.com/qingshan-gis/qingshan/data/native"
	"github.com/qingshan-gis/qingshan/data/render/vectorfile"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/data/store"
	"github.com/qingshan-gis/qingshan/internal/county"
	"github.com/qingshan-gis/qingshan/tiles/tilematrix"
)

// twoTownships is a server of the sample county that two townships' officers, a public reader of one of them and whoever sits at the
// machine ask; a request's header says who.
type twoTownships struct {
	*Server
	whole *snapshot.Snapshot
	zones [2]string // the townships
	// told are, by township, what only answers about the other one, or about what is above both, may hold.
	told [2][]string
}

func newTwoTownships(t *testing.T) *twoTownships { return boundedTownships(t, limit.Limits{}) }

func boundedTownships(t *testing.T, limits limit.Limits) *twoTownships {
	t.Helper()
	_, project := county.Sample(t, "XS")
	dir := store.OpenDir(strings.TrimSuffix(project, county.ProjectName) + "store")
	o := &twoTownships{}
	who := func(r *http.Request) access.Principal {
		grant := func(role access.Role, zone string) access.Principal {
			return access.Principal{Kind: access.User, ID: r.Header.Get("Who"), Grants: []access.Grant{{Role: role, Zone: zone}}}
		}
		switch r.Header.Get("Who") {
		case "0":
			return grant(access.Officer, o.zones[0])
		case "1":
			return grant(access.Officer, o.zones[1])
		case "public":
			return access.Principal{Kind: access.Anonymous, ID: "public", Grants: []access.Grant{{Role: access.Public, Zone: o.zones[0]}}}
		case "everywhere":
			return access.PublicReader()
		}
		return access.AtTheMachine()
	}
	o.Server = New(Config{Store: dir, Who: who, Native: native.All(), Vector: vectorfile.Write, Limits: limits})
	if err := o.Refresh(context.Background()); err != nil {
		t.Fatal(err)
	}
	o.whole = o.holder.Now().Snapshot
	z := o.whole.Zones
	n := 0
	for i, level := range z.Level {
		if level == snapshot.Township && n < 2 {
			o.zones[n], n = z.Code[i], n+1
		}
	}
	if n < 2 {
		t.Fatal("the sample has fewer than two townships")
	}
	for k := range o.told {
		o.told[k] = o.tokens(o.zones[k])
	}
	return o
}

// tokens are words that belong to the snapshot and not to the subtree of a zone: names, codes and ids.
func (o *twoTownships) tokens(zone string) []string {
	s := o.whole
	root, _ := s.Zones.Find(zone)
	in := snapshot.Membership(s.Zones.Subtree(root))
	words, mine := map[string]bool{}, map[string]bool{}
	add := func(here bool, list ...string) {
		for _, w := range list {
			if here {
				mine[w] = true
			} else if utf8.RuneCountInString(w) > 1 {
				words[w] = true
			}
		}
	}
	cells, parcels := map[int32]bool{}, map[int32]bool{}
	for row, face := range s.Facts.Face {
		if !in(s.Facts.FaceZone[face]) {
			continue
		}
		if p := s.Facts.Parcel[row]; p >= 0 {
			parcels[p] = true
		}
		for _, c := range s.Facts.Sets[s.Facts.FaceSet[face]] {
			cells[c] = true
		}
	}
	holders := map[string]bool{} // of what is in the subtree
	for i := range s.Zones.Len() {
		add(in(int32(i)), s.Zones.Code[i], s.Zones.Name[i])
	}
	for _, a := range s.Registry.Assignments {
		z, ofZone := s.Zones.Find(a.Zone)
		c, ofCell := s.FindCell(a.Cell)
		if ofZone && in(z) || ofCell && cells[int32(c)] {
			holders[a.Person] = true
		}
	}
	for i, id := range s.Cells.ID {
		add(cells[int32(i)], id)
		if cells[int32(i)] {
			holders[s.Cells.Ranger[i]] = true
		}
	}
	for _, p := range s.Registry.People {
		add(holders[p.ID], p.ID, p.Name)
	}
	for i, id := range s.Parcels.ID {
		add(parcels[int32(i)], id)
	}
	for i, id := range s.Found.Gaps.ID {
		add(in(s.Found.Gaps.Zone[i]), id)
	}
	for _, c := range s.Changes {
		for i, p := range c.Parts.Patch {
			add(in(c.Parts.Zone[i]), c.PatchID(p))
		}
	}
	for _, f := range s.Manifest.Inputs {
		add(false, f.Path, f.SHA256)
	}
	add(false, s.Manifest.Name)
	var out []string
	for w := range words {
		part := false // of a name in the subtree, which has no borders between words
		for m := range mine {
			part = part || m == w || w[0] >= utf8.RuneSelf && strings.Contains(m, w)
		}
		if !part {
			out = append(out, w)
		}
	}
	slices.Sort(out)
	return out
}

// as asks for an address.
func (o *twoTownships) as(who, address string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, address, nil)
	r.Header.Set("Who", who)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	o.ServeHTTP(w, r)
	return w
}

// plain is what a body holds: unzipped, and of a workbook all its files.
func plain(t *testing.T, w *httptest.ResponseRecorder) []byte {
	t.Helper()
	body := w.Body.Bytes()
	if w.Header().Get("Content-Encoding") == "gzip" {
		z, err := gzip.NewReader(bytes.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		if body, err = io.ReadAll(z); err != nil {
			t.Fatal(err)
		}
	}
	archive, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil {
		return body
	}
	var all bytes.Buffer
	for _, f := range archive.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(&all, r); err != nil {
			t.Fatal(err)
		}
	}
	return all.Bytes()
}

// names finds a word in a text where it is no part of a longer one.
func names(text []byte, word string) bool {
	inWord := func(r rune) bool { return unicode.IsDigit(r) || r < utf8.RuneSelf && unicode.IsLetter(r) }
	for from := 0; ; {
		at := bytes.Index(text[from:], []byte(word))
		if at < 0 {
			return false
		}
		at += from
		before, _ := utf8.DecodeLastRune(text[:at])
		after, _ := utf8.DecodeRune(text[at+len(word):])
		first, _ := utf8.DecodeRuneInString(word)
		last, _ := utf8.DecodeLastRuneInString(word)
		if !(inWord(first) && inWord(before)) && !(inWord(last) && inWord(after)) {
			return true
		}
		from = at + 1
	}
}

// questionsOf are addresses of every question, in every form, with zones and ids of one township and of the other.
func (o *twoTownships) questionsOf(zone string) []string {
	s := o.whole
	root, _ := s.Zones.Find(zone)
	village := s.Zones.Code[s.Zones.Children(root)[0]]
	x, y := s.Zones.Shapes.InnerPoint(int(root))
	lon, lat := s.LonLat(x, y)
	id := string(s.Manifest.ID)
	ask := []string{"snapshot", "coverage", "coverage?demand=forest", "coverage?in_post=true&on=2026-09-01", "coverage?level=village", "coverage?planar=EPSG:4549", "coverage?snapshot=" + id,
		"coverage?zone=" + zone, "coverage?zone=" + village, "gaps", "gaps?demand=forest&in_post=true", "gaps?limit=1", "gaps?zone=" + zone, "gaps?id=" + zone + "-g1", "diff?from=" + id + "&to=" + id,
		"diff?from=" + id + "&to=" + id + "&zone=" + zone, "changes", "changes?demand=forest", "changes?zone=" + zone, "changes?level=township", "stats", "stats?layer=cells", "stats?layer=parcels", "stats?layer=cells&zone=" + zone,
		"stats?unobserved=true&layer=parcels&all=true", "stats?unobserved=true&since=2026-08-01", "series?id=" + zone, "series?layer=cells&id=" + s.Cells.ID[0], "series?layer=parcels&id=" + s.Parcels.ID[0],
		"zones/" + zone, "zones/" + village, "zones/" + zone + "/certificate", "zones/" + zone + "/certificate?format=html", "zones/" + village + "/certificate?in_post=true",
		fmt.Sprintf("responsible?lon=%f&lat=%f", lon, lat)}
	var out []string
	for _, a := range ask {
		out = append(out, "/api/"+a)
		join := "?"
		if strings.Contains(a, "?") {
			join = "&"
		}
		for _, format := range []string{"csv", "geojson", "xlsx", "gpkg"} {
			if !strings.Contains(a, "certificate") {
				out = append(out, "/api/"+a+join+"format="+format)
			}
		}
	}
	for _, layers := range []string{"zones", "zones,cells,parcels,gaps,overlaps,patches,points"} {
		out = append(out, "/tiles/"+layers+".json", "/tiles/"+layers+".json?zone="+zone, "/tiles/"+layers+"/WorldCRS84Quad.json")
	}
	out = append(out, "/rasters", "/rasters/ndvi-2026-08-01/tile.json", "/rasters/ndvi-2026-08-01/legend.json", "/rasters/ndvi-2026-08-01/legend.svg", "/rasters/diff/ndvi-2026-08-01/ndvi-2026-10-01/tile.json")
	return append(out, o.tileAddresses(zone)...)
}

// tileAddresses are all vector tiles that show the county, at all zooms.
func (o *twoTownships) tileAddresses(zone string) (out []string) {
	b, m := o.whole.Bounds(), tilematrix.WebMercatorQuad()
	for z := 0; z <= 15; z++ {
		x0, y0 := m.TileAt(z, b[0], b[3])
		x1, y1 := m.TileAt(z, b[2], b[1])
		for x := x0; x <= x1; x++ {
			for y := y0; y <= y1; y++ {
				if z > 13 && (x+y)%7 > 0 { // there are many
					continue
				}
				at := fmt.Sprintf("/tiles/zones,cells,parcels,gaps,overlaps,patches,points/%d/%d/%d.mvt", z, x, y)
				out = append(out, at, at+"?fields=ranger,area_m2,zone,mean", at+"?zone="+zone)
			}
		}
	}
	return out
}

// TestNothingOfTheOtherIsTold: two officers ask everything there is, each after the other and after who sees all, of their own zones and of
// the other's; no body and no header names anything of the other township, of the county or of the sources, and no place lies outside.
//
//testrun:plain
func TestNothingOfTheOtherIsTold(t *testing.T) {
	if testing.Short() {
		t.Skip("asks some thousand questions")
	}
	o := newTwoTownships(t)
	if n := len(o.told[0]); n < 50 {
		t.Fatalf("only %d words are looked for", n)
	}
	answered, places, kinds := 0, 0, map[string]int{}
	for k, who := range []string{"0", "1"} {
		root, _ := o.whole.Zones.Find(o.zones[k])
		bounds := o.whole.ZoneBounds(root)
		for _, zone := range o.zones {
			for _, address := range o.questionsOf(zone) {
				o.as("", address) // caches are filled by others
				o.as(fmt.Sprint(1-k), address)
				w := o.as(who, address)
				body := plain(t, w)
				if w.Code == http.StatusOK && len(body) > 0 {
					answered++
					kinds[w.Header().Get("Content-Type")]++
				}
				if w.Code >= 500 {
					t.Fatalf("%s: status %d, %s", address, w.Code, body)
				}
				var header bytes.Buffer
				_ = w.Header().Write(&header)
				for _, word := range o.told[k] {
					if strings.Contains(address, word) && w.Code != http.StatusOK {
						continue // a refusal says what was asked for
					}
					if names(body, word) || names(header.Bytes(), word) {
						t.Errorf("%s: officer %s is told %q: %.300s", address, who, word, around(body, word))
					}
				}
				places += outside(t, address, body, bounds)
				if c := w.Header().Get("Cache-Control"); w.Code == http.StatusOK && !strings.HasPrefix(c, "private") && c != "no-store" {
					t.Errorf("%s: Cache-Control %q", address, c)
				}
			}
		}
	}
	if answered < 500 || places < 1000 || len(kinds) < 8 {
		t.Errorf("%d answers of the types %v, %d places: too little was asked", answered, kinds, places)
	}
}

func around(body []byte, word string) []byte {
	at := max(0, bytes.Index(body, []byte(word))-100)
	return body[at:min(len(body), at+200)]
}

// outside counts the places in a JSON document and complains of those beyond bounds.
func outside(t *testing.T, address string, body []byte, bounds [4]float64) (n int) {
	var doc any
	if json.Unmarshal(body, &doc) != nil {
		return 0
	}
	const margin = 2e-7 // degrees
	place := func(lon, lat float64) {
		n++
		if lon < bounds[0]-margin || lon > bounds[2]+margin || lat < bounds[1]-margin || lat > bounds[3]+margin {
			t.Errorf("%s: a place at %v, %v, the zone ends at %v", address, lon, lat, bounds)
		}
	}
	var walk func(v any, asked bool)
	walk = func(v any, asked bool) {
		switch v := v.(type) {
		case map[string]any:
			lon, isPlace := v["lon"].(float64)
			if lat, ok := v["lat"].(float64); isPlace && ok && !asked {
				place(lon, lat)
			}
			for name, one := range v {
				if box, ok := one.([]any); ok && name == "bounds" && len(box) == 4 && box[0] != 0.0 {
					place(box[0].(float64), box[1].(float64))
					place(box[2].(float64), box[3].(float64))
				}
				walk(one, false)
			}
		case []any:
			if len(v) == 2 {
				lon, isLon := v[0].(float64)
				lat, isLat := v[1].(float64)
				if isLon && isLat {
					place(lon, lat)
				}
			}
			for _, one := range v {
				walk(one, false)
			}
		}
	}
	walk(doc, strings.HasPrefix(address, "/api/responsible")) // which says where was asked
	return n
}

// TestWhatIsOutsideReadsAsAbsent: an address that names something of the other township is answered as one that names nothing, to the last
// byte but for the name.
//
//testrun:plain
func TestWhatIsOutsideReadsAsAbsent(t *testing.T) {
	o := newTwoTownships(t)
	other, _ := o.whole.Zones.Find(o.zones[1])
	village := o.whole.Zones.Code[o.whole.Zones.Children(other)[0]]
	outer := map[string]string{} // what is not there, as long as what is outside
	for _, code := range []string{o.zones[1], village, o.whole.Zones.Code[o.whole.Zones.Parent[other]]} {
		outer[code] = strings.Repeat("9", len(code))
	}
	compared := 0
	for code, nothing := range outer {
		for _, path := range []string{"/api/coverage?zone=%s", "/api/coverage?zone=%s&format=csv", "/api/gaps?zone=%s", "/api/gaps?id=%s-g1", "/api/changes?zone=%s", "/api/stats?zone=%s", "/api/stats?layer=cells&zone=%s", "/api/series?id=%s",
			"/api/zones/%s", "/api/zones/%s/certificate", "/api/zones/%s/certificate?format=html", "/tiles/zones.json?zone=%s", "/tiles/zones/10/800/400.mvt?zone=%s", "/api/diff?from=ID&to=ID&zone=%s"} {
			path = strings.ReplaceAll(path, "ID", string(o.whole.Manifest.ID))
			there, not := o.as("0", fmt.Sprintf(path, code)), o.as("0", fmt.Sprintf(path, nothing))
			if there.Code != not.Code || strings.ReplaceAll(said(there), code, nothing) != said(not) {
				t.Errorf(path+": %d %s; of what is not there: %d %s", code, there.Code, there.Body, not.Code, not.Body)
			}
			there.Header().Del("X-Request-Id")
			not.Header().Del("X-Request-Id")
			if fmt.Sprint(there.Header()) != fmt.Sprint(not.Header()) {
				t.Errorf(path+": %v; of what is not there: %v", code, there.Header(), not.Header())
			}
			if there.Code < 400 {
				t.Errorf(path+": status %d", code, there.Code)
			}
			compared++
		}
	}
	if compared < 40 {
		t.Errorf("%d addresses", compared)
	}
}

// TestCachesKeepPartsApart: a tag of the whole or of another's part is no tag of one's own, and what one's own tag stands for has not changed.
//
//testrun:plain
func TestCachesKeepPartsApart(t *testing.T) {
	o := newTwoTownships(t)
	b := o.whole.Bounds()
	x, y := tilematrix.WebMercatorQuad().TileAt(10, (b[0]+b[2])/2, (b[1]+b[3])/2)
	for _, address := range []string{fmt.Sprintf("/tiles/zones,cells/10/%d/%d.mvt", x, y), fmt.Sprintf("/tiles/zones,cells/10/%d/%d.mvt?fields=ranger", x, y), fmt.Sprintf("/rasters/ndvi-2026-08-01/10/%d/%d.png", x, y)} {
		tags := map[string]string{}
		for _, who := range []string{"", "0", "1", "public", "0"} {
			w := o.as(who, address)
			tag := w.Header().Get("ETag")
			if w.Code != http.StatusOK || tag == "" {
				t.Fatalf("%s as %q: %d, tag %q", address, who, w.Code, tag)
			}
			for other, known := range tags {
				if (other == who) != (known == tag) {
					t.Errorf("%s: %q has the tag %s, %q has %s", address, who, tag, other, known)
				}
				if code := o.as(who, address, "If-None-Match", known).Code; (code == http.StatusNotModified) != (other == who) {
					t.Errorf("%s as %q: status %d for the tag of %q", address, who, code, other)
				}
			}
			tags[who] = tag
			if strings.Contains(tag, o.zones[0]) || strings.Contains(tag, o.zones[1]) {
				t.Errorf("%s: the tag %s names a zone", address, tag)
			}
			vary := strings.Join(w.Header().Values("Vary"), ", ")
			if who != "" && (!strings.Contains(vary, "Cookie") || !strings.Contains(vary, "Authorization")) {
				t.Errorf("%s as %q: Vary %q", address, who, vary)
			}
		}
	}
}

// TestPublicIsToldNoRanger: who reads a public map of all zones, or of one, is shown every zone of it, and no ranger, in tiles too.
//
//testrun:plain
func TestPublicIsToldNoRanger(t *testing.T) {
	if testing.Short() {
		t.Skip("asks some hundred questions")
	}
	o := newTwoTownships(t)
	var rangers []string
	chiefs := map[string]bool{}
	for _, a := range o.whole.Registry.Assignments {
		if a.Role == snapshot.RoleChief {
			chiefs[a.Person] = true
		}
	}
	for _, p := range o.whole.Registry.People {
		if !chiefs[p.ID] {
			rangers = append(rangers, p.ID, p.Name)
		}
	}
	if len(rangers) < 10 {
		t.Fatalf("only %d names are looked for", len(rangers))
	}
	addresses := slices.DeleteFunc(o.questionsOf(o.zones[0]), func(a string) bool { return strings.Contains(a, "gpkg") || strings.Contains(a, "xlsx") })
	masked := false
	for _, who := range []string{"everywhere", "public"} {
		for _, address := range addresses {
			w := o.as(who, address)
			body := plain(t, w)
			for _, name := range rangers {
				if names(body, name) {
					t.Errorf("%s: %s is told %q: %s", address, who, name, around(body, name))
				}
			}
			masked = masked || bytes.Contains(body, []byte("***"))
			if w.Code == http.StatusOK && !strings.HasPrefix(w.Header().Get("Cache-Control"), "public") && !strings.Contains(w.Header().Get("Cache-Control"), "no-") {
				t.Errorf("%s as %s: Cache-Control %q", address, who, w.Header().Get("Cache-Control"))
			}
		}
	}
	if !masked {
		t.Error("no answer tells that a cell has a ranger")
	}
	var doc struct{ Rows []struct{ Zone string } }
	if err := json.Unmarshal(o.as("everywhere", "/api/coverage").Body.Bytes(), &doc); err != nil || len(doc.Rows) != o.whole.Zones.Len() {
		t.Errorf("%d zones, want %d, %v", len(doc.Rows), o.whole.Zones.Len(), err)
	}
}

// TestTotalsAreOfThePart: sums, counts and bounds that an officer is told are those of his township.
//
//testrun:plain
func TestTotalsAreOfThePart(t *testing.T) {
	o := newTwoTownships(t)
	type answer struct {
		Rows  []struct{ Zone, Parent string }
		Total struct {
			DemandM2 float64 `json:"demand_m2"`
			Gaps     int
		}
	}
	read := func(who, address string, into any) {
		t.Helper()
		if w := o.as(who, address); json.Unmarshal(w.Body.Bytes(), into) != nil || w.Code != http.StatusOK {
			t.Fatalf("%s: %d %s", address, w.Code, w.Body)
		}
	}
	sum := 0.0
	for k, who := range []string{"0", "1"} {
		var mine, doc answer
		read(who, "/api/coverage", &mine)
		read("", "/api/coverage?zone="+url.QueryEscape(o.zones[k]), &doc)
		if math.Abs(mine.Total.DemandM2-doc.Total.DemandM2) > 1e-6 || mine.Total.Gaps != doc.Total.Gaps || len(mine.Rows) != len(doc.Rows) || mine.Rows[0].Parent != "" {
			t.Errorf("officer %s is told %+v, of his zone %+v are true", who, mine.Total, doc.Total)
		}
		sum += mine.Total.DemandM2
	}
	if sum == 0 {
		t.Error("nothing is demanded")
	}
}

// TestSupposingIsWithinThePart: a cell of the other township is one that is not there, ground outside of what may be measured is refused
// where the part ends and not where the whole does, and figures are of the part.
//
//testrun:plain
func TestSupposingIsWithinThePart(t *testing.T) {
	o := newTwoTownships(t)
	post := func(who, query, body string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodPost, "/api/whatif"+query, strings.NewReader(body))
		r.Header.Set("Content-Type", "application/geo+json")
		r.Header.Set("Who", who)
		w := httptest.NewRecorder()
		o.ServeHTTP(w, r)
		return w
	}
	collection := func(feature string) string {
		return `{"type":"FeatureCollection","features":[` + feature + `]}`
	}
	theirs := ""
	for _, w := range o.told[0] {
		if strings.HasPrefix(w, "QY-") {
			theirs = w
			break
		}
	}
	if theirs == "" {
		t.Fatal("the other township has no cell of its own")
	}
	remove := func(id string) string {
		return collection(`{"type":"Feature","id":"` + id + `","properties":{"remove":true},"geometry":null}`)
	}
	there, not := post("0", "", remove(theirs)), post("0", "", remove("QY-99999"))
	if a, b := strings.ReplaceAll(said(there), theirs, "QY-99999"), said(not); there.Code != not.Code || a != b {
		t.Errorf("removing %s: %d %s; what is not there: %d %s", theirs, there.Code, a, not.Code, b)
	}
	whole := o.whole.Bounds()
	square := func(lon, lat float64) string {
		return collection(fmt.Sprintf(`{"type":"Feature","id":"new","properties":{},"geometry":{"type":"Polygon","coordinates":[[[%[1]f,%[2]f],[%[3]f,%[2]f],[%[3]f,%[4]f],[%[1]f,%[2]f]]]}}`, lon, lat, lon+1e-4, lat+1e-4))
	}
	for _, query := range []string{"", "?assign=true", "?demand=forest", "?level=village"} {
		for _, at := range [][2]float64{{(whole[0] + whole[2]) / 2, (whole[1] + whole[3]) / 2}, {whole[0], whole[1]}, {whole[2] - 1e-4, whole[3] - 1e-4}, {whole[0], whole[3] - 1e-4}, {whole[2] - 1e-4, whole[1]}} {
			for k, who := range []string{"0", "1"} {
				w := post(who, query, square(at[0], at[1]))
				for _, word := range o.told[k] {
					if names(w.Body.Bytes(), word) {
						t.Errorf("%s at %v: officer %s is told %q: %s", query, at, who, word, around(w.Body.Bytes(), word))
					}
				}
				if w.Code >= 500 {
					t.Errorf("%s at %v: %d %s", query, at, w.Code, w.Body)
				}
			}
		}
	}
}
