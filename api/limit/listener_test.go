package limit

import (
	"io"
	"net"
	"net/netip"
	"testing"
	"time"
)

// TestProxiesHaveAllConnections: one client has half of the connections, a proxy as many as there are.
func TestProxiesHaveAllConnections(t *testing.T) {
	const most = 6
	for _, proxied := range []bool{false, true} {
		inner, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		l := bounded(inner, most, func(at netip.Addr) bool { return proxied && at.IsLoopback() })
		accepted := make(chan net.Conn, most)
		go func() {
			for {
				c, err := l.Accept()
				if err != nil {
					close(accepted)
					return
				}
				_, _ = io.WriteString(c, "x")
				accepted <- c
			}
		}()
		served := 0
		for range most {
			c, err := net.Dial("tcp", inner.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			_ = c.SetReadDeadline(time.Now().Add(20 * time.Second))
			if n, _ := c.Read(make([]byte, 1)); n == 1 {
				served++
			}
		}
		if want := map[bool]int{false: most / 2, true: most}[proxied]; served != want {
			t.Errorf("proxy %v: %d connections are served, want %d", proxied, served, want)
		}
		l.Close()
		for c := range accepted {
			c.Close()
		}
	}
}
