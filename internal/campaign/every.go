package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/qingshan-gis/qingshan/internal/faults"
)

// selection is which trials are made.
type selection struct {
	words   string // of works' names, by commas; "" for all
	stride  int
	lasting bool
	workers int
}

func (s selection) wants(name string) bool {
	for _, w := range strings.Split(s.words, ",") {
		if strings.Contains(name, w) {
			return true
		}
	}
	return false
}

// enumerate tries every work at every call.
func enumerate(ctx context.Context, p faults.Program, s selection) (sound bool, err error) {
	dir, err := os.MkdirTemp("", "qingshan-faults-")
	if err != nil {
		return false, err
	}
	defer os.RemoveAll(dir)
	stand, err := faults.NewStand(p, dir)
	if err != nil {
		return false, err
	}
	var all faults.Tally
	start := time.Now()
	for _, w := range faults.Works() {
		if !s.wants(w.Name) {
			continue
		}
		t, err := every(ctx, stand, w, s)
		if err != nil {
			return false, err
		}
		fmt.Printf("%-34s %v\n", w.Name, t)
		all.Add(t)
	}
	fmt.Printf("%-34s %v, %.1f minutes\n", "all", all, time.Since(start).Minutes())
	return all.Wrong == 0, nil
}

// tellEvery is after how many trials one hears how far a work has come.
const tellEvery = 100

func every(ctx context.Context, stand *faults.Stand, w faults.Work, s selection) (t faults.Tally, err error) {
	b, err := stand.Bench(w)
	if err != nil {
		return t, err
	}
	t.Points = len(b.Places)
	plan := faults.Every(b.Places)
	if s.lasting {
		plan = faults.EveryLasting(b.Places)
	}
	plan = faults.Thin(plan, s.stride)
	start := time.Now()
	err = b.TryAll(ctx, s.workers, plan, func(trial faults.Trial) {
		t.Count(trial)
		if t.Runs%tellEvery == 0 {
			took := time.Since(start)
			fmt.Printf("%-34s %5d of %d, %.0f minutes left\n", w.Name, t.Runs, len(plan), (took * time.Duration(len(plan)-t.Runs) / time.Duration(t.Runs)).Minutes())
		}
		for _, wrong := range trial.Wrong {
			fmt.Printf("WRONG: %v: %s: %s\n", trial, wrong, trial.Sentence())
		}
	})
	if err != nil {
		return t, err
	}
	return t, b.Unspoilt()
}
