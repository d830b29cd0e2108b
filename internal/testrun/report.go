package main

import (
	"cmp"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"
)

// A package above this much processor time has a line in the report.
const worthALine = 60 * time.Second

// slowest is how many tests the report names.
const slowest = 10

// report prints where the time went and how many tests there were; it tells whether anything failed.
func report(w io.Writer, results []*result, took time.Duration) (failed bool) {
	var tests []test
	var passed, fails, skipped int
	var total time.Duration
	cpu := map[string]time.Duration{}
	for _, r := range results {
		tests = append(tests, r.tests...)
		passed, fails, skipped = passed+r.passed, fails+r.failed, skipped+r.skipped
		what := cmp.Or(r.pkg, r.command)
		cpu[what] += r.cpu
		total += r.cpu
		if r.err != nil {
			failed = true
			if r.failed == 0 { // a build that broke, a process that died, a command
				fails++
			}
		} else if r.command != "" {
			passed++
		}
	}
	slices.SortFunc(tests, func(a, b test) int { return cmp.Compare(b.took, a.took) })
	fmt.Fprintln(w, "\nslowest tests")
	for _, t := range tests[:min(slowest, len(tests))] {
		fmt.Fprintf(w, "%7.1f s  %s  %s\n", t.took.Seconds(), t.name, short(t.pkg))
	}
	fmt.Fprintf(w, "processor time: %.0f s; above %.0f s:\n", total.Seconds(), worthALine.Seconds())
	names := make([]string, 0, len(cpu))
	for name, t := range cpu {
		if t > worthALine {
			names = append(names, name)
		}
	}
	slices.SortFunc(names, func(a, b string) int { return cmp.Compare(cpu[b], cpu[a]) })
	for _, name := range names {
		fmt.Fprintf(w, "%7.0f s  %4.1f %%  %s\n", cpu[name].Seconds(), 100*cpu[name].Seconds()/total.Seconds(), short(name))
	}
	fmt.Fprintf(w, "total: %.0f s\n\n", took.Seconds())
	if failed {
		fmt.Fprintln(w, "FAIL:")
		for _, r := range results {
			if r.err != nil {
				fmt.Fprintf(w, "\t%s: %v\n", r.name(), r.err)
			}
		}
	}
	fmt.Fprintf(w, "%d passed, %d failed, %d skipped\n", passed, fails, skipped)
	return failed
}

// short is a package's path without the module.
func short(pkg string) string {
	if pkg == "github.com/qingshan-gis/qingshan" {
		return "."
	}
	return strings.TrimPrefix(strings.TrimPrefix(pkg, "github.com/qingshan-gis/qingshan"), "/")
}

// writeNames writes what ran into a file, sorted, so that two runs can be compared.
func writeNames(path string, results []*result) error {
	var names []string
	for _, r := range results {
		names = append(names, r.names...)
	}
	slices.Sort(names)
	return os.WriteFile(path, []byte(strings.Join(names, "\n")+"\n"), 0o644)
}
