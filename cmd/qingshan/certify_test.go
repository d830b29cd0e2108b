package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/qingshan-gis/qingshan/data/certificate"
	"github.com/qingshan-gis/qingshan/data/coverage"
	"github.com/qingshan-gis/qingshan/data/lineage"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/data/store"
	"github.com/qingshan-gis/qingshan/internal/county"
)

// certified issues a certificate into a file and reads it.
func certified(t *testing.T, project, zone string, more ...string) (path string, c certificate.Certificate) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "certificate.json")
	must(t, append([]string{"certify", "--project", project, "--zone", zone, "--out", path}, more...)...)
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, &c); err != nil {
		t.Fatal(err)
	}
	return path, c
}

// edited writes a certificate with a change in its statement; fit makes the hash fit again.
func edited(t *testing.T, c certificate.Certificate, fit bool, change func(st *certificate.Statement)) (path string) {
	t.Helper()
	b, err := json.Marshal(c) // a copy, lists included
	if err != nil {
		t.Fatal(err)
	}
	c = certificate.Certificate{}
	if err := json.Unmarshal(b, &c); err != nil {
		t.Fatal(err)
	}
	change(&c.Statement)
	if fit {
		if c.SHA256, err = certificate.CanonicalHash(c.Statement); err != nil {
			t.Fatal(err)
		}
	}
	if b, err = json.Marshal(c); err != nil {
		t.Fatal(err)
	}
	path = filepath.Join(t.TempDir(), "edited.json")
	write(t, path, string(b))
	return path
}

func TestCertificateIsTheCoverage(t *testing.T) {
	project := landscape(t)
	for _, flags := range [][]string{nil, {"--in-post"}, {"--demand", "forest"}, {"--on", "2026-06-30"}, {"--planar", "EPSG:4549"}} {
		doc := ask[coverageDoc](t, append([]string{"coverage", "--project", project}, flags...)...)
		for _, row := range doc.Rows {
			path, c := certified(t, project, row.Zone, flags...)
			l := c.Statement.Chiefs[0]
			got := totals{l.DemandM2, l.CoveredM2, l.GapM2, l.AcceptedM2, l.OverlapM2, l.ResidueM2, l.UnassignedM2, l.ContestedM2, l.Gaps, 0, 0}
			if got != row.totals || c.Statement.AreaMethod != doc.AreaMethod || string(c.Statement.Snapshot) != doc.Snapshot || len(c.Statement.Gaps) != row.Gaps {
				t.Errorf("%v, zone %s: certificate %+v, coverage %+v", flags, row.Zone, got, row.totals)
			}
			if o := must(t, "verify", "--project", project, "--certificate", path); !strings.Contains(o.stdout, "confirmed 属实") {
				t.Errorf("%v, zone %s: %s", flags, row.Zone, o.stdout)
			}
		}
	}
}

// TestVerifyRefutes: each kind of untruth has an exit code and one sentence.
func TestVerifyRefutes(t *testing.T) {
	project := landscape(t)
	_, c := certified(t, project, "990001001")
	other := filepath.Join(t.TempDir(), "county")
	must(t, "sample", "--scale", "XS", other)
	empty := filepath.Join(other, "qingshan.yaml")
	html := filepath.Join(t.TempDir(), "page.html")
	must(t, "certify", "--project", project, "--zone", "990001001", "--out", html)
	for _, k := range []struct {
		what, project, file string
		code                int
		says                string
	}{
		{"an edited figure", project, edited(t, c, false, func(st *certificate.Statement) { st.Chiefs[0].GapM2 = 0 }), exitRefuted, "was changed after it was issued"},
		{"an edited figure, the hash made to fit", project, edited(t, c, true, func(st *certificate.Statement) { st.Chiefs[0].GapM2 += 0.01 }), exitRefuted, "chiefs[990001001].gap_m2: the certificate says"},
		{"another verdict", project, edited(t, c, true, func(st *certificate.Statement) { st.Verdict = certificate.NoBlindSpot }), exitRefuted, `verdict: the certificate says "no_blind_spot"`},
		{"other rules", project, edited(t, c, true, func(st *certificate.Statement) { st.Tolerance.MinAreaM2 = 5000 }), exitRefuted, "other rules: tolerance.min_area_m2"},
		{"other inputs", project, edited(t, c, true, func(st *certificate.Statement) { st.Inputs[0].SHA256 = strings.Repeat("0", 64) }), exitRefuted, "other inputs: inputs["},
		{"an unknown zone", project, edited(t, c, true, func(st *certificate.Statement) { st.Zone = "1" }), exitUsage, "no zone has this code"},
		{"an unknown snapshot", project, edited(t, c, true, func(st *certificate.Statement) { st.Snapshot = "20260101-000000000000" }), exitUsage, "has no snapshot 20260101-000000000000"},
		{"another project", project, edited(t, c, true, func(st *certificate.Statement) { st.Snapshot, st.Project = "20260101-000000000000", "别的县" }), exitUsage, `is about the project "别的县"`},
		{"an empty store", empty, edited(t, c, true, func(*certificate.Statement) {}), exitUsage, "holds no snapshot at all"},
		{"a printed page", project, html, exitUsage, "verify its JSON form"},
	} {
		o := qingshan(t, "verify", "--project", k.project, "--certificate", k.file)
		if o.code != k.code || !strings.Contains(o.stderr, k.says) || strings.Count(strings.TrimSpace(o.stderr), "\n") > 0 {
			t.Errorf("%s: exit code %d, %s", k.what, o.code, o.stderr)
		}
	}
}

