package faults

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/qingshan-gis/qingshan/data/store"
	"github.com/qingshan-gis/qingshan/internal/folder"
)

// tree is what lies in a folder: the SHA-256 of each file's content by its path, "folder" for folders. Two runs that did the same work
// leave equal trees: the time in manifests is left out.
type tree map[string]string

var created = regexp.MustCompile(`"created": "[^"]*"`)

// treeOf reads a folder.
func treeOf(dir string) (tree, error) {
	t := tree{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || path == dir {
			return err
		}
		rel, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		if d.IsDir() {
			t[rel] = "folder"
			return nil
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		switch d.Name() {
		case store.ManifestName:
			content = created.ReplaceAll(content, nil)
		case "manifest.sha256":
			content = content[:min(0, len(content))]
		}
		sum := sha256.Sum256(bytes.TrimSpace(content))
		t[rel] = hex.EncodeToString(sum[:])
		return nil
	})
	return t, err
}

// differences are the paths in which two trees differ, with + before what only the second has, - the first, ! both.
func differences(a, b tree) (out []string) {
	for _, path := range slices.Sorted(maps.Keys(a)) {
		switch sum, ok := b[path]; {
		case !ok:
			out = append(out, "-"+path)
		case sum != a[path]:
			out = append(out, "!"+path)
		}
	}
	for _, path := range slices.Sorted(maps.Keys(b)) {
		if _, ok := a[path]; !ok {
			out = append(out, "+"+path)
		}
	}
	return out
}

// snapshots are the ids of the folders that a store shows.
func (t tree) snapshots() (ids []string) {
	for path, sum := range t {
		dir, name := filepath.Split(path)
		if dir == "store/snapshots/" && sum == "folder" && !strings.HasPrefix(name, ".") {
			ids = append(ids, name)
		}
	}
	slices.Sort(ids)
	return ids
}

// part is what lies in one folder of the tree.
func (t tree) part(folder string) tree {
	out := tree{}
	for path, sum := range t {
		if rest, ok := strings.CutPrefix(path, folder+"/"); ok {
			out[rest] = sum
		}
	}
	return out
}

// copyTree copies a folder. Files are linked: the program writes no file that it did not make. The lock is copied: it is held by its file.
func copyTree(from, to string) error {
	return folder.Copy(from, to, func(path, _, target string) error {
		if filepath.Base(filepath.Dir(path)) == "store" {
			return folder.CopyFile(path, target)
		}
		return os.Link(path, target)
	})
}
