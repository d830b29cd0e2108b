package ingest

import (
	"path/filepath"
	"strings"
)

// companions are the files beside one of an ending that are read with it.
var companions = map[string][]string{".shp": {".shx", ".dbf", ".prj", ".cpg"}, ".gml": {".gfs", ".xsd"}}

// companionsOf are those that there are. Its error is [failing].
func companionsOf(path string) (out []string, err error) {
	for _, ext := range companions[strings.ToLower(filepath.Ext(path))] {
		other := companion(strings.TrimSuffix(path, filepath.Ext(path)), ext)
		there, err := exists(other)
		if err != nil {
			return nil, err
		}
		if there {
			out = append(out, other)
		}
	}
	return out, nil
}

// companion finds a shapefile's other file whatever the case of its ending. One that cannot be looked at is the likelier one: whoever
// opens it meets the error.
func companion(stem, ext string) string {
	if there, err := exists(stem + ext); there || err != nil {
		return stem + ext
	}
	return stem + strings.ToUpper(ext)
}
