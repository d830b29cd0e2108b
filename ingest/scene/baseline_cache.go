package scene

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"

	"github.com/qingshan-gis/qingshan/ingest/inputs"
	"github.com/qingshan-gis/qingshan/ingest/progress"
	"github.com/qingshan-gis/qingshan/ingest/report"
	"github.com/qingshan-gis/qingshan/spatial/raster"
)

// baselinesFolder is where a store keeps baselines, beside its snapshots. It can be deleted: what is needed is made again, to the
// same bit.
const baselinesFolder = "baselines"

// baselines are those of a store.
type baselines struct {
	root      string // the folder
	scratch   string // a folder for what is not whole yet
	files     *inputs.Set
	resampler *resampler
	report    *report.Report
	progress  progress.Progress

	used []string // folders that this run needed
}

// A baseline is three rasters on the grid of the first scene: how many scenes observed a pixel, the mean of their physical values,
// and the sum of squared deviations from it, by Welford's update (Technometrics 4, 1962). Means and sums are rounded to float32
// after every scene, so that adding one scene to last night's files gives the same as making all of it anew.
type baseline struct{ folder string }

// of finds or makes the baseline of scenes in the order of their dates, starting from the longest run of them that an
// earlier night left.
func (all *baselines) of(ctx context.Context, scenes []*Scene) (*baseline, error) {
	keys, err := sceneKeys(all.files, scenes)
	if err != nil {
		return nil, err
	}
	n := len(scenes)
	b := &baseline{filepath.Join(all.root, keys[n-1])}
	all.used = append(all.used, keys[n-1])
	from := n
	for from > 0 && !(&baseline{filepath.Join(all.root, keys[from-1])}).complete() {
		from--
	}
	if from == n {
		return b, nil
	}
	known := &baseline{}
	if from > 0 {
		known.folder = filepath.Join(all.root, keys[from-1])
		all.report.Note("baseline of %s: %d of %d scenes were known from earlier nights", scenes[0].Quantity, from, n)
	}
	all.progress.Start(fmt.Sprintf("baseline of %s, %d of %d scenes", scenes[0].Quantity, n-from, n), 0)
	pending := filepath.Join(all.scratch, "baseline-"+keys[n-1])
	if err := os.MkdirAll(pending, 0o755); err != nil {
		return nil, fmt.Errorf("baseline: %w", err)
	}
	if err := all.extend(ctx, known, scenes, from, pending); err != nil {
		return nil, fmt.Errorf("baseline of %s: %w", scenes[0].Quantity, err)
	}
	all.progress.Done()
	files := FilesOf(scenes)
	if err := all.files.Unchanged(ctx, func(path string) bool { return files[path] }); err != nil { // it outlives this run
		return nil, err
	}
	if err := os.MkdirAll(all.root, 0o755); err != nil {
		return nil, fmt.Errorf("baseline: %w", err)
	}
	if err := os.RemoveAll(b.folder); err != nil { // an incomplete one
		return nil, fmt.Errorf("baseline: %w", err)
	}
	if err := os.Rename(pending, b.folder); err != nil {
		return nil, fmt.Errorf("baseline: %w", err)
	}
	return b, nil
}

// readingRule is raised when the same files come to hold other observations, so that nothing is taken over from before.
const readingRule = 2

// sceneKeys names the baseline of the first scene, of the first two, and so on, each by all that its numbers depend on.
func sceneKeys(set *inputs.Set, scenes []*Scene) ([]string, error) {
	var keys []string
	key := ""
	for _, s := range scenes {
		var files []string
		for _, path := range s.files {
			files = append(files, set.Get(path).SHA256)
		}
		source := s.source
		source.Path = ""
		text, err := json.Marshal([]any{readingRule, key, files, source, s.SceneInfo.Scale, s.SceneInfo.Offset, s.crs.WKT(), scenes[0].info.Grid, scenes[0].crs.WKT()})
		if err != nil {
			return nil, err
		}
		sum := sha256.Sum256(text)
		key = hex.EncodeToString(sum[:16])
		keys = append(keys, key)
	}
	return keys, nil
}

// baselineState is a baseline's window in memory.
type baselineState struct{ count, mean, squares []float64 }

// add takes in a scene's values.
func (b *baselineState) add(values []float64, valid []bool, scale, offset float64) {
	for i, v := range values {
		v = v*scale + offset
		if !valid[i] || math.IsNaN(v) || math.IsInf(v, 0) || b.count[i] == math.MaxUint16 {
			continue
		}
		b.count[i]++
		apart := v - b.mean[i]
		mean := b.mean[i] + apart/b.count[i]
		b.squares[i] = float64(float32(b.squares[i] + apart*(v-mean)))
		b.mean[i] = float64(float32(mean))
	}
}

// extend writes into a folder what known holds and the scenes after the first from ones add.
func (all *baselines) extend(ctx context.Context, known *baseline, scenes []*Scene, from int, folder string) error {
	grid := scenes[0].info.Grid
	var bands []raster.Band
	defer func() {
		for _, b := range bands {
			b.Close()
		}
	}()
	if from > 0 {
		old, err := known.open()
		if err != nil {
			return err
		}
		bands = append(bands, old[:]...)
	}
	var added []*Scene
	for _, s := range scenes[from:] {
		s, err := all.resampler.onGrid(ctx, scenes[0], s)
		if err != nil {
			return err
		}
		band, err := s.open()()
		if err != nil {
			return err
		}
		bands, added = append(bands, band), append(added, s)
	}
	out, err := createBaseline(folder, grid, scenes[0].crs)
	if err != nil {
		return err
	}
	err = eachBlock(ctx, grid, func(w raster.Window) error {
		n := w.W * w.H
		state := &baselineState{make([]float64, n), make([]float64, n), make([]float64, n)}
		values, valid := make([]float64, n), make([]bool, n)
		at := 0
		if from > 0 {
			for _, column := range [][]float64{state.count, state.mean, state.squares} {
				if err := bands[at].Read(w, column, valid); err != nil {
					return err
				}
				at++
			}
		}
		for k, s := range added {
			if err := bands[at+k].Read(w, values, valid); err != nil {
				return err
			}
			state.add(values, valid, s.Scale, s.Offset)
		}
		return out.write(w, state)
	})
	if closed := out.close(); err == nil {
		err = closed
	}
	return err
}

// eachBlock calls do for blocks of 512 pixels square, one after the other.
func eachBlock(ctx context.Context, g raster.Grid, do func(w raster.Window) error) error {
	const size = 512
	for y := 0; y < g.Height; y += size {
		for x := 0; x < g.Width; x += size {
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := do(raster.Window{X: x, Y: y, W: min(size, g.Width-x), H: min(size, g.Height-y)}); err != nil {
				return err
			}
		}
	}
	return nil
}

// forget removes those that this run did not need: the next night continues the ones it did.
func (all *baselines) forget() error {
	entries, err := os.ReadDir(all.root)
	if err != nil {
		return nil // there are none
	}
	for _, e := range entries {
		if !slices.Contains(all.used, e.Name()) {
			if err := os.RemoveAll(filepath.Join(all.root, e.Name())); err != nil {
				return fmt.Errorf("baselines: %w", err)
			}
		}
	}
	return nil
}
