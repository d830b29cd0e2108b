package security

import (
	"testing"
)

func TestHostNames(t *testing.T) {
	for text, good := range map[string]bool{"gis.example.cn": true, "gis.example.cn:8080": true, "GIS.example.cn.": true, "10.1.2.3": true, "[::1]:80": true, "林长.中国": true, "gis_1": true,
		"": false, "https://gis.example.cn": false, "gis.example.cn/forest": false, "*.example.cn": false, "a b": false, ":8080": false} {
		if err := CheckHostName(text); (err == nil) != good {
			t.Errorf("%q: %v", text, err)
		}
	}
}