// TestOldCertificatesStay: a certificate is judged by its own snapshot, whatever is current.
func TestOldCertificatesStay(t *testing.T) {
	project := landscape(t)
	path, c := certified(t, project, "990001", "--issued", "2100-01-01")
	if o := qingshan(t, "certify", "--project", project, "--zone", "990001", "--issued", "2020-01-01"); o.code != exitUsage || !strings.Contains(o.stderr, "before its snapshot") {
		t.Errorf("issued before its snapshot: exit code %d, %s", o.code, o.stderr)
	}
	text, err := os.ReadFile(project)
	if err != nil {
		t.Fatal(err)
	}
	write(t, project, strings.Replace(string(text), `"0111"]`, `"0111"], min_area_m2: 9000`, 1))
	must(t, "ingest", "--project", project)
	must(t, "verify", "--project", project, "--certificate", path)
	again, _ := certified(t, project, "990001", "--issued", "2100-01-01", "--snapshot", string(c.Statement.Snapshot))
	one, _ := os.ReadFile(path)
	two, _ := os.ReadFile(again)
	if string(one) != string(two) {
		t.Error("the same certificate issued again is another one")
	}
	if _, now := certified(t, project, "990001"); now.Statement.Snapshot == c.Statement.Snapshot || now.Statement.Tolerance.MinAreaM2 != 9000 {
		t.Errorf("issued from the new snapshot: %+v", now.Statement.Tolerance)
	}
}

// TestTamperedSnapshot: flipped bytes confirm nothing; facts forged and sealed anew are found out by the recount.
func TestTamperedSnapshot(t *testing.T) {
	project := landscape(t)
	path, c := certified(t, project, "990001002")
	dir := store.OpenDir(filepath.Join(filepath.Dir(project), "store"))
	ctx := context.Background()
	s, err := dir.Get(ctx, c.Statement.Snapshot)
	if err != nil {
		t.Fatal(err)
	}
	folder, err := dir.Folder(c.Statement.Snapshot)
	if err != nil {
		t.Fatal(err)
	}
	pack := filepath.Join(folder, snapshot.ColumnsName)
	sound, err := os.ReadFile(pack)
	if err != nil {
		t.Fatal(err)
	}
	bad := append([]byte(nil), sound...)
	bad[len(bad)/2] ^= 1
	replace(t, pack, bad)
	for _, args := range [][]string{{"verify", "--certificate", path}, {"certify", "--zone", "990001002"}} {
		if o := qingshan(t, append(args, "--project", project)...); o.code == 0 || !strings.Contains(o.stderr, "damaged") {
			t.Errorf("%s with a flipped byte: exit code %d, %s", args[0], o.code, o.stderr)
		}
	}

	for i, set := range s.Facts.Sets { // the gap is given to cell d
		if len(set) == 0 {
			s.Facts.Sets[i] = []int32{3}
		}
	}
	if s.Found, err = coverage.Find(ctx, &s.Tables); err != nil {
		t.Fatal(err)
	}
	if err := lineage.Identify(ctx, &s.Tables, nil, nil); err != nil {
		t.Fatal(err)
	}
	var forgery bytes.Buffer
	if err := s.WritePack(&forgery); err != nil {
		t.Fatal(err)
	}
	replace(t, pack, forgery.Bytes())
	for _, name := range []string{store.ManifestName, "manifest.sha256"} {
		if err := os.Remove(filepath.Join(folder, name)); err != nil {
			t.Fatal(err)
		}
	}
	if err := store.Seal(ctx, folder, &s.Manifest); err != nil {
		t.Fatal(err)
	}
	forged, _ := certified(t, project, "990001002")
	for what, file := range map[string]string{"issued before": path, "issued from the forgery": forged} {
		o := qingshan(t, "verify", "--project", project, "--certificate", file, "--format", "json")
		if o.code != exitRefuted || !strings.Contains(o.stdout, `"by":"recount"`) && what != "issued before" {
			t.Errorf("%s: exit code %d, %s", what, o.code, o.stdout)
		}
	}
}

