package rastertile

import (
	"bytes"
	"fmt"
	"image"
	"image/png"

	"github.com/HugoSmits86/nativewebp"
)

// Format is a picture's file format. Both are lossless and of at most 256 colours.
type Format string

// Formats served.
const (
	PNG  Format = "png"
	WebP Format = "webp"
)

// ContentType is the format's media type.
func (f Format) ContentType() string { return "image/" + string(f) }

// Encode writes a picture.
func Encode(img *image.Paletted, f Format) ([]byte, error) {
	var out bytes.Buffer
	var err error
	switch f {
	case PNG:
		e := png.Encoder{CompressionLevel: png.BestSpeed}
		err = e.Encode(&out, img)
	case WebP:
		err = nativewebp.Encode(&out, img, nil)
	default:
		err = fmt.Errorf("%w: format %q; there are png and webp", ErrRequest, f)
	}
	return out.Bytes(), err
}
