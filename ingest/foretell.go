package ingest

import (
	"fmt"
	"syscall"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/data/store"
	"github.com/qingshan-gis/qingshan/ingest/scene"
	"github.com/qingshan-gis/qingshan/texts"
)

// What is worth telling before the work begins.
const (
	manyTiles  = 1_000_000
	manyPixels = 2_000_000_000
)

// Rates of one processor of 2024 for a guess at the time, in pieces a second.
const (
	tilesPerSecond  = 40_000
	pixelsPerSecond = 40_000_000
)

// foretell tells what a large area will cost in time and disk space, before the work: whoever did not mean to ingest a country can
// stop it, and whoever did knows how long to wait.
func (o Options) foretell(scenes []*scene.Scene, s *snapshot.Tables, dir *store.Dir) {
	if o.Tell == nil {
		return
	}
	var tiles, bytes, pixels int64
	if o.EstimateTiles != nil {
		tiles, bytes = o.EstimateTiles(s)
	}
	for _, sc := range scenes {
		pixels += sc.PixelCount()
	}
	if tiles < manyTiles && pixels < manyPixels {
		return
	}
	seconds := float64(tiles)/tilesPerSecond + float64(pixels)/pixelsPerSecond
	line := texts.Line("estimate.large", "tiles", fmt.Sprintf("%.1f", float64(tiles)/1e6), "mb", bytes>>20,
		"pixels", fmt.Sprintf("%.1f", float64(pixels)/1e9), "minutes", fmt.Sprintf("%.0f", seconds/60+0.5))
	var fs syscall.Statfs_t
	if syscall.Statfs(dir.Path(), &fs) == nil {
		if free := int64(fs.Bavail) * fs.Bsize; free < bytes {
			line += texts.Line("estimate.disk", "mb", free>>20)
		}
	}
	o.Tell(line)
}
