package audit

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// Head is where a chain ends: its last entry, and the SHA-256 of that line. Whoever notes it elsewhere can prove later that nothing before
// it was changed, and that nothing up to it was removed from the end.
type Head struct {
	N    int64  `json:"n"`
	Hash string `json:"hash"`
}

// String is the head as N:HASH.
func (h Head) String() string { return fmt.Sprintf("%d:%s", h.N, h.Hash) }

// ErrHead means that a text is no head.
var ErrHead = errors.New("write it as `qingshan audit verify` printed it, as in 1204:9f86d0…")

// ParseHead reads a head as [Head.String] writes it. The error is [ErrHead].
func ParseHead(text string) (Head, error) {
	number, hash, found := strings.Cut(text, ":")
	n, err := strconv.ParseInt(number, 10, 64)
	if err != nil || !found || n < 1 || len(hash) != len(noHash) || strings.Trim(hash, "0123456789abcdef") != "" {
		return Head{}, ErrHead
	}
	return Head{n, hash}, nil
}

// headFile holds the head as of the last time that entries were put on the disk. It shows a file that was cut at its end.
const headFile = "head"

func writeHead(dir string, h Head) error {
	f, err := os.OpenFile(filepath.Join(dir, headFile), os.O_WRONLY|os.O_CREATE, fileMode)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(f, "%020d:%s\n", h.N, h.Hash) // as long as before, so that no half of it stays
	return errors.Join(err, f.Close())
}

// readHead is the head that was kept, the zero Head for none.
func readHead(dir string) (Head, error) {
	b, err := os.ReadFile(filepath.Join(dir, headFile))
	if errors.Is(err, fs.ErrNotExist) {
		return Head{}, nil
	}
	if err != nil {
		return Head{}, err
	}
	return ParseHead(strings.TrimSpace(string(b)))
}
