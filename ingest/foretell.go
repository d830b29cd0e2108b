package ingest

import (
	"fmt"
	"syscall"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/data/store"
	"github.com/qingshan-gis/qingshan/ingest/scene"
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
	line := fmt.Sprintf("estimate 估计: a large area: about %.1f million map tiles (%d MB) and %.1f billion pixels, some %.0f minutes on two processors 范围较大",
		float64(tiles)/1e6, bytes>>20, float64(pixels)/1e9, seconds/60+0.5)
	var fs syscall.Statfs_t
	if syscall.Statfs(dir.Path(), &fs) == nil {
		if free := int64(fs.Bavail) * fs.Bsize; free < bytes {
			line += fmt.Sprintf("; the store's disk has only %d MB free 磁盘空间不足", free>>20)
		}
	}
	o.Tell(line)
}
