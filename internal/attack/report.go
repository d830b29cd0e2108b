package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// outcome is what was measured of one attack, or of the usual load.
type outcome struct {
	name           string
	memory         memory
	before, during measured
	answers        map[string]int
	oldest, took   time.Duration
}

// kinds of questions that others ask.
var kinds = [...]string{"tile", "responsible", "coverage"}

// report prints tables for docs/benchmarks.md.
func report(usual outcome, rows []outcome) {
	fmt.Println("| attack | own memory (RssAnon) | × usual | with mapped pages (VmHWM) | × usual | oldest connection | answers |\n|---|---|---|---|---|---|---|")
	for _, r := range append([]outcome{usual}, rows...) {
		fmt.Printf("| %s | %d MiB | %.2f | %d MiB | %.2f | %.1f s | %s |\n", r.name, r.memory.own>>20, ratio(r.memory.own, usual.memory.own), r.memory.all>>20,
			ratio(r.memory.all, usual.memory.all), r.oldest.Seconds(), r.counted())
	}
	fmt.Println("\n| attack | took | others' questions | tile p50, p99 | × before | responsible | × before | coverage | × before | failed |\n|---|---|---|---|---|---|---|---|---|---|")
	for _, r := range append([]outcome{usual}, rows...) {
		fmt.Printf("| %s | %.0f s | %d |", r.name, r.took.Seconds(), len(slices.Concat(slices.Collect(maps.Values(r.during.times))...)))
		for _, kind := range kinds {
			fmt.Printf(" %s, %s | %s |", ms(r.during.quantile(kind, .5)), ms(r.during.quantile(kind, .99)), r.longer(kind))
		}
		fmt.Printf(" %d |\n", r.during.failed)
	}
}

func ratio(a, b int) float64 { return float64(a) / float64(max(1, b)) }

func ms(d time.Duration) string { return fmt.Sprintf("%.1f ms", float64(d.Microseconds())/1000) }

// longer is how many times longer the 99th percentile was than before the attack.
func (r outcome) longer(kind string) string {
	before := r.before.quantile(kind, .99)
	if before == 0 {
		return ""
	}
	return fmt.Sprintf("%.1f", float64(r.during.quantile(kind, .99))/float64(before))
}

func (r outcome) counted() string {
	var out []string
	for _, how := range slices.Sorted(maps.Keys(r.answers)) {
		out = append(out, fmt.Sprintf("%d: %s", r.answers[how], how))
	}
	return strings.Join(out, ", ")
}
