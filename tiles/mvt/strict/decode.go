package strict

import (
	"errors"
	"fmt"
	"math"
	"unicode/utf8"
)

// Decode reads an uncompressed tile. It refuses what is no tile: broken protocol buffers, fields of another type than the
// specification's or unknown to it, missing required ones, and geometry whose commands do not add up (4.3). It never panics,
// and never allocates more than a small multiple of len(b). What decodes may still breach the specification; see [Validate].
func Decode(b []byte) ([]Layer, error) {
	var out []Layer
	err := fields(b, func(f field) error {
		if f.number != 3 {
			return fmt.Errorf("a tile has no field %d", f.number)
		}
		if err := f.is(bytes, "a layer"); err != nil {
			return err
		}
		l, err := decodeLayer(f.data)
		if err != nil {
			return fmt.Errorf("layer %d %q: %w", len(out), l.Name, err)
		}
		out = append(out, l)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("vector tile: %w", err)
	}
	return out, nil
}

func decodeLayer(b []byte) (Layer, error) {
	l := Layer{Version: 1, Extent: 4096} // the defaults of the .proto
	var seen once
	err := fields(b, func(f field) (err error) {
		switch f.number {
		case 1:
			if err = errors.Join(f.is(bytes, "the name"), seen.see(f, "the name")); err == nil {
				l.Name, err = text(f.data, "the name")
			}
		case 2:
			if err = f.is(bytes, "a feature"); err == nil {
				var t Feature
				if t, err = decodeFeature(f.data); err != nil {
					return fmt.Errorf("feature %d (id %d): %w", len(l.Features), t.ID, err)
				}
				l.Features = append(l.Features, t)
			}
		case 3:
			if err = f.is(bytes, "a key"); err == nil {
				var k string
				k, err = text(f.data, "a key")
				l.Keys = append(l.Keys, k)
			}
		case 4:
			if err = f.is(bytes, "a value"); err == nil {
				var v any
				if v, err = decodeValue(f.data); err != nil {
					return fmt.Errorf("value %d: %w", len(l.Values), err)
				}
				l.Values = append(l.Values, v)
			}
		case 5:
			if err = seen.see(f, "the extent"); err == nil {
				l.Extent, err = f.uint32("the extent")
			}
		case 15:
			if err = seen.see(f, "the version"); err == nil {
				l.Version, err = f.uint32("the version")
			}
		default:
			err = fmt.Errorf("a layer has no field %d", f.number)
		}
		return err
	})
	if err == nil && seen&(1<<1) == 0 {
		err = errors.New("it has no name (4.1)")
	}
	if err == nil && seen&(1<<15) == 0 {
		err = errors.New("it has no version (4.1)")
	}
	return l, err
}

func decodeFeature(b []byte) (Feature, error) {
	var t Feature
	var seen once
	var commands []uint32
	err := fields(b, func(f field) (err error) {
		if f.number < 1 || f.number > 4 {
			return fmt.Errorf("a feature has no field %d", f.number)
		}
		if err = seen.see(f, fmt.Sprintf("field %d", f.number)); err != nil {
			return err
		}
		switch f.number {
		case 1:
			t.ID, t.HasID, err = f.num, true, f.is(varint, "the id")
		case 2:
			t.Tags, err = f.packed("the tags")
		case 3:
			var kind uint32
			kind, err = f.uint32("the type")
			t.Type = GeomType(kind)
		case 4:
			commands, err = f.packed("the geometry")
		}
		return err
	})
	switch {
	case err != nil:
	case seen&(1<<3) == 0:
		err = errors.New("it has no type (4.2)")
	case seen&(1<<4) == 0:
		err = errors.New("it has no geometry (4.2)")
	case t.Type > PolygonType:
		err = fmt.Errorf("there is no geometry type %d (4.3.4)", t.Type)
	case len(t.Tags)%2 != 0:
		err = fmt.Errorf("%d tags are no pairs (4.4)", len(t.Tags))
	case t.Type != Unknown:
		t.Parts, err = decodeGeometry(t.Type, commands)
	}
	return t, err
}

// decodeValue reads a value, which has exactly one of seven fields (4.1).
func decodeValue(b []byte) (v any, err error) {
	n := 0
	err = fields(b, func(f field) (err error) {
		n++
		wire := varint
		switch f.number {
		case 1:
			wire = bytes
			v, err = text(f.data, "the text")
		case 2:
			wire = fixed4
			v = math.Float32frombits(uint32(f.num))
		case 3:
			wire = fixed8
			v = math.Float64frombits(f.num)
		case 4:
			v = int64(f.num)
		case 5:
			v = f.num
		case 6:
			v = int64(f.num>>1) ^ -int64(f.num&1)
		case 7:
			v = f.num != 0
			if f.num > 1 {
				err = fmt.Errorf("%d is no boolean", f.num)
			}
		default:
			return fmt.Errorf("a value has no field %d", f.number)
		}
		return errors.Join(f.is(wire, "the value"), err)
	})
	if err == nil && n != 1 {
		err = fmt.Errorf("it has %d fields, not one (4.1)", n)
	}
	return v, err
}

func text(b []byte, what string) (string, error) {
	if !utf8.Valid(b) {
		return "", fmt.Errorf("%s is not UTF-8", what)
	}
	return string(b), nil
}
