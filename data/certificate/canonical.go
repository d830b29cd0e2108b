package certificate

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"github.com/qingshan-gis/qingshan/data/snapshot"
)

// CanonicalHash is the SHA-256, in hex, of a value's canonical JSON. It returns an error if v has no JSON.
func CanonicalHash(v any) (string, error) {
	b, err := canonicalJSON(v)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:]), nil
}

// canonicalJSON writes a value's JSON by RFC 8785: names sorted, no white space, numbers as ECMAScript writes them, text in
// UTF-8 with no escapes but the needed ones. Names must be ASCII, as all of ours are: RFC 8785 sorts by UTF-16 units.
func canonicalJSON(v any) ([]byte, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	var plain any
	if err := json.Unmarshal(b, &plain); err != nil {
		return nil, err
	}
	var out bytes.Buffer
	enc := json.NewEncoder(&out) // sorts the names of maps; writes float64 as ECMAScript does
	enc.SetEscapeHTML(false)
	if err := enc.Encode(plain); err != nil {
		return nil, err
	}
	return unescapeSeparators(bytes.TrimSuffix(out.Bytes(), []byte("\n"))), nil
}

// unescapeSeparators undoes what only encoding/json does: it escapes U+2028 and U+2029.
func unescapeSeparators(b []byte) []byte {
	out := make([]byte, 0, len(b))
	for i := 0; i < len(b); i++ {
		if b[i] != '\\' {
			out = append(out, b[i])
			continue
		}
		switch rest := b[i:]; {
		case bytes.HasPrefix(rest, []byte(`\u2028`)):
			out, i = append(out, "\u2028"...), i+5
		case bytes.HasPrefix(rest, []byte(`\u2029`)):
			out, i = append(out, "\u2029"...), i+5
		default: // an escape is at least two bytes; the second may be a backslash itself
			out, i = append(out, b[i], b[i+1]), i+1
		}
	}
	return out
}

// IssuedAfter tells whether a certificate can be issued on a day: not before the snapshot was made, but for time zones.
func IssuedAfter(s *snapshot.Tables, day snapshot.Date) bool {
	return day >= snapshot.DateOf(s.Manifest.Created)-1
}
