// Package columnfile stores named columns of numbers, strings and polygons in one file that loads without parsing.
//
// Layout: the magic line, the columns' bytes (little-endian, each starting on a multiple of 8), a JSON directory of
// (name, type, offset, length), its length as 8 bytes, the magic line again. Integrity is the caller's: a snapshot's
// manifest holds the file's SHA-256.
package columnfile

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"reflect"
	"unsafe"

	"github.com/qingshan-gis/qingshan/data/snapshot/mmap"
	"github.com/qingshan-gis/qingshan/spatial"
)

const magic = "qspack1\n"

type entry struct {
	Name   string `json:"name"`
	Type   string `json:"type"`
	Offset int64  `json:"offset"`
	Bytes  int64  `json:"bytes"`
}

// File describes columns once for both directions: a writer takes what the pointers point to, a reader fills them in.
// The first error sticks; see [File.Close]. What a reader fills in, texts aside, is the mapped file itself: it must not be written
// to, and it is gone when [File.Mapping] is unmapped.
type File struct {
	w       io.Writer // nil when reading
	schema  int       // of what is read
	offset  int64
	entries []entry
	data    []byte
	mapping *mmap.File
	byName  map[string]entry
	err     error
}

// Write starts a file on w.
func Write(w io.Writer) *File {
	f := &File{w: w}
	f.put([]byte(magic))
	return f
}

// Read opens a file written by [Write] under a version of the schema, see [File.Since]. Errors are those of [mmap.Open], or say
// that the file is damaged. The caller unmaps [File.Mapping].
func Read(path string, schema int) (*File, error) {
	m, err := mmap.Open(path)
	if err != nil {
		return nil, err
	}
	f := &File{schema: schema, data: m.Bytes(), mapping: m, byName: map[string]entry{}}
	if err := f.directory(path); err != nil {
		m.Unmap()
		return nil, err
	}
	return f, nil
}

// Mapping is what a reader's columns lie in.
func (f *File) Mapping() *mmap.File { return f.mapping }

func (f *File) directory(path string) error {
	data := f.data
	tail := len(magic) + 8
	if len(data) < len(magic)+tail || string(data[:len(magic)]) != magic || string(data[len(data)-len(magic):]) != magic {
		return fmt.Errorf("%s: not a complete pack file", path)
	}
	end := len(data) - tail
	size := int64(binary.LittleEndian.Uint64(data[end:]))
	if size < 0 || size > int64(end) {
		return fmt.Errorf("%s: damaged directory", path)
	}
	if err := json.Unmarshal(data[int64(end)-size:end], &f.entries); err != nil {
		return fmt.Errorf("%s: damaged directory: %w", path, err)
	}
	limit := int64(end) - size
	for _, e := range f.entries {
		if e.Offset < 0 || e.Bytes < 0 || e.Offset%8 != 0 || e.Offset > limit || e.Bytes > limit-e.Offset {
			return fmt.Errorf("%s: column %s lies outside the file", path, e.Name)
		}
		f.byName[e.Name] = e
	}
	return nil
}

// Reading tells the direction.
func (f *File) Reading() bool { return f.w == nil }

// Since tells whether the file has the columns that a version of the schema brought. A writer writes the newest and has
// all of them; a reader of an older file leaves such columns at their default:
//
//	if f.Since(2) {
//		columnfile.Numbers(f, "cells.area", &c.Area)
//	} else {
//		c.Area = make([]float64, c.Len()) // unknown before version 2
//	}
//
// A column that the file's own version should have is still an error where it is missing.
func (f *File) Since(version int) bool { return !f.Reading() || f.schema >= version }

// Close ends a file being written; in both directions it returns the first error.
func (f *File) Close() error {
	if f.w != nil && f.err == nil {
		dir, err := json.Marshal(f.entries)
		if err != nil {
			return err
		}
		f.put(dir)
		f.put(binary.LittleEndian.AppendUint64(nil, uint64(len(dir))))
		f.put([]byte(magic))
	}
	return f.err
}

// Err is the first error so far.
func (f *File) Err() error { return f.err }

func (f *File) put(b []byte) {
	if f.err != nil {
		return
	}
	n, err := f.w.Write(b)
	f.offset += int64(n)
	f.err = err
}

func (f *File) column(name, kind string, b []byte) {
	f.put(make([]byte, (8-f.offset%8)%8))
	f.entries = append(f.entries, entry{name, kind, f.offset, int64(len(b))})
	f.put(b)
}

