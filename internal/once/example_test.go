package once_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/qingshan-gis/qingshan/internal/once"
)

// A cache of two values: the one that was used least recently goes first.
func ExampleCache() {
	ctx := context.Background()
	c := once.Cache[string, int]{Limit: 2}
	length := func(word string) int {
		n, hit, err := c.Get(ctx, word, func(context.Context) (int, error) { return len(word), nil })
		fmt.Println(word, n, hit, err)
		return n
	}
	length("zone")
	length("cell")
	length("zone")
	length("gap")
	fmt.Println(c.Has("zone"), c.Has("cell"), c.Has("gap"))
	// Output:
	// zone 4 false <nil>
	// cell 4 false <nil>
	// zone 4 true <nil>
	// gap 3 false <nil>
	// true false true
}

// An error is not kept: the next one who asks tries again.
func ExampleResult() {
	tries := 0
	f := once.Result(func() (string, error) {
		if tries++; tries == 1 {
			return "", errors.New("no disk")
		}
		return "read", nil
	})
	for range 3 {
		fmt.Println(f())
	}
	fmt.Println(tries, "tries")
	// Output:
	//  no disk
	// read <nil>
	// read <nil>
	// 2 tries
}

func ExampleValue() {
	asked := 0
	f := once.Value(func() int { asked++; return 42 })
	fmt.Println(f(), f(), asked)
	// Output: 42 42 1
}
