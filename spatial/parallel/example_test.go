package parallel_test

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/qingshan-gis/qingshan/spatial/parallel"
)

func ExampleDo() {
	squares := make([]int, 5)
	err := parallel.Do(context.Background(), len(squares), 2, func(i int) error {
		squares[i] = i * i // no lock: each piece has a place of its own
		return nil
	})
	fmt.Println(squares, err)
	// Output: [0 1 4 9 16] <nil>
}

// Every goroutine has a resource of its own, here a builder of texts.
func ExampleEach() {
	words := []string{"zone", "cell", "gap"}
	upper := make([]string, len(words))
	open := func() (*strings.Builder, error) { return new(strings.Builder), nil }
	err := parallel.Each(context.Background(), len(words), 2, open, (*strings.Builder).Reset, func(b *strings.Builder, i int) error {
		b.Reset()
		b.WriteString(strings.ToUpper(words[i]))
		upper[i] = b.String()
		return nil
	})
	fmt.Println(upper, err)
	// Output: [ZONE CELL GAP] <nil>
}

// A panic becomes an error that names the input at hand.
func ExampleCaught() {
	read := func() (err error) {
		defer parallel.Caught(&err, func() string { return "cells.gpkg, row 3" })
		var none []int
		_ = none[2]
		return nil
	}
	var fault *parallel.Fault
	fmt.Println(errors.As(read(), &fault), fault.On)
	// Output: true cells.gpkg, row 3
}
