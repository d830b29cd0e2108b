package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"
)

// test is one test function's outcome.
type test struct {
	pkg, name string
	took      time.Duration
}

// result is what became of a job.
type result struct {
	job
	wall, cpu               time.Duration // cpu counts the build and all processes that the tests started and waited for
	passed, failed, skipped int           // tests and subtests
	tests                   []test        // top level only
	names                   []string      // of all, with their outcome
	output                  string        // what a failure, a skip or a command printed
	err                     error
}

// run carries the jobs out, so many at once, and prints a line when one ends.
func run(ctx context.Context, jobs []job, workers int) []*result {
	results := make([]*result, len(jobs))
	next := make(chan int)
	var mu sync.Mutex
	var wg sync.WaitGroup
	for range workers {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for i := range next {
				r := jobs[i].run(ctx)
				mu.Lock()
				results[i] = r
				fmt.Print(r.output)
				fmt.Println(r.line())
				mu.Unlock()
			}
		}()
	}
	for i := range jobs {
		next <- i
	}
	close(next)
	wg.Wait()
	return results
}

func (r *result) line() string {
	word := "ok  "
	if r.err != nil {
		word = "FAIL"
	}
	return fmt.Sprintf("%s\t%s\t%.1f s (%.1f s of processor time)", word, r.name(), r.wall.Seconds(), r.cpu.Seconds())
}

// run carries one job out.
func (j job) run(ctx context.Context) *result {
	r := &result{job: j}
	args := j.args()
	cmd := exec.CommandContext(ctx, args[0], args[1:]...)
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 10 * time.Second
	start := time.Now()
	if j.command != "" {
		out, err := cmd.CombinedOutput()
		r.output, r.err = string(out), err
	} else {
		r.err = r.goTest(cmd)
	}
	r.wall = time.Since(start)
	if cmd.ProcessState != nil {
		r.cpu = cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	}
	return r
}

// event is a line of `go test -json`; see `go doc test2json`.
type event struct {
	Action, Package, Test, Output string
	Elapsed                       float64
}

// goTest reads a test process's events.
func (r *result) goTest(cmd *exec.Cmd) error {
	var problems bytes.Buffer
	cmd.Stderr = &problems
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	said := map[string]*strings.Builder{}
	for lines := bufio.NewReader(out); ; {
		line, err := lines.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return err
		}
		var e event
		if json.Unmarshal(line, &e) != nil {
			problems.Write(line)
			continue
		}
		r.take(e, said)
	}
	err = cmd.Wait()
	r.output += problems.String()
	return err
}

// take counts an event. Of what tests say, only what failures and skips say is kept.
func (r *result) take(e event, said map[string]*strings.Builder) {
	switch e.Action {
	case "output", "build-output":
		if said[e.Test] == nil {
			said[e.Test] = &strings.Builder{}
		}
		said[e.Test].WriteString(e.Output)
		return
	case "pass", "fail", "skip":
	default:
		return
	}
	text := ""
	if said[e.Test] != nil {
		text = said[e.Test].String()
		delete(said, e.Test)
	}
	if e.Test == "" { // the package itself
		if e.Action == "fail" {
			r.output += text
			for _, unfinished := range said {
				r.output += unfinished.String()
			}
		}
		return
	}
	r.names = append(r.names, fmt.Sprint(short(r.pkg), " ", e.Test, " ", e.Action))
	switch e.Action {
	case "pass":
		r.passed++
	case "fail":
		r.failed++
		r.output += text
	case "skip":
		r.skipped++
		r.output += text
	}
	if !strings.Contains(e.Test, "/") {
		r.tests = append(r.tests, test{r.pkg, e.Test, time.Duration(e.Elapsed * float64(time.Second))})
	}
}
