package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"net"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/qingshan-gis/qingshan/internal/bench"
)

// from returns clients that come from an address of loopback.
func from(address string) *net.Dialer {
	return &net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(address)}, Timeout: 10 * time.Second}
}

// The addresses that others and the attacker come from.
const (
	othersAddress   = "127.0.0.1"
	attackerAddress = "127.0.0.2"
)

// times are other clients' times to answer, by kind of question.
type times map[string][]time.Duration

// load is what ordinary clients ask: tiles zoomed in, who answers for a place, and coverage by township.
type load struct {
	srv    *bench.Server
	bounds [4]float64
	end    context.CancelFunc
	all    sync.WaitGroup

	mu     sync.Mutex
	took   times
	failed int
	peak   memory
}

// memory is the most that the server held, in bytes: of its own (RssAnon), and with what it touched of mapped files (VmHWM).
type memory struct{ own, all int }

const (
	loadClients = 8
	// pause is how long an ordinary client looks at an answer.
	pause = 20 * time.Millisecond
)

// newLoad lets ordinary clients ask until it is stopped.
func newLoad(ctx context.Context, srv *bench.Server) (*load, error) {
	bounds, err := boundsOf(srv.URL)
	if err != nil {
		return nil, err
	}
	l := &load{srv: srv, bounds: bounds, took: times{}}
	ctx, l.end = context.WithCancel(ctx)
	for n := range loadClients {
		l.all.Go(func() { l.client(ctx, rand.New(rand.NewPCG(20261129, uint64(n)))) })
	}
	l.all.Go(func() { l.watch(ctx) })
	return l, nil
}

// boundsOf asks a server for the bounds of what it serves, in degrees.
func boundsOf(url string) (bounds [4]float64, err error) {
	var about struct {
		Bounds [4]float64 `json:"bounds"`
	}
	answer, err := http.Get(url + "/api/snapshot")
	if err != nil {
		return bounds, err
	}
	defer answer.Body.Close()
	err = json.NewDecoder(answer.Body).Decode(&about)
	return about.Bounds, err
}

func (l *load) client(ctx context.Context, random *rand.Rand) {
	c := &http.Client{Transport: &http.Transport{DialContext: from(othersAddress).DialContext}, Timeout: time.Minute}
	defer c.CloseIdleConnections()
	for ctx.Err() == nil {
		kind, path := l.question(random)
		start := time.Now()
		err := get(ctx, c, l.srv.URL+path)
		took := time.Since(start)
		l.mu.Lock()
		if err == nil {
			l.took[kind] = append(l.took[kind], took)
		} else if ctx.Err() == nil {
			l.failed++
		}
		l.mu.Unlock()
		time.Sleep(pause)
	}
}

// question draws what is asked next.
func (l *load) question(random *rand.Rand) (kind, path string) {
	lon := l.bounds[0] + random.Float64()*(l.bounds[2]-l.bounds[0])
	lat := l.bounds[1] + random.Float64()*(l.bounds[3]-l.bounds[1])
	switch n := random.IntN(10); {
	case n < 7:
		z := 12 + random.IntN(4)
		scale := float64(int(1) << z)
		sin := math.Sin(lat * math.Pi / 180)
		return "tile", fmt.Sprintf("/tiles/zones,parcels/%d/%d/%d.mvt", z, int((lon/360+0.5)*scale), int((0.5-math.Log((1+sin)/(1-sin))/(4*math.Pi))*scale))
	case n < 9:
		return "responsible", fmt.Sprintf("/api/responsible?lon=%.6f&lat=%.6f", lon, lat)
	}
	return "coverage", "/api/coverage?level=township"
}

func get(ctx context.Context, c *http.Client, url string) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	answer, err := c.Do(r)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	_, err = io.Copy(io.Discard, answer.Body)
	if err == nil && answer.StatusCode >= 300 {
		err = fmt.Errorf("status %d", answer.StatusCode)
	}
	return err
}

// watch keeps the server's peak.
func (l *load) watch(ctx context.Context) {
	for ctx.Err() == nil {
		now := l.srv.Memory()
		l.mu.Lock()
		l.peak.own, l.peak.all = max(l.peak.own, now["RssAnon"]), max(l.peak.all, now["VmHWM"])
		l.mu.Unlock()
		time.Sleep(20 * time.Millisecond)
	}
}

func (l *load) memory() memory {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.peak
}

// measured is what was measured of a load.
type measured struct {
	times
	failed int
}

// take returns what was measured since the last time.
func (l *load) take() measured {
	l.mu.Lock()
	defer l.mu.Unlock()
	out := measured{l.took, l.failed}
	l.took, l.failed = times{}, 0
	return out
}

func (l *load) stop() {
	l.end()
	l.all.Wait()
}

// quantile is that of all kinds for "".
func (t times) quantile(kind string, q float64) time.Duration {
	all := slices.Clone(t[kind])
	if kind == "" {
		for _, some := range t {
			all = append(all, some...)
		}
	}
	if len(all) == 0 {
		return 0
	}
	slices.Sort(all)
	return all[min(len(all)-1, int(q*float64(len(all))))]
}
