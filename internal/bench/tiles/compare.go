package main

import (
	"fmt"
	"strings"
)

// compare prints a table for docs/benchmarks.md: one row a server, load and number of clients, with the ratio of our
// throughput to it, of finished tiles and of those made on request, under the same load.
func compare(results []result) {
	find := func(who string, like result) float64 {
		for _, r := range results {
			if r.who == who && r.load == like.load && r.clients == like.clients {
				return r.rate
			}
		}
		return 0
	}
	times := func(ours, theirs float64) string {
		if ours == 0 {
			return ""
		}
		return fmt.Sprintf("%.1f ×", ours/theirs)
	}
	fmt.Println("\n| server | load | clients | tiles/s | p50 | p99 | kB | ours | ours, made |\n|---|---|---|---|---|---|---|---|---|")
	for _, r := range results {
		size, finished, made := "", "", ""
		if r.bytes > 0 {
			size = fmt.Sprintf("%.1f", r.bytes/1000)
		}
		if !strings.HasPrefix(r.who, "ours") {
			finished, made = times(find(asFinished, r), r.rate), times(find(asMade, r), r.rate)
		}
		fmt.Printf("| %s | %s | %d | %.0f | %s | %s | %s | %s | %s |\n", r.who, r.load, r.clients, r.rate, millis(r.p50), millis(r.p99), size, finished, made)
	}
}
