package audit

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"time"
)

// fileName is a file of the audit: the day on which it was begun, in UTC, and the number of its first entry.
type fileName struct {
	day   string
	first int64
}

func (f fileName) String() string { return fmt.Sprintf("audit-%s-%012d.jsonl", f.day, f.first) }

func (f fileName) in(dir string) string { return filepath.Join(dir, f.String()) }

var namePattern = regexp.MustCompile(`^audit-(\d{8})-(\d{12,})\.jsonl$`)

// files are the audit's files in a folder, in the order of their entries; none where there is no folder.
func files(dir string) (list []fileName, err error) {
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	for _, e := range entries {
		m := namePattern.FindStringSubmatch(e.Name())
		if m == nil {
			continue
		}
		first, err := strconv.ParseInt(m[2], 10, 64)
		if err != nil {
			return nil, fmt.Errorf("%s: its number is no number of an entry", e.Name())
		}
		list = append(list, fileName{m[1], first})
	}
	slices.SortFunc(list, func(a, b fileName) int { return cmp.Compare(a.first, b.first) })
	return list, nil
}

// dayOf is a day in UTC as files are named by it.
func dayOf(t time.Time) string { return t.UTC().Format("20060102") }

// maxLine bounds a line that is read, in bytes; the longest that is written has a few thousand.
const maxLine = 1 << 20

// errLong means that a file has a line that no writer wrote.
var errLong = fmt.Errorf("a line of more than %d bytes", maxLine)

// lines calls do for each whole line of a file, without its end, and returns how many bytes they have together and how many stand behind
// them, of a line without end. Lines are only good until do returns.
func lines(path string, do func(line []byte) error) (whole, torn int64, err error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, 0, err
	}
	defer f.Close()
	r := bufio.NewReaderSize(f, maxLine)
	for {
		line, err := r.ReadSlice('\n')
		switch {
		case errors.Is(err, io.EOF):
			return whole, int64(len(line)), nil
		case errors.Is(err, bufio.ErrBufferFull):
			return whole, 0, errLong
		case err != nil:
			return whole, 0, err
		}
		if err := do(line[:len(line)-1]); err != nil {
			return whole, 0, err
		}
		whole += int64(len(line))
	}
}

// endOf finds where a file's last whole line ends, and how much a crash left behind it. Lines are counted, not read: a damaged one is
// for [Verify] to find.
func endOf(path string, name fileName) (end mark, torn int64, err error) {
	end.name = name
	count, last := int64(0), []byte(nil)
	end.size, torn, err = lines(path, func(line []byte) error {
		count++
		last = append(last[:0], line...)
		return nil
	})
	if err != nil {
		return mark{}, 0, fmt.Errorf("%s: %w", name, err)
	}
	if count > 0 {
		end.n, end.hash = name.first+count-1, hashOf(last)
	}
	return end, torn, nil
}
