package serve_test

import (
	"context"
	"fmt"

	"github.com/qingshan-gis/qingshan/tiles/serve"
)

// A tile is made once, and kept.
func ExampleCache() {
	c := serve.NewCache(1 << 20)
	for range 2 {
		body, hit, err := c.Get(context.Background(), "zones/10/853/421", func() ([]byte, error) { return []byte("a tile"), nil })
		fmt.Printf("%s %v %v\n", body, hit, err)
	}
	// Output:
	// a tile false <nil>
	// a tile true <nil>
}
