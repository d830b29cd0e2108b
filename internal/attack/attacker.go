package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/qingshan-gis/qingshan/internal/bench"
)

// attacker opens connections from one address and keeps account of how they end.
type attacker struct {
	host   string
	dialer *net.Dialer

	mu      sync.Mutex
	answers map[string]int // by status, or what came instead of an answer
	oldest  time.Duration
}

func newAttacker(srv *bench.Server) *attacker {
	return &attacker{host: strings.TrimPrefix(srv.URL, "http://"), dialer: from(attackerAddress), answers: map[string]int{}}
}

// pace is how a client takes an answer.
type pace func(ctx context.Context, answer io.Reader) error

// quickly takes all of an answer.
func quickly(_ context.Context, answer io.Reader) error {
	_, err := io.Copy(io.Discard, answer)
	return err
}

// slowly takes a kilobyte a second.
func slowly(ctx context.Context, answer io.Reader) error {
	for ctx.Err() == nil {
		if _, err := io.CopyN(io.Discard, answer, 1<<10); err != nil {
			return err
		}
		time.Sleep(time.Second)
	}
	return ctx.Err()
}

// send sends a request as it stands on a connection of its own, takes the answer at a pace, and waits until the server closes. A pace
// of nil takes nothing at all.
func (a *attacker) send(ctx context.Context, request string, take pace) {
	start := time.Now()
	status := a.exchange(ctx, request, take)
	a.mu.Lock()
	defer a.mu.Unlock()
	a.answers[status]++
	a.oldest = max(a.oldest, time.Since(start))
}

func (a *attacker) exchange(ctx context.Context, request string, take pace) string {
	conn, err := a.dialer.DialContext(ctx, "tcp", a.host)
	if err != nil {
		return "no connection"
	}
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()
	tcp, _ := conn.(*net.TCPConn)
	_ = tcp.SetReadBuffer(4 << 10)
	if _, err := io.WriteString(conn, request); err != nil {
		return "closed while it was sent"
	}
	if take == nil {
		return a.abandoned(ctx, tcp)
	}
	answer, err := http.ReadResponse(bufio.NewReaderSize(conn, 1<<10), nil)
	if err != nil {
		return ended(ctx, err, "closed without an answer")
	}
	defer answer.Body.Close()
	status := fmt.Sprint(answer.StatusCode)
	if answer.StatusCode == http.StatusServiceUnavailable && answer.Header.Get("Retry-After") == "" {
		status += " without Retry-After"
	}
	if err := take(ctx, answer.Body); err != nil && !errors.Is(err, io.EOF) {
		status = ended(ctx, err, status+", closed before its end")
	}
	return status
}

// abandoned waits, without reading, until the server closes the connection; then it looks at what was sent.
func (a *attacker) abandoned(ctx context.Context, conn *net.TCPConn) string {
	for ctx.Err() == nil {
		time.Sleep(100 * time.Millisecond)
		if _, err := conn.Write([]byte("\r\n")); err != nil { // a closed one refuses it
			break
		}
	}
	if ctx.Err() != nil {
		return "open still"
	}
	return "closed, not read"
}

func ended(ctx context.Context, err error, how string) string {
	if ctx.Err() != nil {
		return "open still"
	}
	var timeout net.Error
	if errors.As(err, &timeout) && timeout.Timeout() {
		return "time is out"
	}
	return how
}

// together sends n requests at once and waits until all have ended.
func (a *attacker) together(ctx context.Context, n int, request func(i int) string, take pace) {
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() { a.send(ctx, request(i), take) })
	}
	all.Wait()
}

// told returns the account.
func (a *attacker) told() (answers map[string]int, oldest time.Duration) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.answers, a.oldest
}
