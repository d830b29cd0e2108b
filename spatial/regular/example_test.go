package regular_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/qingshan-gis/qingshan/spatial/regular"
)

func ExampleReadFile() {
	dir, err := os.MkdirTemp("", "regular")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "current")
	if err := os.WriteFile(path, []byte("20261001-0f3a"), 0o644); err != nil {
		fmt.Println(err)
		return
	}
	b, err := regular.ReadFile(path, 100)
	fmt.Printf("%s %v\n", b, err)
	_, err = regular.ReadFile(path, 5)
	fmt.Println(err != nil)
	_, err = regular.ReadFile(dir, 100)
	fmt.Println(errors.Is(err, regular.ErrIrregular))
	// Output:
	// 20261001-0f3a <nil>
	// true
	// true
}
