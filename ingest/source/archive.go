package source

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/qingshan-gis/qingshan/ingest/project"
	"github.com/qingshan-gis/qingshan/ingest/source/charset"
)

// archived is a file in a ZIP archive by its name as text: programs on a Chinese Windows write it in GBK.
type archived struct {
	*zip.File
	name string
}

// IsVector tells by its ending whether a file holds vectors.
func IsVector(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".shp", ".gpkg", ".fgb", ".geojson", ".json", ".kml", ".gdb":
		return true
	}
	return false
}

// IsArchive tells whether a vector source comes in a ZIP archive. Of a zipped File Geodatabase GDAL knows more than this.
func IsArchive(path string) bool {
	lower := strings.ToLower(path)
	return strings.HasSuffix(lower, ".zip") && !strings.HasSuffix(lower, ".gdb.zip")
}

// Unpack extracts from the archive the vector file that layer names, or the only one, with what belongs to it, into a new
// folder below into. It returns the file's path. name is how the archive goes in errors.
func Unpack(archive, name, layer, into string) (string, error) {
	r, err := zip.OpenReader(archive)
	if errors.Is(err, os.ErrNotExist) {
		return "", fmt.Errorf("%s: no such file; check the path (folder %s)", name, filepath.Dir(archive))
	}
	if err != nil {
		return "", fmt.Errorf("%s: it is no ZIP archive that can be read (%w); pack it again, or unpack it and name the file in it", name, err)
	}
	defer r.Close()
	files := filesIn(&r.Reader)
	vectors := vectorsIn(files)
	if len(vectors) == 0 {
		return "", fmt.Errorf("%s: the archive holds no vector file; name the file that is meant", name)
	}
	chosen := vectors[0]
	if len(vectors) > 1 {
		var stems []string
		for _, v := range vectors {
			stems = append(stems, stemOf(v))
		}
		at := slices.Index(stems, layer)
		switch {
		case layer == "":
			return "", project.Invalid("%s: it has the layers %s; say which with `layer:`", name, strings.Join(stems, ", "))
		case at < 0:
			return "", project.Invalid("%s: no layer %q; it has %s", name, layer, strings.Join(stems, ", "))
		case slices.Index(stems[at+1:], layer) >= 0:
			return "", project.Invalid("%s: it has two files called %s; unpack it and name the one that is meant", name, layer)
		}
		chosen = vectors[at]
	}
	folder, err := os.MkdirTemp(into, "zip-")
	if err != nil {
		return "", err
	}
	for _, f := range files {
		if !belongs(f.name, chosen) {
			continue
		}
		if f.Flags&1 != 0 {
			return "", fmt.Errorf("%s: the archive is locked with a password; unpack it and name the file in it", name)
		}
		rel := strings.TrimPrefix(strings.TrimPrefix(f.name, path.Dir(chosen)), "/")
		if !filepath.IsLocal(rel) {
			return "", fmt.Errorf("%s: the archive has a file with a name that leads out of it (%q); pack it again", name, f.name)
		}
		if err := extract(f, filepath.Join(folder, filepath.FromSlash(rel))); err != nil {
			return "", fmt.Errorf("%s: %s: %w; pack it again", name, f.name, err)
		}
	}
	return filepath.Join(folder, path.Base(chosen)), nil
}

// filesIn lists an archive's files but for what systems leave in them.
func filesIn(r *zip.Reader) []archived {
	var out []archived
	for _, f := range r.File {
		name := f.Name
		if !utf8.ValidString(name) {
			if text, ok := charset.Decode(charset.GBK.Codec, []byte(name), false); ok {
				name = text
			}
		}
		name = strings.ReplaceAll(name, `\`, "/")
		if f.FileInfo().IsDir() || strings.HasPrefix(name, "__MACOSX/") || strings.HasPrefix(path.Base(name), ".") {
			continue
		}
		out = append(out, archived{f, name})
	}
	return out
}

var inGeodatabase = regexp.MustCompile(`(?i)\.gdb/`)

// vectorsIn lists the vector files, and the folders of File Geodatabases.
func vectorsIn(files []archived) []string {
	var out []string
	for _, f := range files {
		name := f.name
		if at := inGeodatabase.FindStringIndex(name); at != nil {
			name = name[:at[1]-1]
		} else if !IsVector(name) && !strings.EqualFold(path.Ext(name), ".gml") {
			continue
		}
		if !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}

// LayersIn names the vector files in an archive.
func LayersIn(archive string) ([]string, error) {
	r, err := zip.OpenReader(archive)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	var out []string
	for _, v := range vectorsIn(filesIn(&r.Reader)) {
		out = append(out, stemOf(v))
	}
	return out, nil
}

func stemOf(name string) string { return strings.TrimSuffix(path.Base(name), path.Ext(name)) }

// belongs tells whether a file is needed for a vector file: itself, a shapefile's companions, a geodatabase's content.
func belongs(name, vector string) bool {
	switch strings.ToLower(path.Ext(vector)) {
	case ".gdb":
		return strings.HasPrefix(name, vector+"/")
	case ".shp":
		return path.Dir(name) == path.Dir(vector) && stemOf(name) == stemOf(vector)
	}
	return name == vector
}

func extract(f archived, to string) (err error) {
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	in, err := f.Open()
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.Create(to)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}
