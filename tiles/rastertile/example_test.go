package rastertile_test

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"

	"github.com/qingshan-gis/qingshan/tiles/rastertile"
)

func ExampleEncode() {
	img := image.NewPaletted(image.Rect(0, 0, 2, 2), color.Palette{color.Transparent, color.NRGBA{G: 128, A: 255}})
	img.SetColorIndex(1, 1, 1)
	b, err := rastertile.Encode(img, "png")
	if err != nil {
		fmt.Println(err)
		return
	}
	back, err := png.Decode(bytes.NewReader(b))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(back.At(0, 0), back.At(1, 1))
	// Output: {0 0 0 0} {0 128 0 255}
}

func ExampleFindRamp() {
	_, err := rastertile.FindRamp("rainbow")
	fmt.Println(err != nil)
	// Output: true
}
