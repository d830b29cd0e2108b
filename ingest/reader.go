package ingest

import (
	"fmt"
	"strings"
	"time"

	"github.com/qingshan-gis/qingshan/ingest/inputs"
	"github.com/qingshan-gis/qingshan/ingest/project"
	"github.com/qingshan-gis/qingshan/ingest/report"
	"github.com/qingshan-gis/qingshan/spatial/gdalio"
)

// vectorLayer is one source layer, opened and understood, its rows not read yet.
type vectorLayer struct {
	source  project.Source
	path    string // that is opened
	reading tableReading
	info    gdalio.LayerInfo
	crs     gdalio.CRS
	report  *report.Source
	zone    *time.Location // in which times are days
	// original is the source's own path, resolved; path is another one where a private copy is read, or what an archive holds.
	original string
}

func (l *vectorLayer) datum() string {
	switch d := strings.ToLower(l.source.Datum); d {
	case "gcj02", "bd09":
		return d
	}
	return ""
}

func (l *vectorLayer) options() gdalio.Options {
	o := gdalio.Options{Encoding: l.reading.gdal, Where: l.source.Where}
	if !l.crs.None() {
		o.Metre = l.crs.Metre()
	}
	return o
}

// find describes the source's layer.
func (l *vectorLayer) find() error {
	infos, err := gdalio.Layers(l.path, l.options())
	if err != nil {
		return inputs.Renamed(err, l.path, l.original)
	}
	var names []string
	for _, info := range infos {
		names = append(names, info.Name)
		if l.source.Layer == info.Name || l.source.Layer == "" && len(infos) == 1 {
			l.info = info
			return nil
		}
	}
	if l.source.Layer == "" {
		return project.Invalid("%s: it has the layers %s; say which with `layer:`", l.source.Path, strings.Join(names, ", "))
	}
	return project.Invalid("%s: no layer %q; it has %s", l.source.Path, l.source.Layer, strings.Join(names, ", "))
}

// rowName names a row of a layer.
func (l *vectorLayer) rowName(r row) string {
	name := fmt.Sprintf("%s, layer %s, row %d", l.source.Path, l.info.Name, r.number)
	if len(r.texts) > 0 && r.texts[0] != "" {
		name += " (" + r.texts[0] + ")"
	}
	return name
}
