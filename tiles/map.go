package tiles

import (
	"fmt"
	"runtime"

	"github.com/qingshan-gis/qingshan/data/mapped"
)

// mapPyramid maps the file of a pyramid of so many layers for as long as something refers to the pyramid.
func mapPyramid(path string, layers int) (*pyramid, error) {
	f, err := mapped.Open(path)
	if err != nil {
		return nil, err
	}
	p, err := readPyramid(f.Bytes(), layers)
	if err != nil {
		f.Unmap()
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	runtime.AddCleanup(p, (*mapped.File).Unmap, f)
	return p, nil
}
