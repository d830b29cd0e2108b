package infer

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/ingest/inputs"
	"github.com/qingshan-gis/qingshan/ingest/project"
	"github.com/qingshan-gis/qingshan/ingest/source"
	"github.com/qingshan-gis/qingshan/spatial/gdal"
)

// guess is one value of a proposed project file; doubt, if any, says why it may be wrong, or why there is none.
type guess struct{ value, doubt string }

// foundLayer is a vector layer with the best reading of what it is.
type foundLayer struct {
	path, layer     string
	kind            string // zones, cells, parcels, "" for none of them
	doubt           string // about the kind
	level           guess
	code, name      guess // or id
	parent          guess
	ranger          guess
	from, to        guess
	class, category guess
	stated          guess
	crs             guess
	encoding        guess
	dissolve, where guess // of zones
	several         bool  // the file has more layers
}

// foundScene is a raster.
type foundScene struct {
	path           string
	quantity, date guess
	kind, band     guess
	scale          guess
	crs            guess
	doubt          string
}

// survey is what a folder holds.
type survey struct {
	layers                       []foundLayer
	scenes                       []foundScene
	chiefs, rangers, assignments project.TableSource
	skipped                      []string // files that were not understood, with the reason
	watched                      inputs.Watcher
}

var rasterExts = []string{".tif", ".tiff", ".jp2", ".img", ".vrt"}

// surveyFolder surveys a folder, not the hidden ones, the store or what lies in a snapshot.
func surveyFolder(ctx context.Context, dir string) (*survey, error) {
	s := &survey{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(dir, path)
		name, ext := d.Name(), strings.ToLower(filepath.Ext(path))
		if d.IsDir() {
			switch {
			case ext == ".gdb":
				s.watched.Watch(path)
				s.vector(ctx, path, rel, false)
				return filepath.SkipDir
			case path != dir && (strings.HasPrefix(name, ".") || name == "store"):
				return filepath.SkipDir
			}
			return ctx.Err()
		}
		s.watched.Watch(path)
		switch {
		case name == "truth.json":
		case source.IsVector(path):
			s.vector(ctx, path, rel, false)
		case source.IsArchive(path):
			s.archive(ctx, dir, rel)
		case slices.Contains(rasterExts, ext):
			s.raster(dir, rel)
		case ext == ".csv":
			s.table(dir, rel)
		}
		return ctx.Err()
	})
	if errors.Is(err, fs.ErrNotExist) {
		return nil, project.Invalid("%s: no such folder", dir)
	}
	s.relateZones(ctx, dir)
	slices.SortStableFunc(s.layers, func(a, b foundLayer) int {
		return snapshot.Level(a.level.value).Rank() - snapshot.Level(b.level.value).Rank()
	})
	s.agree()
	slices.SortStableFunc(s.scenes, func(a, b foundScene) int {
		return strings.Compare(a.quantity.value+a.date.value, b.quantity.value+b.date.value)
	})
	s.tellChanged(dir)
	return s, err
}

// tellChanged tells of files that changed while they were looked at: what is said of them may fit neither the old nor the new.
func (s *survey) tellChanged(dir string) {
	for _, path := range s.watched.Paths() {
		if what, _ := s.watched.Changed(path); what != "" {
			rel, _ := filepath.Rel(dir, path)
			s.skipped = append(s.skipped, fmt.Sprintf("%s: it changed while it was looked at (%s); run init again when nobody writes to it", rel, what))
		}
	}
}

// archive surveys the vector files in a ZIP archive.
func (s *survey) archive(ctx context.Context, dir, rel string) {
	scratch, err := os.MkdirTemp("", "qingshan-")
	if err != nil {
		s.skipped = append(s.skipped, err.Error())
		return
	}
	defer os.RemoveAll(scratch)
	names, err := source.LayersIn(filepath.Join(dir, rel))
	if err == nil && len(names) == 0 {
		err = errors.New("the archive holds no vector file")
	}
	if err != nil {
		s.skipped = append(s.skipped, fmt.Sprintf("%s: %v", rel, err))
	}
	for _, name := range names {
		path, err := source.Unpack(filepath.Join(dir, rel), rel, name, scratch)
		if err != nil {
			s.skipped = append(s.skipped, err.Error())
			continue
		}
		s.vector(ctx, path, rel, len(names) > 1)
	}
}

// vector surveys a vector file, which goes by rel in the project file; among says that rel holds others too.
func (s *survey) vector(ctx context.Context, path, rel string, among bool) {
	infos, err := gdal.Layers(path, gdal.Options{})
	if err != nil {
		s.skipped = append(s.skipped, err.Error())
		return
	}
	told, encoding := encodingToTell(path, infos[0])
	if told.Encoding != "" {
		if infos, err = gdal.Layers(path, told); err != nil {
			s.skipped = append(s.skipped, err.Error())
			return
		}
	}
	for _, info := range infos {
		if !strings.Contains(info.GeometryType, "Polygon") && info.GeometryType != "Unknown" && info.GeometryType != "Curve" {
			s.skipped = append(s.skipped, rel+", layer "+info.Name+": it holds "+info.GeometryType+", not polygons")
			continue
		}
		l := foundLayer{path: rel, layer: info.Name, several: among || len(infos) > 1, encoding: encoding}
		samples := sampleRows(ctx, path, info, told)
		l.understand(info, samples)
		s.layers = append(s.layers, l)
	}
}

// surveyRows is how many rows are looked at.
const surveyRows = 200

var errEnough = errors.New("enough rows")

// encodingToTell is how a shapefile's table must be read, and what the project file must say for it to be read so.
func encodingToTell(path string, info gdal.LayerInfo) (gdal.Options, guess) {
	reading, err := source.ReadingOf(project.Source{}, path, info)
	if err != nil {
		return gdal.Options{}, guess{"", "LDID and .cpg contradict each other, and the text does not tell which is right"}
	}
	texts, err := source.TextsIn(path, info)
	if err != nil {
		return gdal.Options{}, guess{}
	}
	if are := reading.Misread(texts); are != "" {
		return gdal.Options{Encoding: are}, guess{are, fmt.Sprintf("%q is what the text is; of itself the table says %s (%s)", are, reading.Name, reading.From)}
	}
	return gdal.Options{Encoding: reading.GDALName}, guess{}
}

func sampleRows(ctx context.Context, path string, info gdal.LayerInfo, o gdal.Options) [][]string {
	var out [][]string
	_ = gdal.ReadLayer(ctx, path, info.Name, o, func(_ gdal.LayerInfo, rec gdal.Record) error {
		row := make([]string, len(rec.Values))
		for i, v := range rec.Values {
			row[i] = source.ValueText(v, snapshot.China())
		}
		out = append(out, row)
		if len(out) == surveyRows {
			return errEnough
		}
		return nil
	})
	return out
}

var digitsOnly = regexp.MustCompile(`^\d{2,15}$`)
