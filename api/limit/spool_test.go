package limit

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"pgregory.net/rapid"
)

// TestSpoolGivesBackWhatWasWritten: in memory or in a file, whatever the pieces; the bounds are whole afterwards.
func TestSpoolGivesBackWhatWasWritten(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		const memory, disk = 2 * spoolBlock, 16 * spoolBlock
		p := newSpools(rapid.IntRange(0, 2*spoolBlock).Draw(t, "in memory"), memory, disk)
		p.dir = dir
		s := p.open(context.Background(), clientAt(1))
		var want bytes.Buffer
		for _, n := range rapid.SliceOfN(rapid.IntRange(0, spoolBlock), 0, 8).Draw(t, "pieces") {
			piece := bytes.Repeat([]byte{byte(n)}, n)
			want.Write(piece)
			if m, err := s.Write(piece); m != n || err != nil {
				t.Fatalf("%d of %d written, %v", m, n, err)
			}
		}
		var sent bytes.Buffer
		n, err := s.WriteTo(&sent)
		read, readErr := io.ReadAll(s.Reader())
		if err != nil || readErr != nil || n != s.size || !bytes.Equal(sent.Bytes(), want.Bytes()) || !bytes.Equal(read, want.Bytes()) {
			t.Fatalf("%d bytes sent and %d read of %d; %v, %v", n, len(read), want.Len(), err, readErr)
		}
		if left, _ := filepath.Glob(filepath.Join(dir, "*")); len(left) > 0 {
			t.Fatalf("the spool has a name: %v", left)
		}
		s.Close()
		s.Close()
		if p.memory != memory || p.disk != disk || len(p.held) != 0 {
			t.Fatalf("afterwards %d and %d are free, %v is held", p.memory, p.disk, p.held)
		}
	})
}

// TestSpoolsAreBounded: one client holds half of the disk, all together no more than all of it, and a spool ends with its request.
func TestSpoolsAreBounded(t *testing.T) {
	p := newSpools(0, 0, 4*spoolBlock)
	p.dir = t.TempDir()
	block := make([]byte, spoolBlock)
	fill := func(n byte) (*Spool, int) {
		s := p.open(context.Background(), clientAt(n))
		for i := 0; ; i++ {
			if _, err := s.Write(block); err != nil {
				if !errors.Is(err, errSpoolFull) {
					t.Fatal(err)
				}
				return s, i
			}
		}
	}
	a, n := fill(1)
	again, none := fill(1)
	b, m := fill(2)
	c, no := fill(3)
	if n != 2 || none != 0 || m != 2 || no != 0 {
		t.Errorf("%d, %d, %d and %d blocks, want 2, 0, 2 and 0", n, none, m, no)
	}
	for _, s := range []*Spool{a, again, b, c} {
		s.Close()
	}
	ctx, cancel := context.WithCancel(context.Background())
	s := p.open(ctx, clientAt(1))
	defer s.Close()
	cancel()
	if _, err := s.Write(block); !errors.Is(err, context.Canceled) {
		t.Errorf("after its request: %v", err)
	}
}

func TestSpoolAdoptsAFile(t *testing.T) {
	p := newSpools(0, 0, 4*spoolBlock)
	path := filepath.Join(t.TempDir(), "answer.gpkg")
	if err := os.WriteFile(path, []byte("rows"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := p.open(context.Background(), clientAt(1))
	err := s.Adopt(path)
	_, gone := os.Stat(path)
	var out bytes.Buffer
	if _, sent := s.WriteTo(&out); err != nil || sent != nil || out.String() != "rows" || !os.IsNotExist(gone) {
		t.Errorf("%q, %v, %v, %v", out.String(), err, sent, gone)
	}
	s.Close()
	if p.disk != 4*spoolBlock {
		t.Errorf("%d bytes are free", p.disk)
	}
}
