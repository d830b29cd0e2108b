package api

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/qingshan-gis/qingshan/api/limit"
)

// limited is a server that serves nothing yet.
func limited(t *testing.T, limits limit.Limits) *Server {
	dir, _ := fixtureStore(t)
	return New(Config{Store: dir, Limits: limits})
}

// loopback runs a server and returns its address.
func loopback(t *testing.T, s *Server) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx, l) }()
	t.Cleanup(func() {
		cancel()
		<-ended
	})
	address := l.Addr().String()
	for end := time.Now().Add(waitFor); s.holder.Now() == nil; time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("nothing is served")
		}
	}
	return address
}

// dial opens a connection that says what it is told, in bytes.
func dial(t *testing.T, address, says string) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	if _, err := io.WriteString(c, says); err != nil {
		t.Fatal(err)
	}
	return c
}

// closes reads until the server closes, and returns what came.
func closes(t *testing.T, c net.Conn) string {
	t.Helper()
	_ = c.SetReadDeadline(time.Now().Add(waitFor))
	b, err := io.ReadAll(c)
	if e, timeout := err.(net.Error); timeout && e.Timeout() {
		t.Fatalf("the connection stays open after %.80q", b)
	}
	return string(b)
}

// TestConnectionsEnd: whatever a client leaves unsaid, its connection does not stay open.
func TestConnectionsEnd(t *testing.T) {
	const short = 400 * time.Millisecond
	address := loopback(t, limited(t, limit.Limits{Stall: short, Header: short, Idle: short}))
	for _, c := range []struct{ what, says, gets string }{
		{"nothing", "", ""},
		{"half a request line", "GET /api/cov", ""},
		{"headers without end", "GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-A: ", ""},
		{"nothing after an answer", "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n", "ok"},
		{"a body that is promised and never sent", "POST /api/whatif HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/geo+json\r\nContent-Length: 1000\r\n\r\n", "408 "},
		{"half a body", "POST /api/whatif HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/geo+json\r\nContent-Length: 1000\r\n\r\n{\"type\":", "408 "},
		{"a chunk without end", "POST /api/whatif HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/geo+json\r\nTransfer-Encoding: chunked\r\n\r\n40\r\n{", "408 "},
		{"a body where none is read", "GET /healthz HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n", "ok"},
		{"a body where none is read, in chunks", "GET /api/snapshot HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n", "area_method"},
		{"a body of a media type that is not taken", "POST /api/whatif HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n", "415"},
	} {
		t.Run(c.what, func(t *testing.T) {
			t.Parallel()
			if got := closes(t, dial(t, address, c.says)); !strings.Contains(got, c.gets) {
				t.Errorf("%.300q", got)
			}
		})
	}
}

// TestReadersWhoDoNotRead: an answer that nobody takes lets go of its connection and of what it lay in, and holds no slot meanwhile.
func TestReadersWhoDoNotRead(t *testing.T) {
	const short = 200 * time.Millisecond
	s := limited(t, limit.Limits{Stall: short})
	payload := strings.Repeat("x", 1<<20)
	s.router = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { // an answer that no socket's buffer holds
		s.bounds.Reply(w, r, func(ctx context.Context, out *limit.Reply) error {
			_, leave, err := s.bounds.Enter(ctx, r, true)
			if err != nil {
				return err
			}
			defer leave()
			return out.WriteText(func(w io.Writer) error {
				for range 32 {
					if _, err := io.WriteString(w, payload); err != nil {
						return err
					}
				}
				return nil
			})
		})
	})
	address := loopback(t, s)
	const clients = 6
	var idle net.Conn
	for range clients {
		idle = dial(t, address, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
	}
	reader := dial(t, address, "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
	answer, err := http.ReadResponse(bufio.NewReader(reader), nil)
	if err != nil {
		t.Fatal(err)
	}
	if n, err := io.Copy(io.Discard, answer.Body); n != 32<<20 || err != nil {
		t.Errorf("one that reads got %d bytes, %v", n, err)
	}
	for end := time.Now().Add(waitFor); ; time.Sleep(time.Millisecond) {
		if s.bounds.Idle() {
			break
		}
		if time.Now().After(end) {
			t.Fatal("a client holds a spool still")
		}
	}
	_ = idle.SetReadDeadline(time.Now().Add(waitFor))
	if n, err := io.Copy(io.Discard, idle); !errors.Is(err, syscall.ECONNRESET) { // or the system would serve it at its pace
		t.Errorf("one that did not read gets %d bytes late, %v", n, err)
	}
}

// TestOneClientsConnections: beyond its share a client's are closed at once, and it may open others when some are closed.
func TestOneClientsConnections(t *testing.T) {
	address := loopback(t, limited(t, limit.Limits{Connections: 8}))
	ask := func(c net.Conn) bool {
		_ = c.SetDeadline(time.Now().Add(waitFor))
		fmt.Fprint(c, "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
		b := make([]byte, 12)
		_, err := io.ReadFull(c, b)
		return err == nil && string(b) == "HTTP/1.1 200"
	}
	var kept []net.Conn
	for len(kept) < 4 {
		c := dial(t, address, "")
		if !ask(c) {
			t.Fatalf("connection %d is refused", len(kept)+1)
		}
		kept = append(kept, c)
	}
	if ask(dial(t, address, "")) {
		t.Error("a connection beyond the share is served")
	}
	for _, c := range kept {
		c.Close()
	}
	for end := time.Now().Add(waitFor); !ask(dial(t, address, "")); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("no connection is taken after others were closed")
		}
	}
}
