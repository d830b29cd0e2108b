// Package folder copies folders for tests and the programs that try the program.
package folder

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// Copy makes the folders below from anew below to, and calls file for each file with its path below from and where it belongs.
func Copy(from, to string, file func(path, rel, target string) error) error {
	return filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		target := filepath.Join(to, rel)
		if d.IsDir() {
			return os.MkdirAll(target, 0o755)
		}
		return file(path, rel, target)
	})
}

// CopyFile copies what a file holds.
func CopyFile(from, to string) error {
	in, err := os.Open(from)
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
