package render

import (
	"bytes"
	"encoding/json"
	"io"
	"reflect"
	"strings"
)

// longList is how many elements a list has that is written one by one. Shorter ones are not worth the reflection.
const longList = 500

// writeJSON writes a value as encoding/json does, byte for byte, without escaping HTML; long lists among the members of a struct are
// encoded element by element, since encoding/json would hold the whole document in memory before it writes the first byte.
func writeJSON(w io.Writer, v any) error {
	top, long := listing(v)
	if !long {
		enc := json.NewEncoder(w)
		enc.SetEscapeHTML(false)
		return enc.Encode(v)
	}
	j := jsonWriter{w: w}
	j.enc = json.NewEncoder(&j.buffer)
	j.enc.SetEscapeHTML(false)
	j.object(top)
	j.text("\n")
	return j.err
}

// listing tells whether a value is a struct with a long list among its members, one that encoding/json writes by its members.
func listing(v any) (top reflect.Value, ok bool) {
	top = reflect.ValueOf(v)
	if top.Kind() == reflect.Pointer {
		top = top.Elem()
	}
	if top.Kind() != reflect.Struct || isMarshaler(top.Type()) {
		return top, false
	}
	long := false
	for i := range top.NumField() {
		f := top.Type().Field(i)
		if f.Anonymous || strings.Contains(f.Tag.Get("json"), ",string") {
			return top, false // what encoding/json does with these is its own affair
		}
		long = long || isLong(top.Field(i))
	}
	return top, long
}

// isLong tells whether a member is a long list whose elements encoding/json writes one after the other.
func isLong(v reflect.Value) bool {
	return v.Kind() == reflect.Slice && v.Len() >= longList && v.Type().Elem().Kind() == reflect.Struct && !isMarshaler(v.Type())
}

func isMarshaler(t reflect.Type) bool {
	for _, one := range []reflect.Type{reflect.TypeFor[json.Marshaler](), reflect.TypeFor[interface{ MarshalText() ([]byte, error) }]()} {
		if t.Implements(one) || reflect.PointerTo(t).Implements(one) {
			return true
		}
	}
	return false
}

// jsonWriter writes one document; the first error sticks.
type jsonWriter struct {
	w      io.Writer
	enc    *json.Encoder
	buffer bytes.Buffer
	err    error
}

func (j *jsonWriter) text(s string) {
	if j.err == nil {
		_, j.err = io.WriteString(j.w, s)
	}
}

// encode leaves what encoding/json makes of a value in the buffer.
func (j *jsonWriter) encode(v any) []byte {
	j.buffer.Reset()
	if err := j.enc.Encode(v); err != nil && j.err == nil {
		j.err = err
	}
	return bytes.TrimSuffix(j.buffer.Bytes(), []byte("\n"))
}

func (j *jsonWriter) value(v any) {
	if b := j.encode(v); j.err == nil {
		_, j.err = j.w.Write(b)
	}
}

// object writes a struct member by member. Each is encoded as the only member of a struct with the same tag, so that names and
// omissions are those of encoding/json.
func (j *jsonWriter) object(top reflect.Value) {
	j.text("{")
	comma := ""
	for i := range top.NumField() {
		f := top.Type().Field(i)
		if !f.IsExported() {
			continue
		}
		alone := reflect.New(reflect.StructOf([]reflect.StructField{{Name: f.Name, Type: f.Type, Tag: f.Tag}})).Elem()
		long := isLong(top.Field(i))
		if long {
			alone.Field(0).Set(top.Field(i).Slice(0, 1))
		} else {
			alone.Field(0).Set(top.Field(i))
		}
		member := string(j.encode(alone.Interface()))
		if member == "{}" || j.err != nil {
			continue
		}
		j.text(comma)
		comma = ","
		if long {
			j.text(member[1 : strings.IndexByte(member, '[')+1])
			j.elements(top.Field(i))
			j.text("]")
		} else {
			j.text(member[1 : len(member)-1])
		}
	}
	j.text("}")
}

func (j *jsonWriter) elements(list reflect.Value) {
	for i := range list.Len() {
		if i > 0 {
			j.text(",")
		}
		if j.value(list.Index(i).Addr().Interface()); j.err != nil {
			return
		}
	}
}
