package audit

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// clock is a clock that tests set. Safe for concurrent use.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func newClock() *clock { return &clock{at: time.Date(2026, 11, 28, 23, 50, 0, 0, time.UTC)} }

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// question is an entry as a server writes them.
func question(i int) Entry {
	return Entry{Event: Asked, Request: fmt.Sprintf("r%d", i), Kind: "user", Who: fmt.Sprintf("u%d", i%3), Client: "10.1.2.3", Roles: []string{"officer"}, Class: "coverage", Action: "read",
		Scope: []Part{{"330523", "public+work"}}, Method: "GET", Route: "/api/coverage", Params: map[string]string{"zone": "330523001", "format": "json"}, Snapshot: "20261128-a1b2c3", Status: 200, Bytes: 12345, Millis: 1.5, Shown: "public+work"}
}

// written writes some entries, with small files, and closes the audit.
func written(t *testing.T, n int, o Options) (dir string, c *clock) {
	t.Helper()
	c = newClock()
	if o.Dir == "" {
		o.Dir = filepath.Join(t.TempDir(), "audit")
	}
	o.Now = c.now
	l := New(o)
	for i := range n {
		l.Record(context.Background(), question(i))
		c.pass(time.Minute)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	if l.Entries() != int64(n) || l.Lost() != 0 || l.Trouble() != nil {
		t.Fatalf("%d entries, %d lost, %v", l.Entries(), l.Lost(), l.Trouble())
	}
	return o.Dir, c
}

func verified(t *testing.T, dir string, heads ...Head) *Verified {
	t.Helper()
	v, err := Verify(context.Background(), dir, heads...)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func names(t *testing.T, dir string) (list []string) {
	t.Helper()
	all, err := files(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range all {
		list = append(list, f.String())
	}
	return list
}

// TestFilesBeginWithSizeAndDay: entries come back as they were written; a file begins where the last is full and with each day; those that
// are full cannot be written to any more; nobody else can read any.
func TestFilesBeginWithSizeAndDay(t *testing.T) {
	dir, _ := written(t, 40, Options{MaxBytes: 4000})
	list := names(t, dir)
	if len(list) < 4 || !strings.Contains(list[0], "20261128") || !strings.Contains(list[len(list)-1], "20261129") {
		t.Fatalf("files %v", list)
	}
	for i, name := range list {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		want := closedMode
		if i == len(list)-1 {
			want = fileMode
		}
		if info.Mode().Perm() != want || info.Size() > 5000 {
			t.Errorf("%s: mode %o, %d bytes", name, info.Mode().Perm(), info.Size())
		}
	}
	if info, err := os.Stat(dir); err != nil || info.Mode().Perm() != dirMode {
		t.Errorf("the folder: %v %v", info.Mode(), err)
	}
	v := verified(t, dir)
	if len(v.Faults) > 0 || v.Entries != 40 || v.First != 1 || v.Head.N != 40 || v.Files != len(list) {
		t.Errorf("%+v", v)
	}
	all, more, err := Read(context.Background(), dir, Filter{})
	if err != nil || more || len(all) != 40 {
		t.Fatalf("%d entries, %v, %v", len(all), more, err)
	}
	for i, e := range all {
		want := question(i)
		want.N, want.Time, want.Prev = int64(i+1), newClock().at.Add(time.Duration(i)*time.Minute), e.Prev
		a, _ := json.Marshal(e)
		b, _ := json.Marshal(want)
		if !bytes.Equal(a, b) {
			t.Fatalf("%s\n%s", a, b)
		}
	}
}

// TestOldFilesGo: files beyond the number or the age that are kept go, the audit says so, and the chain is whole.
func TestOldFilesGo(t *testing.T) {
	for what, o := range map[string]Options{"number": {MaxBytes: 2000, KeepFiles: 3}, "age": {MaxBytes: 2000, KeepDays: 2}} {
		o.Dir = filepath.Join(t.TempDir(), "audit")
		c := newClock()
		o.Now = c.now
		l := New(o)
		for i := range 60 {
			l.Record(context.Background(), question(i))
			c.pass(2 * time.Hour)
		}
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
		v := verified(t, o.Dir)
		if len(v.Faults) > 0 || v.First == 1 || v.Head.N <= 60 {
			t.Errorf("%s: %+v", what, v)
		}
		list := names(t, o.Dir)
		if what == "number" && len(list) != 3 {
			t.Errorf("%v", list)
		}
		gone, _, err := Read(context.Background(), o.Dir, Filter{Event: Removed})
		if err != nil || len(gone) == 0 || gone[len(gone)-1].Through != v.First-1 {
			t.Errorf("%s: %+v %v", what, gone, err)
		}
		// Whoever removes one more is found out.
		if err := os.Remove(filepath.Join(o.Dir, list[0])); err != nil {
			t.Fatal(err)
		}
		if v := verified(t, o.Dir); len(v.Faults) != 1 || v.Faults[0].Kind != Missing {
			t.Errorf("%s: a file too many was removed: %+v", what, v.Faults)
		}
	}
}

// TestManyWriters: several audits of one folder, as a server and commands have them, and several goroutines of each make one chain.
func TestManyWriters(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "audit")
	const logs, writers, each = 3, 4, 50
	var wg sync.WaitGroup
	for range logs {
		l := New(Options{Dir: dir, MaxBytes: 5000})
		var mine sync.WaitGroup
		for range writers {
			mine.Go(func() {
				for i := range each {
					e := question(i)
					if i == each/2 {
						e.Event = Account
					}
					l.Record(context.Background(), e)
				}
			})
		}
		wg.Go(func() {
			mine.Wait()
			if err := l.Close(); err != nil || l.Lost() > 0 {
				t.Error(err, l.Lost())
			}
		})
	}
	wg.Wait()
	if v := verified(t, dir); len(v.Faults) > 0 || v.Entries != logs*writers*each {
		t.Errorf("%d entries, %+v", v.Entries, v.Faults)
	}
}

// TestEveryTamperingIsFound: whatever line is changed, removed, doubled or put elsewhere, in whatever file, the chain shows it; so it does
// where the end is cut off, by the head that is kept, and where that is cut as well, by one that was noted elsewhere.
func TestEveryTamperingIsFound(t *testing.T) {
	sound, _ := written(t, 30, Options{MaxBytes: 3000})
	list := names(t, sound)
	head := verified(t, sound).Head
	rapid.Check(t, func(t *rapid.T) {
		dir, err := os.MkdirTemp("", "audit")
		if err != nil {
			t.Fatal(err)
		}
		defer os.RemoveAll(dir)
		var all [][]byte
		var owner []string
		for _, name := range list {
			b, err := os.ReadFile(filepath.Join(sound, name))
			if err != nil {
				t.Fatal(err)
			}
			for line := range bytes.Lines(b) {
				all, owner = append(all, bytes.Clone(line)), append(owner, name)
			}
		}
		i := rapid.IntRange(0, len(all)-1).Draw(t, "line")
		how := rapid.SampledFrom([]string{"bit", "remove", "double", "move", "empty", "head of file"}).Draw(t, "how")
		switch how {
		case "bit":
			j := rapid.IntRange(0, len(all[i])-2).Draw(t, "byte")
			all[i][j] ^= 1 << rapid.IntRange(0, 6).Draw(t, "bit")
			if all[i][j] == '\n' {
				t.Skip("two lines, which are as wrong")
			}
		case "remove":
			all, owner = slices.Delete(all, i, i+1), slices.Delete(owner, i, i+1)
		case "double":
			all, owner = slices.Insert(all, i, all[i]), slices.Insert(owner, i, owner[i])
		case "move":
			j := rapid.IntRange(0, len(all)-1).Draw(t, "to")
			if j == i {
				t.Skip("where it was")
			}
			all[i], all[j] = all[j], all[i]
		case "empty":
			all[i] = []byte("\n")
		case "head of file":
			all[i] = all[i][:len(all[i])/2]
			if i == len(all)-1 {
				t.Skip("as a crash leaves it")
			}
		}
		for k, name := range owner {
			f, err := os.OpenFile(filepath.Join(dir, name), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := f.Write(all[k]); err != nil {
				t.Fatal(err)
			}
			f.Close()
		}
		v, err := Verify(context.Background(), dir, head)
		if err != nil {
			t.Fatal(err)
		}
		if len(v.Faults) == 0 {
			t.Errorf("%s of line %d was not found", how, i)
		}
	})
	cut := filepath.Join(sound, list[len(list)-1])
	b, err := os.ReadFile(cut)
	if err != nil {
		t.Fatal(err)
	}
	last := bytes.LastIndexByte(b[:len(b)-1], '\n') + 1
	if err := os.WriteFile(cut, b[:last], 0o600); err != nil {
		t.Fatal(err)
	}
	if v := verified(t, sound); len(v.Faults) != 1 || v.Faults[0].Kind != CutShort {
		t.Errorf("the end was cut off: %+v", v.Faults)
	}
	if err := os.Remove(filepath.Join(sound, headFile)); err != nil {
		t.Fatal(err)
	}
	if v := verified(t, sound); len(v.Faults) != 0 {
		t.Errorf("without any head: %+v", v.Faults)
	}
	if v := verified(t, sound, head); len(v.Faults) != 1 || v.Faults[0].Kind != CutShort {
		t.Errorf("by the noted head: %+v", v.Faults)
	}
}

// TestATornLineIsCutOff: what a crash leaves of a line goes, which the audit says, and the chain goes on.
func TestATornLineIsCutOff(t *testing.T) {
	dir, _ := written(t, 3, Options{})
	path := filepath.Join(dir, names(t, dir)[0])
	f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteString(`{"n":4,"time":"2026-`); err != nil {
		t.Fatal(err)
	}
	f.Close()
	if v := verified(t, dir); v.Torn != 20 || len(v.Faults) != 0 || v.Entries != 3 {
		t.Errorf("%+v", v)
	}
	c := newClock()
	l := New(Options{Dir: dir, Now: c.now})
	l.Record(context.Background(), question(4))
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	all, _, err := Read(context.Background(), dir, Filter{After: 3})
	if err != nil || len(all) != 2 || all[0].Event != Cut || all[0].Count != 20 || all[1].Event != Asked {
		t.Errorf("%+v %v", all, err)
	}
	if v := verified(t, dir); v.Torn != 0 || len(v.Faults) != 0 {
		t.Errorf("%+v", v)
	}
}

// TestFullDisk: where a line cannot be written nobody waits and nothing half is left; that is logged once and counted, and written down
// when the disk has room again.
func TestFullDisk(t *testing.T) {
	if os.Getenv("AUDIT_FULL_DISK") != "" {
		fullDisk(t, os.Getenv("AUDIT_FULL_DISK"))
		return
	}
	dir := t.TempDir()
	cmd := selfWith(t, "AUDIT_FULL_DISK="+dir)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}

// fullDisk runs in a process of its own, since what it may write is bounded for a process: a file beyond the bound is EFBIG, half of a
// line being written before.
func fullDisk(t *testing.T, dir string) {
	ignoreFileSize()
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		t.Fatal(err)
	}
	var text bytes.Buffer
	c := newClock()
	l := New(Options{Dir: filepath.Join(dir, "audit"), Now: c.now, Log: slog.New(slog.NewTextHandler(&text, nil))})
	l.Record(context.Background(), question(0))
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: 1500, Max: limit.Max}); err != nil {
		t.Fatal(err)
	}
	for i := range 20 {
		l.Record(context.Background(), question(i))
		c.pass(300 * time.Millisecond)
	}
	if l.Trouble() == nil || l.Lost() == 0 || !errors.Is(l.Trouble(), syscall.EFBIG) {
		t.Errorf("%v, %d lost", l.Trouble(), l.Lost())
	}
	lost := l.Lost()
	if n := strings.Count(text.String(), "level=ERROR"); n != 1 {
		t.Errorf("%d lines:\n%s", n, text.String())
	}
	if v := verified(t, l.Dir()); v.Torn != 0 || len(v.Faults) != 0 || v.Entries+lost != 21 {
		t.Errorf("%+v, %d lost", v, lost)
	}
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		t.Fatal(err)
	}
	c.pass(time.Minute)
	l.Record(context.Background(), question(1))
	if l.Trouble() != nil || l.Lost() != lost {
		t.Errorf("%v, %d lost", l.Trouble(), l.Lost())
	}
	all, _, err := Read(context.Background(), l.Dir(), Filter{Event: Lost})
	if err != nil || len(all) != 1 || all[0].Count != lost {
		t.Errorf("%+v %v, %d lost", all, err, lost)
	}
	if v := verified(t, l.Dir()); len(v.Faults) != 0 {
		t.Errorf("%+v", v.Faults)
	}
}

