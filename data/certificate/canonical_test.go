package certificate

import (
	"encoding/json"
	"testing"
)

func TestCanonicalJSON(t *testing.T) {
	// Numbers from RFC 8785, appendix B; order and escapes as in its section 3.2.
	for in, want := range map[string]string{
		`{"b":1.0,"a":[1e-7,1e21,1e-6,333333333.33333329,0.000001,1e23,9007199254740994]}`: `{"a":[1e-7,1e+21,0.000001,333333333.3333333,0.000001,1e+23,9007199254740994],"b":1}`,
		`{"t":"<亩> \u0026 \u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/"}`:                 `{"t":"<亩> & €$\u000f\nA'B\"\\\\\"/"}`,
		`{"t":"\u2028\\u2028\u2029"}`: "{\"t\":\"\u2028\\\\u2028\u2029\"}",
	} {
		var v any
		if err := json.Unmarshal([]byte(in), &v); err != nil {
			t.Fatal(err)
		}
		if b, err := canonicalJSON(v); err != nil || string(b) != want {
			t.Errorf("%s\n got %s\nwant %s (%v)", in, b, want, err)
		}
	}
}
