// Command campaign kills commands of qingshan, has their calls of the kernel fail and damages files, at random points, while a server is
// asked all the time; or, with -every, one call after the other.
//
//	campaign -program FILE -minutes 10 [-seed N]
//	campaign -program FILE -every [-works WORDS] [-stride N] [-lasting]
//
// The last line says what happened. The exit code is 1 where anything was lost, half visible or wrong; the folder is kept then.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"time"

	"github.com/qingshan-gis/qingshan/internal/faults"
	"github.com/qingshan-gis/qingshan/internal/iofault"
)

func main() {
	iofault.Launch()
	program := flag.String("program", "bin/qingshan", "the program to try")
	minutes := flag.Float64("minutes", 10, "how long")
	seed := flag.Uint64("seed", uint64(time.Now().Unix()), "of the random numbers")
	every := flag.Bool("every", false, "try every call of every work instead")
	works := flag.String("works", "", "with -every: only works with these words in their names, by commas")
	stride := flag.Int("stride", 1, "with -every: only each n-th trial")
	lasting := flag.Bool("lasting", false, "with -every: a call that fails fails from then on")
	workers := flag.Int("workers", runtime.NumCPU(), "with -every: how many trials at a time")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	path, err := filepath.Abs(*program)
	if err != nil {
		fail(err)
	}
	p := faults.Program{Path: path}
	var sound bool
	if *every {
		sound, err = enumerate(ctx, p, selection{words: *works, stride: *stride, lasting: *lasting, workers: *workers})
	} else {
		sound, err = campaign(ctx, p, *minutes, *seed)
	}
	if err != nil {
		fail(err)
	}
	if !sound {
		os.Exit(1)
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "campaign:", err)
	os.Exit(1)
}

func campaign(ctx context.Context, p faults.Program, minutes float64, seed uint64) (sound bool, err error) {
	dir, err := os.MkdirTemp("", "qingshan-campaign-")
	if err != nil {
		return false, err
	}
	fmt.Printf("seed %d, %s\n", seed, dir)
	start := time.Now()
	ctx, stop := context.WithTimeout(ctx, time.Duration(minutes*float64(time.Minute)))
	defer stop()
	c := faults.Campaign{Program: p, Dir: dir, Seed: seed, Log: os.Stdout}
	counts, err := c.Run(ctx)
	fmt.Printf("seed %d, %.1f minutes, %v\n", seed, time.Since(start).Minutes(), counts)
	if err == nil && counts.Sound() {
		return true, os.RemoveAll(dir)
	}
	fmt.Println("kept:", dir)
	return false, err
}
