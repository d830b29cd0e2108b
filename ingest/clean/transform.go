package clean

import (
	"fmt"

	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/ingest/clean/densify"
	"github.com/qingshan-gis/qingshan/ingest/clean/gcj02"
	"github.com/qingshan-gis/qingshan/ingest/project"
	"github.com/qingshan-gis/qingshan/ingest/source"
	"github.com/qingshan-gis/qingshan/spatial/gdal"
)

// toWorking brings one source's geometry into the working CRS.
type toWorking struct {
	same      bool
	datum     string
	transform *gdal.Transformer
}

func newToWorking(l *source.Layer, working gdal.CRS) (*toWorking, error) {
	t := &toWorking{datum: l.Datum()}
	if t.same = l.CRS.Same(working) && t.datum == ""; t.same {
		return t, nil
	}
	if t.datum != "" && !l.CRS.Geographic() {
		return nil, project.Invalid("%s: datum %s is declared, but its CRS %s is not in degrees", l.Source.Path, t.datum, l.CRS)
	}
	var err error
	if t.transform, err = gdal.NewTransformer(l.CRS, working); err != nil {
		return nil, fmt.Errorf("%s, layer %s: from %s to the working CRS %s: %w", l.Source.Path, l.Info.Name, l.CRS, working, err)
	}
	return t, nil
}

func (t *toWorking) Close() {
	if t.transform != nil {
		t.transform.Close()
	}
}

func (t *toWorking) points(xs, ys []float64) error {
	gcj02.Unshift(t.datum, xs, ys)
	return t.transform.Transform(xs, ys)
}

// apply returns the geometry in the working CRS, off the grid yet.
func (t *toWorking) apply(mp *geom.MultiPolygon) (*geom.MultiPolygon, error) {
	if t.same {
		return mp, nil
	}
	return densify.Polygons(mp, t.points)
}
