package limit

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/klauspost/compress/gzhttp"
	"github.com/klauspost/compress/zstd"
	"pgregory.net/rapid"
)

func TestPickEncoding(t *testing.T) {
	for header, want := range map[string]Encoding{
		"": Identity, "gzip": Gzip, "zstd": Zstd, "gzip, deflate, br, zstd": Zstd, "gzip;q=1, zstd;q=0.5": Gzip, "gzip;q=0.5, zstd;q=0.5": Zstd, "zstd;q=0, gzip": Gzip, "zstd;q=0": Identity, "gzip;q=0": Identity,
		"*": Gzip, "*;q=0": Identity, "gzip;q=0, *": Identity, "identity": Identity, "identity, gzip;q=0.5": Identity, "identity;q=0.2, gzip;q=0.5": Gzip, "br": Identity, "GZIP": Gzip, "x-gzip": Gzip, "gzip ; Q=0.7": Gzip,
		"gzip;q=none": Identity, "gzip;q=2": Identity, "zstd;q=0.001": Zstd, "gzip;q=NaN": Identity, "gzipped": Identity,
	} {
		if got := PickEncoding(header); got != want {
			t.Errorf("%q: %q, want %q", header, got, want)
		}
	}
}

// TestPickEncodingLikeAnother: where a header names encodings only, the choice is that of another implementation.
func TestPickEncodingLikeAnother(t *testing.T) {
	wrap, err := gzhttp.NewWrapper(gzhttp.MinSize(0))
	if err != nil {
		t.Fatal(err)
	}
	other := wrap(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain")
		_, _ = io.WriteString(w, strings.Repeat("a", 2000))
	}))
	rapid.Check(t, func(t *rapid.T) {
		var parts []string
		for _, name := range rapid.Permutation([]string{"gzip", "zstd", "br", "deflate"}).Draw(t, "names") {
			switch rapid.IntRange(0, 3).Draw(t, "how") {
			case 0:
				parts = append(parts, name)
			case 1, 2:
				parts = append(parts, fmt.Sprintf("%s;q=%.1f", name, float64(rapid.IntRange(0, 10).Draw(t, "q"))/10))
			}
		}
		header := strings.Join(parts, ", ")
		r, w := httptest.NewRequest("GET", "/", nil), httptest.NewRecorder()
		r.Header.Set("Accept-Encoding", header)
		other.ServeHTTP(w, r)
		if got := PickEncoding(header); string(got) != w.Header().Get("Content-Encoding") {
			t.Fatalf("%q: %q, the other one %q", header, got, w.Header().Get("Content-Encoding"))
		}
	})
}

func FuzzPickEncoding(f *testing.F) {
	f.Add("gzip;q=0.5,*;q=0")
	f.Fuzz(func(t *testing.T, header string) {
		switch got := PickEncoding(header); got {
		case Identity:
		case Gzip, Zstd:
			if !strings.Contains(header, "*") && !strings.Contains(strings.ToLower(header), string(got)) {
				t.Fatalf("%q: %q is not asked for", header, got)
			}
		default:
			t.Fatalf("%q: %q", header, got)
		}
	})
}

// unpacked is a body without its encoding.
func unpacked(t testing.TB, encoding string, body io.Reader) string {
	t.Helper()
	switch Encoding(encoding) {
	case Gzip:
		in, err := gzip.NewReader(body)
		if err != nil {
			t.Fatal(err)
		}
		body = in
	case Zstd:
		in, err := zstd.NewReader(body)
		if err != nil {
			t.Fatal(err)
		}
		defer in.Close()
		body = in
	}
	text, err := io.ReadAll(body)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestCompressed: an answer is the same text in each encoding, with a tag of its own in each, by which it is told to be the same.
func TestCompressed(t *testing.T) {
	for _, kind := range []string{"application/json", "application/geo+json", "application/problem+json", "text/csv; charset=utf-8", "text/html", "image/svg+xml", "image/png", "application/vnd.mapbox-vector-tile"} {
		for _, text := range []string{"", "a", strings.Repeat("青山", 10_000)} {
			h := Compressed()(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("ETag", `"t"`)
				if NamesTag(r.Header.Get("If-None-Match"), `"t"`) {
					NotModified(w)
					return
				}
				w.Header().Set("Content-Type", kind)
				w.Header().Set("Content-Length", fmt.Sprint(len(text)))
				_, _ = io.WriteString(w, text)
			}))
			ask := func(method, encoding, tag string) *httptest.ResponseRecorder {
				r, w := httptest.NewRequest(method, "/", nil), httptest.NewRecorder()
				r.Header.Set("Accept-Encoding", encoding)
				if tag != "" {
					r.Header.Set("If-None-Match", tag)
				}
				h.ServeHTTP(w, r)
				return w
			}
			var tags []string
			for _, encoding := range []string{"", "gzip", "zstd"} {
				w := ask("GET", encoding, "")
				if got := unpacked(t, w.Header().Get("Content-Encoding"), bytes.NewReader(w.Body.Bytes())); got != text {
					t.Errorf("%s, %s: %d bytes of %d", kind, encoding, len(got), len(text))
				}
				tag, packs := w.Header().Get("ETag"), IsText(kind) && encoding != ""
				if (w.Header().Get("Content-Encoding") == encoding) != packs && encoding != "" || slices.Contains(tags, tag) == IsText(kind) && len(tags) > 0 || slices.Contains(w.Header()["Vary"], "Accept-Encoding") != IsText(kind) {
					t.Errorf("%s, %s: %v", kind, encoding, w.Header())
				}
				tags = append(tags, tag)
				if packs && w.Header().Get("Content-Length") != "" {
					t.Errorf("%s, %s: the length of the text as it is, %s", kind, encoding, w.Header().Get("Content-Length"))
				}
				if again := ask("GET", encoding, `"other", `+tag); again.Code != http.StatusNotModified || again.Header().Get("ETag") != tag || again.Body.Len() > 0 {
					t.Errorf("%s, %s again: %d, tag %s of %s", kind, encoding, again.Code, again.Header().Get("ETag"), tag)
				}
				if head := ask("HEAD", encoding, ""); head.Header().Get("ETag") != tag || head.Header().Get("Content-Encoding") != w.Header().Get("Content-Encoding") {
					t.Errorf("%s, %s: HEAD has %v", kind, encoding, head.Header())
				}
			}
			if IsText(kind) {
				if w := ask("GET", "gzip", tags[2]); w.Code != 200 {
					t.Errorf("%s: what is asked for by the tag of another encoding is %d", kind, w.Code)
				}
			}
		}
	}
}

// TestNothingIsCompressedTwice: what has an encoding keeps it.
func TestNothingIsCompressedTwice(t *testing.T) {
	h := Compressed()(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Content-Encoding", "gzip")
		body, _ := Gzip.Pack([]byte("{}"))
		_, _ = w.Write(body)
	}))
	for _, encoding := range []string{"gzip", "zstd"} {
		r, w := httptest.NewRequest("GET", "/", nil), httptest.NewRecorder()
		r.Header.Set("Accept-Encoding", encoding)
		h.ServeHTTP(w, r)
		if got := unpacked(t, w.Header().Get("Content-Encoding"), w.Body); got != "{}" {
			t.Errorf("%s: %q", encoding, got)
		}
	}
}
