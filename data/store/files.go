package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"time"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/spatial/parallel"
	"github.com/qingshan-gis/qingshan/spatial/regular"
)

// Files of a snapshot beside what its manifest lists.
const (
	ManifestName = "manifest.json"
	// manifestSum holds the manifest's own SHA-256, so that a flipped byte in it is noticed too.
	manifestSum = "manifest.sha256"
)

// Seal hashes the files in dir into the manifest, several at a time, and writes it. Nothing may be added to the folder afterwards.
// Errors are those of [HashFile] and of writing, or ctx's.
func Seal(ctx context.Context, dir string, m *snapshot.Manifest) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return fmt.Errorf("store: %w", err)
	}
	m.Files = make([]snapshot.FileInfo, len(entries))
	err = parallel.Do(ctx, len(entries), runtime.NumCPU(), func(i int) error {
		name := entries[i].Name()
		sum, size, err := HashFile(ctx, filepath.Join(dir, name))
		m.Files[i] = snapshot.FileInfo{Name: name, Bytes: size, SHA256: sum}
		return err
	})
	if err != nil {
		return fmt.Errorf("store: %w", err)
	}
	b, err := json.MarshalIndent(m, "", " ")
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, ManifestName), b, 0o644); err != nil {
		return fmt.Errorf("store: %w", err)
	}
	return os.WriteFile(filepath.Join(dir, manifestSum), []byte(sumLine(b)), 0o644)
}

// sumLine is the content of [manifestSum].
func sumLine(manifest []byte) string {
	sum := sha256.Sum256(manifest)
	return hex.EncodeToString(sum[:]) + "\n"
}

// HashFile returns a file's SHA-256 in hex and its size. Errors are those of [regular.Open] and of reading.
func HashFile(ctx context.Context, path string) (sum string, size int64, err error) {
	return hashSlowly(ctx, path, func(time.Duration) {})
}

// hashSlowly is [HashFile] that rests after each piece, of which it says how long it took.
func hashSlowly(ctx context.Context, path string, rest func(worked time.Duration)) (sum string, size int64, err error) {
	f, _, err := regular.Open(path)
	if err != nil {
		return "", 0, err
	}
	defer f.Close()
	h := sha256.New()
	buf := make([]byte, 1<<18)
	for {
		if err := ctx.Err(); err != nil {
			return "", 0, err
		}
		start := time.Now()
		n, err := f.Read(buf)
		h.Write(buf[:n])
		size += int64(n)
		rest(time.Since(start))
		if err == io.EOF {
			return hex.EncodeToString(h.Sum(nil)), size, nil
		}
		if err != nil {
			return "", 0, err
		}
	}
}

// littleSpace is what a file system has left when writing failed because it was full: libraries such as SQLite give other
// reasons then.
const littleSpace = 1 << 20

// outOfSpace adds the likely reason to a failure to write.
func outOfSpace(dir string, err error) error {
	var fs syscall.Statfs_t
	if syscall.Statfs(dir, &fs) == nil && int64(fs.Bavail)*fs.Bsize < littleSpace {
		return fmt.Errorf("no space is left in the store; make room, for instance with `qingshan snapshots retain`, and run again: %w", err)
	}
	return err
}
