package rastertile

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/png"
	"testing"

	"golang.org/x/image/webp"
)

// TestBothFormatsAreTheSamePicture, decoded by others' decoders.
func TestBothFormatsAreTheSamePicture(t *testing.T) {
	pictures := []*image.Paletted{}
	set := scenesOf(t, "ndvi", false, 1e-4, slope, func(x, y int) float64 { return float64((x*7919+y*104729)%10007) * 0.9 })
	for _, sc := range set.Scenes() {
		img, _ := drawn(t, set, sc.ID, "", Choice{})
		pictures = append(pictures, img)
	}
	one := image.NewPaletted(image.Rect(0, 0, 256, 256), pictures[0].Palette)
	one.SetColorIndex(3, 200, 77)
	for _, img := range append(pictures, one) {
		for _, f := range []Format{PNG, WebP} {
			b, err := Encode(img, f)
			if err != nil {
				t.Fatal(err)
			}
			decode := png.Decode
			if f == WebP {
				decode = webp.Decode
			}
			got, err := decode(bytes.NewReader(b))
			if err != nil {
				t.Fatalf("%s: %v", f, err)
			}
			for y := range 256 {
				for x := range 256 {
					if w, g := img.At(x, y).(color.NRGBA), color.NRGBAModel.Convert(got.At(x, y)); w != g && w.A != 0 || w.A == 0 && g.(color.NRGBA).A != 0 {
						t.Fatalf("%s, pixel %d,%d: %v, want %v", f, x, y, g, w)
					}
				}
			}
		}
	}
	if _, err := Encode(one, "gif"); !errors.Is(err, ErrRequest) {
		t.Error(err)
	}
}
