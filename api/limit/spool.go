package limit

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"os"
	"sync"
)

var errSpoolFull = &BusyError{"too many large answers are on their way already; ask again in a moment"}

// spools keep answers between being made and being sent, and bodies between being sent and being read, so that a client's pace holds
// no memory and no slot. Small ones lie in memory, others in files that have no name from the start: none is left, however the program
// ends. Safe for concurrent use.
type spools struct {
	dir    string // for files; "" for the system's
	inHead int    // bytes of one that are kept in memory

	mu           sync.Mutex
	memory, disk int64 // bytes that are free
	share        int64 // of disk, for one client
	held         map[Client]int64
}

func newSpools(inHead int, memory, disk int64) *spools {
	return &spools{inHead: inHead, memory: memory, disk: disk, share: (disk + 1) / 2, held: map[Client]int64{}}
}

// open begins a spool for a client; writing to it ends with ctx. The caller closes it.
func (p *spools) open(ctx context.Context, at Client) *Spool {
	return &Spool{of: p, ctx: ctx, at: at}
}

func (p *spools) takeMemory(n int64) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if n > p.memory {
		return false
	}
	p.memory -= n
	return true
}

func (p *spools) takeDisk(at Client, n int64) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if n > p.disk || p.held[at]+n > p.share {
		return false
	}
	p.disk -= n
	p.held[at] += n
	return true
}

func (p *spools) give(at Client, memory, disk int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.memory += memory
	if disk == 0 {
		return
	}
	p.disk += disk
	if p.held[at] -= disk; p.held[at] == 0 {
		delete(p.held, at)
	}
}

// spoolBlock is what is taken at a time.
const spoolBlock = 256 << 10

// Spool is one answer or body: written, then read, then closed. It belongs to one goroutine.
type Spool struct {
	of   *spools
	ctx  context.Context
	at   Client
	head []byte
	file *os.File
	size int64
	// What was taken of the bounds.
	memory, disk int64
}

// Write appends. Errors are a [BusyError], ctx's or the file's.
func (s *Spool) Write(b []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	if s.file == nil && s.fits(len(b)) {
		if s.head == nil {
			s.head = (*spoolHeads.Get().(*[]byte))[:0]
		}
		s.head = append(s.head, b...)
		s.size += int64(len(b))
		return len(b), nil
	}
	if err := s.toFile(); err != nil {
		return 0, err
	}
	if err := s.reserve(s.size + int64(len(b))); err != nil {
		return 0, err
	}
	n, err := s.file.Write(b)
	s.size += int64(n)
	return n, err
}

// fits tells whether n more bytes may lie in memory.
func (s *Spool) fits(n int) bool {
	need := len(s.head) + n
	if need > s.of.inHead {
		return false
	}
	for int64(need) > s.memory {
		if !s.of.takeMemory(spoolBlock) {
			return false
		}
		s.memory += spoolBlock
	}
	return true
}

// reserve takes disk for a size.
func (s *Spool) reserve(size int64) error {
	if more := size - s.disk; more > 0 {
		more = (more + spoolBlock - 1) / spoolBlock * spoolBlock
		if !s.of.takeDisk(s.at, more) {
			return errSpoolFull
		}
		s.disk += more
	}
	return nil
}

// toFile moves what is in memory into a file.
func (s *Spool) toFile() (err error) {
	if s.file != nil {
		return nil
	}
	if err := s.reserve(int64(len(s.head))); err != nil {
		return err
	}
	if s.file, err = os.CreateTemp(s.of.dir, "qingshan-spool-"); err != nil {
		return err
	}
	if err := os.Remove(s.file.Name()); err != nil {
		return err
	}
	if _, err := s.file.Write(s.head); err != nil {
		return err
	}
	s.of.give(s.at, s.memory, 0)
	s.dropHead()
	s.memory = 0
	return nil
}

// spoolHeads are used again, since most answers are small.
var spoolHeads = sync.Pool{New: func() any { return new([]byte) }}

func (s *Spool) dropHead() {
	if head := s.head; head != nil && cap(head) <= spoolBlock {
		spoolHeads.Put(&head)
	}
	s.head = nil
}

// Adopt makes a finished file the content of a spool that is empty so far, and removes its name. Errors are those of the file
// system, and of the limit of all spools together.
func (s *Spool) Adopt(path string) (err error) {
	if s.file, err = os.Open(path); err != nil {
		return err
	}
	if err := os.Remove(path); err != nil {
		return err
	}
	info, err := s.file.Stat()
	if err != nil {
		return err
	}
	s.size = info.Size()
	return s.reserve(s.size)
}

// WriteTo sends what was written, from its beginning. Errors are those of w and of reading.
func (s *Spool) WriteTo(w io.Writer) (int64, error) {
	if s.file == nil {
		n, err := w.Write(s.head)
		return int64(n), err
	}
	return io.Copy(w, io.NewSectionReader(s.file, 0, s.size))
}

// Reader reads what was written, from its beginning.
func (s *Spool) Reader() io.Reader {
	if s.file == nil {
		return bytes.NewReader(s.head)
	}
	return bufio.NewReaderSize(io.NewSectionReader(s.file, 0, s.size), spoolBlock)
}

// seeker reads what was written, from anywhere.
func (s *Spool) seeker() io.ReadSeeker {
	if s.file == nil {
		return bytes.NewReader(s.head)
	}
	return io.NewSectionReader(s.file, 0, s.size)
}

// Close releases memory and file.
func (s *Spool) Close() {
	if s.file != nil {
		s.file.Close()
	}
	s.of.give(s.at, s.memory, s.disk)
	s.dropHead()
	s.file, s.memory, s.disk = nil, 0, 0
}
