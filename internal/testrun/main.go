package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// commands is a flag that may be given several times.
type commands []string

func (c *commands) String() string     { return fmt.Sprint(*c) }
func (c *commands) Set(s string) error { *c = append(*c, s); return nil }

func main() {
	var beside commands
	flag.Var(&beside, "beside", "a shell command to run beside the packages")
	short := flag.Bool("short", false, "run with -short, without the race detector")
	changed := flag.Bool("changed", false, "only what a change concerns: its packages in full, those that import them with -short")
	workers := flag.Int("workers", 3, "how many test processes to run at once")
	list := flag.Bool("list", false, "print the jobs instead of running them")
	names := flag.String("names", "", "write the names of all tests and subtests that ran into this `file`")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()

	start := time.Now()
	jobs, err := plan(ctx, *short, *changed)
	if err != nil {
		fmt.Fprintln(os.Stderr, "testrun:", err)
		os.Exit(2)
	}
	for _, command := range beside {
		jobs = append(jobs, job{command: command})
	}
	longestFirst(jobs, recall())
	if *list {
		for _, j := range jobs {
			fmt.Println(j.name(), j.args())
		}
		return
	}
	results := run(ctx, jobs, *workers)
	remember(results)
	if *names != "" {
		if err := writeNames(*names, results); err != nil {
			fmt.Fprintln(os.Stderr, "testrun:", err)
			os.Exit(2)
		}
	}
	failed := report(os.Stdout, results, time.Since(start))
	if failed || ctx.Err() != nil {
		os.Exit(1)
	}
}
