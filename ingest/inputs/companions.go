package inputs

import (
	"path/filepath"
	"strings"
)

// companionExts are the files beside one of an ending that are read with it.
var companionExts = map[string][]string{".shp": {".shx", ".dbf", ".prj", ".cpg"}, ".gml": {".gfs", ".xsd"}}

// Companions are those that there are. Its error is [Failing].
func Companions(path string) (out []string, err error) {
	for _, ext := range companionExts[strings.ToLower(filepath.Ext(path))] {
		other := Companion(strings.TrimSuffix(path, filepath.Ext(path)), ext)
		there, err := Exists(other)
		if err != nil {
			return nil, err
		}
		if there {
			out = append(out, other)
		}
	}
	return out, nil
}

// Companion finds a shapefile's other file whatever the case of its ending. One that cannot be looked at is the likelier one: whoever
// opens it meets the error.
func Companion(stem, ext string) string {
	if there, err := Exists(stem + ext); there || err != nil {
		return stem + ext
	}
	return stem + strings.ToUpper(ext)
}
