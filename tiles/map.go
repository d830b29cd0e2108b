package tiles

import (
	"fmt"
	"runtime"

	"github.com/qingshan-gis/qingshan/data/mapped"
)

// mapPyramid maps a pyramid's file for as long as something refers to the pyramid.
func mapPyramid(path string) (*pyramid, error) {
	f, err := mapped.Open(path)
	if err != nil {
		return nil, err
	}
	p, err := readPyramid(f.Bytes())
	if err != nil {
		f.Unmap()
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	runtime.AddCleanup(p, (*mapped.File).Unmap, f)
	return p, nil
}
