package main

import (
	"errors"
	"strings"
	"testing"
	"time"
)

// TestReport names the slowest tests, packages above a minute and what failed, and closes with the counts.
func TestReport(t *testing.T) {
	results := []*result{
		{job: job{pkg: "m/slow", race: true}, cpu: 50 * time.Second, passed: 3, tests: []test{{"m/slow", "TestLong", 9 * time.Second}}},
		{job: job{pkg: "m/slow"}, cpu: 25 * time.Second, passed: 1, skipped: 1, tests: []test{{"m/slow", "TestPlain", time.Second}}},
		{job: job{pkg: "m/broken"}, cpu: 25 * time.Second, err: errors.New("exit status 1")},
	}
	var b strings.Builder
	if !report(&b, results, 90*time.Second) {
		t.Error("a broken build is no failure")
	}
	for _, want := range []string{"9.0 s  TestLong  m/slow", "75 s  75.0 %  m/slow", "total: 90 s", "m/broken: exit status 1", "\n4 passed, 1 failed, 1 skipped\n"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("%q is missing in\n%s", want, b.String())
		}
	}
	if report(&b, results[:2], time.Second) {
		t.Error("what passed is called a failure")
	}
}
