package columnfile

import (
	"bytes"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/spatial"
)

type sample struct {
	numbers []float64
	indexes []int32
	texts   []string
	lists   [][]int32
	shapes  *spatial.Polygons
}

func (s *sample) columns(f *File) {
	Numbers(f, "numbers", &s.numbers)
	Numbers(f, "indexes", &s.indexes)
	f.Strings("texts", &s.texts)
	f.Lists("lists", &s.lists)
	f.Polygons("shapes", &s.shapes)
}

func full() *sample {
	var b spatial.Builder
	b.Add(geom.NewMultiPolygonFlat(geom.XY, []float64{0, 0, 1, 0, 1, 1, 0, 0}, [][]int{{8}}))
	b.Add(nil)
	return &sample{[]float64{1.5, -2}, []int32{-1, 7, 3}, []string{"青山", "", "hill"}, [][]int32{{1, 2}, {}, {3}}, b.Build()}
}

func written(t testing.TB, s *sample) []byte {
	t.Helper()
	var out bytes.Buffer
	f := Write(&out)
	s.columns(f)
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func load(t testing.TB, content []byte) (*sample, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "x.qspack")
	if err := os.WriteFile(path, content, 0o644); err != nil {
		t.Fatal(err)
	}
	f, err := Read(path, 1)
	if err != nil {
		return nil, err
	}
	var s sample
	s.columns(f)
	return &s, f.Close()
}

func TestRoundTrip(t *testing.T) {
	want := full()
	got, err := load(t, written(t, want))
	if err != nil {
		t.Fatal(err)
	}
	got.lists[1] = []int32{} // an empty list may come back as nil
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, want %+v", got, want)
	}
	empty, err := load(t, written(t, &sample{}))
	if err != nil || len(empty.texts) != 0 || empty.shapes.Len() != 0 {
		t.Errorf("an empty pack: %+v, %v", empty, err)
	}
}

func TestWrongColumnsAreRefused(t *testing.T) {
	var out bytes.Buffer
	f := Write(&out)
	Numbers(f, "numbers", &[]int32{1})
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := load(t, out.Bytes()); err == nil {
		t.Error("int32 was read as float64")
	}
}

// TestColumnsOfLaterVersions: a reader of an older file leaves out what came later; a file that lacks what its own version
// has is refused.
func TestColumnsOfLaterVersions(t *testing.T) {
	var first, second bytes.Buffer
	f := Write(&first)
	Numbers(f, "old", &[]int32{1, 2})
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	columns := func(f *File) (old, added []int32) {
		old, added = []int32{1, 2}, []int32{3, 4}
		Numbers(f, "old", &old)
		if f.Since(2) {
			Numbers(f, "added", &added)
		} else {
			added = []int32{-1, -1}
		}
		return old, added
	}
	f = Write(&second)
	columns(f)
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name    string
		content []byte
		schema  int
		added   []int32 // nil: refused
	}{
		{"old file, old version", first.Bytes(), 1, []int32{-1, -1}},
		{"new file, new version", second.Bytes(), 2, []int32{3, 4}},
		{"old file that says it is new", first.Bytes(), 2, nil},
	} {
		path := filepath.Join(t.TempDir(), "x.qspack")
		if err := os.WriteFile(path, c.content, 0o644); err != nil {
			t.Fatal(err)
		}
		f, err := Read(path, c.schema)
		if err != nil {
			t.Fatal(err)
		}
		old, added := columns(f)
		switch err := f.Close(); {
		case c.added == nil && err == nil:
			t.Errorf("%s: a missing column was not noticed", c.name)
		case c.added != nil && (err != nil || !reflect.DeepEqual(old, []int32{1, 2}) || !reflect.DeepEqual(added, c.added)):
			t.Errorf("%s: %v, %v, %v", c.name, old, added, err)
		}
	}
}

// FuzzRead: a damaged file is refused or read, never a panic.
func FuzzRead(f *testing.F) {
	good := written(f, full())
	f.Add(good)
	f.Add(good[:len(good)/2])
	f.Add([]byte(magic))
	f.Fuzz(func(t *testing.T, b []byte) {
		if s, err := load(t, b); err == nil {
			for i := range s.shapes.Len() {
				s.shapes.Feature(i)
			}
		}
	})
}
