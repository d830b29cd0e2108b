package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/qingshan-gis/qingshan/internal/bench"
)

const (
	sampled = 300 // tiles of a zoom that are looked at, where there are more
	again   = 5   // how often each is asked for; the best time counts
)

// sizes prints bytes and times of single tiles by zoom, asked for one after the other.
func (s *subject) sizes(ctx context.Context, srv *bench.Server, bounds [4]float64) error {
	c := plainClient()
	rows := [][]string{{"zoom", "tiles", "raw mean", "raw max", "gzip mean", "gzip max", "time median", "time max"}}
	for z := 5; z <= 16; z++ {
		places := all(z, bounds)
		rng := rand.New(rand.NewPCG(20260, uint64(z)))
		rng.Shuffle(len(places), func(i, j int) { places[i], places[j] = places[j], places[i] })
		var raw, zipped []int
		var took []time.Duration
		for _, p := range places[:min(len(places), sampled)] {
			best := answer{took: bench.Patience}
			for range again {
				a, err := get(ctx, c, srv.URL+p.in(ourTemplate))
				if err != nil {
					return err
				}
				if a.took < best.took {
					best = a
				}
			}
			if len(best.body) == 0 {
				continue
			}
			n, err := best.rawSize()
			if err != nil {
				return err
			}
			raw, zipped, took = append(raw, n), append(zipped, len(best.body)), append(took, best.took)
		}
		if len(raw) == 0 {
			continue
		}
		slices.Sort(took)
		rows = append(rows, []string{fmt.Sprint(z), fmt.Sprint(len(raw)), kB(mean(raw)), kB(slices.Max(raw)), kB(mean(zipped)), kB(slices.Max(zipped)),
			millis(took[len(took)/2]), millis(took[len(took)-1])})
	}
	bench.Table(rows...)
	return nil
}

func (a answer) rawSize() (int, error) {
	if !a.zipped {
		return len(a.body), nil
	}
	r, err := gzip.NewReader(bytes.NewReader(a.body))
	if err != nil {
		return 0, err
	}
	n, err := io.Copy(io.Discard, r)
	return int(n), err
}

func mean(v []int) int {
	sum := 0
	for _, n := range v {
		sum += n
	}
	return sum / len(v)
}

func kB(n int) string { return fmt.Sprintf("%.1f kB", float64(n)/1000) }

func millis(d time.Duration) string {
	return fmt.Sprintf("%.2f ms", float64(d)/float64(time.Millisecond))
}