func (f *File) find(name, kind string) []byte {
	e, ok := f.byName[name]
	switch {
	case f.err != nil:
	case !ok:
		f.err = fmt.Errorf("column %s is missing", name)
	case e.Type != kind:
		f.err = fmt.Errorf("column %s holds %s, not %s", name, e.Type, kind)
	default:
		return f.data[e.Offset : e.Offset+e.Bytes : e.Offset+e.Bytes]
	}
	return nil
}

// number is what a column can hold; the machine is taken to be little-endian.
type number interface {
	~int8 | ~uint8 | ~int32 | ~int64 | ~float64
}

// Numbers is a column of numbers. The type's name is checked on reading.
func Numbers[T number](f *File, name string, p *[]T) {
	var zero T
	size, kind := int(unsafe.Sizeof(zero)), kindOf(zero)
	if !f.Reading() {
		var b []byte
		if len(*p) > 0 {
			b = unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(*p))), len(*p)*size)
		}
		f.column(name, kind, b)
		return
	}
	b := f.find(name, kind)
	if len(b)%size != 0 {
		f.err = fmt.Errorf("column %s: %d bytes are no whole number of %s", name, len(b), kind)
		return
	}
	*p = nil
	if len(b) > 0 {
		*p = unsafe.Slice((*T)(unsafe.Pointer(unsafe.SliceData(b))), len(b)/size)
	}
}

func kindOf[T number](zero T) string { return reflect.TypeOf(zero).Kind().String() }

// Strings is a column of texts.
func (f *File) Strings(name string, p *[]string) {
	if !f.Reading() {
		var text bytes.Buffer
		ends := make([]int64, len(*p))
		for i, s := range *p {
			text.WriteString(s)
			ends[i] = int64(text.Len())
		}
		f.column(name, "text", text.Bytes())
		Numbers(f, name+".ends", &ends)
		return
	}
	text, ends := f.find(name, "text"), []int64(nil)
	Numbers(f, name+".ends", &ends)
	// Texts are copied, since they are handed on everywhere.
	all := string(text)
	out, start := make([]string, len(ends)), int64(0)
	for i, e := range ends {
		if e < start || e > int64(len(text)) {
			f.err = fmt.Errorf("column %s: damaged offsets", name)
			return
		}
		out[i] = all[start:e]
		start = e
	}
	*p = out
}

// JSON is a column with one value, stored as JSON text.
func (f *File) JSON(name string, v any) {
	var text []string
	if !f.Reading() {
		b, err := json.Marshal(v)
		if err != nil {
			f.err = cmp.Or(f.err, err)
			return
		}
		text = []string{string(b)}
	}
	f.Strings(name, &text)
	if f.Reading() && f.err == nil && len(text) == 1 {
		f.err = json.Unmarshal([]byte(text[0]), v)
	}
}

// Lists is a column of int32 lists.
func (f *File) Lists(name string, p *[][]int32) {
	var flat []int32
	ends := make([]int64, len(*p))
	for i, l := range *p {
		flat = append(flat, l...)
		ends[i] = int64(len(flat))
	}
	Numbers(f, name, &flat)
	Numbers(f, name+".ends", &ends)
	if !f.Reading() {
		return
	}
	*p = make([][]int32, len(ends))
	start := int64(0)
	for i, e := range ends {
		if e < start || e > int64(len(flat)) {
			f.err = fmt.Errorf("column %s: damaged offsets", name)
			return
		}
		(*p)[i] = flat[start:e:e]
		start = e
	}
}

// Polygons is a packed layer. Offsets are checked on reading, so that a damaged file cannot make a reader panic.
func (f *File) Polygons(name string, p **spatial.Polygons) {
	if *p == nil {
		*p = new(spatial.Builder).Build()
	}
	if f.Reading() {
		*p = &spatial.Polygons{}
	}
	Numbers(f, name+".coords", &(*p).Coords)
	Numbers(f, name+".rings", &(*p).Rings)
	Numbers(f, name+".parts", &(*p).Parts)
	Numbers(f, name+".features", &(*p).Features)
	if f.Reading() && f.err == nil {
		q := *p
		if !ascending(q.Rings, len(q.Coords)/2) || !ascending(q.Parts, len(q.Rings)-1) || !ascending(q.Features, len(q.Parts)-1) {
			f.err = fmt.Errorf("layer %s: damaged offsets", name)
		}
	}
}

func ascending(offsets []int32, last int) bool {
	if len(offsets) == 0 || offsets[0] != 0 || int(offsets[len(offsets)-1]) != last {
		return false
	}
	for i := 1; i < len(offsets); i++ {
		if offsets[i] < offsets[i-1] {
			return false
		}
	}
	return true
}