var pdfPage = regexp.MustCompile(`/Type\s*/Page\b[^s]`)

// TestCertificateIsOnePage prints what is long: a county of the sample, with many gaps and zones, and names that wrap.
func TestCertificateIsOnePage(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long")
	}
	if _, err := exec.LookPath("chromium"); err != nil {
		t.Skip("no chromium to print with")
	}
	dir, project := county.SampleCopy(t, "XS")
	doc := ask[coverageDoc](t, "coverage", "--project", project)
	zones := map[string]string{}
	for _, r := range doc.Rows {
		zones[r.Level] = r.Zone
	}
	for level, zone := range zones {
		out := filepath.Join(dir, level+".pdf")
		must(t, "certify", "--project", project, "--zone", zone, "--out", out)
		b, err := os.ReadFile(out)
		if err != nil {
			t.Fatal(err)
		}
		if n := len(pdfPage.FindAll(b, -1)); n != 1 || !strings.HasPrefix(string(b), "%PDF") {
			t.Errorf("%s %s: %d pages", level, zone, n)
		}
	}
	cmd := program(t, "certify", "--project", project, "--zone", doc.Rows[0].Zone, "--format", "pdf")
	cmd.Env = append(cmd.Env, "QINGSHAN_CHROMIUM="+filepath.Join(dir, "none"))
	said, err := cmd.CombinedOutput()
	if err == nil || cmd.ProcessState.ExitCode() != exitUsage || !strings.Contains(string(said), "cannot be run") {
		t.Errorf("without a browser: %v, %s", err, said)
	}
}

func TestCertificateOverHTTP(t *testing.T) {
	project := landscape(t)
	base, _ := startServer(t, project)
	waitFor(t, "the snapshot", func() bool { code, _, _ := get(t, base+"/readyz"); return code == 200 })
	url := base + "/api/zones/990001001/certificate"
	code, h, body := get(t, url+"?demand=forest&in_post=true&on=2026-09-30")
	var served, line any
	if err := json.Unmarshal([]byte(body), &served); err != nil || code != http.StatusOK {
		t.Fatalf("%d %v %s", code, err, body)
	}
	o := must(t, "certify", "--project", project, "--zone", "990001001", "--demand", "forest", "--in-post", "--on", "2026-09-30")
	if err := json.Unmarshal([]byte(o.stdout), &line); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(served, line) {
		t.Errorf("served %v\nprinted %v", served, line)
	}
	path := filepath.Join(t.TempDir(), "served.json")
	write(t, path, body)
	must(t, "verify", "--project", project, "--certificate", path)
	id := served.(map[string]any)["statement"].(map[string]any)["snapshot"]
	if h.Get("X-Qingshan-Snapshot") != id || !strings.Contains(h.Get("Cache-Control"), "no-cache") {
		t.Errorf("headers %v", h)
	}
	code, h, page := get(t, url+"?format=html&snapshot="+fmt.Sprint(id))
	if code != 200 || h.Get("Content-Type") != "text/html; charset=utf-8" || !strings.Contains(page, "<svg") {
		t.Errorf("html: %d %v", code, h)
	}
	for query, want := range map[string]int{"?format=pdf": 400, "?demand=x": 400, "?level=village": 400, "?snapshot=none": 404} {
		if code, _, body := get(t, url+query); code != want {
			t.Errorf("%s: %d %s", query, code, body)
		}
	}
	if code, _, _ := get(t, base+"/api/zones/1/certificate"); code != http.StatusNotFound {
		t.Errorf("an unknown zone: %d", code)
	}
}
