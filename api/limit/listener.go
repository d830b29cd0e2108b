package limit

import (
	"errors"
	"net"
	"net/netip"
	"os"
	"sync"

	"golang.org/x/net/netutil"
)

// bounded is a listener with at most n connections open at a time; beyond its half of them one client's are closed at once, unless it
// is a proxy, which asks for many. Behind n the system's own queue waits.
func bounded(l net.Listener, n int, proxy func(netip.Addr) bool) net.Listener {
	return &fairListener{Listener: netutil.LimitListener(resetting{l}, n), share: max(1, n/2), proxy: proxy, open: map[netip.Addr]int{}}
}

// resetting resets connections whose client took too little of an answer: closed as usual, the system would go on sending what lies in
// its buffers, for hours at the client's pace.
type resetting struct{ net.Listener }

// Accept returns the next connection.
func (l resetting) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if tcp, ok := c.(*net.TCPConn); ok && err == nil {
		return resetConn{tcp}, nil
	}
	return c, err
}

type resetConn struct{ *net.TCPConn }

// Write writes, and lets Close reset the connection if there was no time to.
func (c resetConn) Write(b []byte) (int, error) {
	n, err := c.TCPConn.Write(b)
	if errors.Is(err, os.ErrDeadlineExceeded) {
		_ = c.SetLinger(0)
	}
	return n, err
}

// fairListener bounds the connections of each client.
type fairListener struct {
	net.Listener
	share int
	proxy func(netip.Addr) bool

	mu   sync.Mutex
	open map[netip.Addr]int
}

// Accept returns the next connection that its client may have.
func (l *fairListener) Accept() (net.Conn, error) {
	for {
		c, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		at := hostOf(c.RemoteAddr().String())
		if l.take(at) {
			return &countedConn{Conn: c, gone: sync.OnceFunc(func() { l.give(at) })}, nil
		}
		c.Close()
	}
}

func (l *fairListener) take(at netip.Addr) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.open[at] >= l.share && !l.proxy(at) {
		return false
	}
	l.open[at]++
	return true
}

func (l *fairListener) give(at netip.Addr) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.open[at]--; l.open[at] == 0 {
		delete(l.open, at)
	}
}

// countedConn is a connection that is counted until it is closed.
type countedConn struct {
	net.Conn
	gone func()
}

// Close closes the connection.
func (c *countedConn) Close() error {
	defer c.gone()
	return c.Conn.Close()
}