// TestFolderGone: a folder that cannot be made is told; one that is removed under the writer is made anew.
func TestFolderGone(t *testing.T) {
	root := t.TempDir()
	if err := os.WriteFile(filepath.Join(root, "file"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	c := newClock()
	l := New(Options{Dir: filepath.Join(root, "file", "audit"), Now: c.now})
	l.Record(context.Background(), question(0))
	if l.Trouble() == nil || l.Lost() != 1 {
		t.Errorf("%v, %d lost", l.Trouble(), l.Lost())
	}
	if err := os.Remove(filepath.Join(root, "file")); err != nil {
		t.Fatal(err)
	}
	c.pass(time.Minute)
	l.Record(context.Background(), question(1))
	if l.Trouble() != nil {
		t.Fatal(l.Trouble())
	}
	if err := os.RemoveAll(l.Dir()); err != nil {
		t.Fatal(err)
	}
	l.Record(context.Background(), question(2))
	if l.Trouble() != nil || len(names(t, l.Dir())) != 1 {
		t.Errorf("%v, %v", l.Trouble(), names(t, l.Dir()))
	}
}

// TestCounting: what is counted is a line an hour and key, at the latest when the audit is closed; beyond a number of keys all is one line.
func TestCounting(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "audit")
	l := New(Options{Dir: dir})
	const goroutines, each = 8, 1000
	var wg sync.WaitGroup
	for range goroutines {
		wg.Go(func() {
			for i := range each {
				who := fmt.Sprintf("u%d", i%2)
				l.Count(Key{Event: Tiles, Who: who}, func() Entry { return Entry{Who: who, Snapshot: "s"} })
			}
		})
	}
	wg.Wait()
	for i := range maxKeys {
		l.Count(Key{Event: Refused, Client: fmt.Sprint(i)}, func() Entry { return Entry{Client: fmt.Sprint(i)} })
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	tiles, _, err := Read(context.Background(), dir, Filter{Event: Tiles})
	if err != nil || len(tiles) != 2 || tiles[0].Count+tiles[1].Count != goroutines*each {
		t.Errorf("%+v %v", tiles, err)
	}
	refused, _, err := Read(context.Background(), dir, Filter{Event: Refused})
	sum := int64(0)
	for _, e := range refused {
		sum += e.Count
	}
	if err != nil || len(refused) != maxKeys-2+1 || sum != maxKeys { // two are of tiles, and one is of all others
		t.Errorf("%d lines of %d, %v", len(refused), sum, err)
	}
}

// TestReadPages: pages together are what is read at once, and filters leave out what they should.
func TestReadPages(t *testing.T) {
	dir, _ := written(t, 50, Options{MaxBytes: 3000})
	rapid.Check(t, func(t *rapid.T) {
		start := newClock().at
		f := Filter{
			Who:   rapid.SampledFrom([]string{"", "u0", "u2", "nobody"}).Draw(t, "who"),
			Limit: rapid.IntRange(1, 20).Draw(t, "limit"),
			From:  start.Add(time.Duration(rapid.IntRange(-10, 60).Draw(t, "from")) * time.Minute),
			To:    start.Add(time.Duration(rapid.IntRange(-10, 60).Draw(t, "to")) * time.Minute),
		}
		var got []int64
		for more := true; more; {
			page, next, err := Read(context.Background(), dir, f)
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range page {
				got = append(got, e.N)
				f.After = e.N
			}
			more = next
		}
		var want []int64
		for i := range 50 {
			at := start.Add(time.Duration(i) * time.Minute)
			if (f.Who == "" || f.Who == fmt.Sprintf("u%d", i%3)) && !at.Before(f.From) && at.Before(f.To) {
				want = append(want, int64(i+1))
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%+v: %v, want %v", f, got, want)
		}
	})
}

func TestInside(t *testing.T) {
	holds := func(zone string) bool { return strings.HasPrefix(zone, "33") }
	for _, c := range []struct {
		zones []string
		want  bool
	}{{nil, false}, {[]string{""}, false}, {[]string{"33"}, true}, {[]string{"33", "3305"}, true}, {[]string{"33", "34"}, false}} {
		var e Entry
		for _, z := range c.zones {
			e.Scope = append(e.Scope, Part{Zone: z})
		}
		if e.Inside(holds) != c.want {
			t.Errorf("%v", c.zones)
		}
	}
}

func TestParseHead(t *testing.T) {
	h := Head{12, hashOf([]byte("x"))}
	if got, err := ParseHead(h.String()); err != nil || got != h {
		t.Errorf("%v %v", got, err)
	}
	for _, text := range []string{"", "12", "0:" + noHash, "x:" + noHash, "12:abc", "12:" + strings.ToUpper(h.Hash)} {
		if _, err := ParseHead(text); !errors.Is(err, ErrHead) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// TestNothingWritten: an audit that nobody told anything leaves nothing behind, and has nothing wrong with it.
func TestNothingWritten(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "audit")
	if err := New(Options{Dir: dir}).Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
	if v := verified(t, dir); len(v.Faults) > 0 || v.Entries != 0 {
		t.Errorf("%+v", v)
	}
}

// BenchmarkRecord is what a question costs more for being written down.
func BenchmarkRecord(b *testing.B) {
	l := New(Options{Dir: filepath.Join(b.TempDir(), "audit")})
	defer l.Close()
	e := question(1)
	for b.Loop() {
		l.Record(context.Background(), e)
	}
}

// BenchmarkCount is what a tile costs more for being counted.
func BenchmarkCount(b *testing.B) {
	l := New(Options{Dir: filepath.Join(b.TempDir(), "audit")})
	defer l.Close()
	key := Key{Event: Tiles, Kind: "user", Who: "u1", Snapshot: "20261128-a1b2c3", ScopeID: "330523=3;"}
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			l.Count(key, func() Entry { return Entry{} })
		}
	})
}
