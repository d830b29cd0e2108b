package source

import (
	"fmt"
	"strings"
	"time"

	"github.com/qingshan-gis/qingshan/ingest/inputs"
	"github.com/qingshan-gis/qingshan/ingest/project"
	"github.com/qingshan-gis/qingshan/ingest/report"
	"github.com/qingshan-gis/qingshan/spatial/gdal"
)

// Layer is one source layer, opened and understood, its rows not read yet.
type Layer struct {
	Source   project.Source
	path     string // that is opened
	reading  Reading
	Info     gdal.LayerInfo
	CRS      gdal.CRS
	Report   *report.Source
	Location *time.Location // in which times are days
	// Original is the source's own path, resolved; path is another one where a private copy is read, or what an archive holds.
	Original string
}

// Datum is gcj02 or bd09 where the project declares that coordinates are shifted, else "".
func (l *Layer) Datum() string {
	switch d := strings.ToLower(l.Source.Datum); d {
	case "gcj02", "bd09":
		return d
	}
	return ""
}

func (l *Layer) options() gdal.Options {
	o := gdal.Options{Encoding: l.reading.GDALName, Where: l.Source.Where}
	if !l.CRS.None() {
		o.Metre = l.CRS.Metre()
	}
	return o
}

// find describes the source's layer.
func (l *Layer) find() error {
	infos, err := gdal.Layers(l.path, l.options())
	if err != nil {
		return inputs.Renamed(err, l.path, l.Original)
	}
	var names []string
	for _, info := range infos {
		names = append(names, info.Name)
		if l.Source.Layer == info.Name || l.Source.Layer == "" && len(infos) == 1 {
			l.Info = info
			return nil
		}
	}
	if l.Source.Layer == "" {
		return project.Invalid("%s: it has the layers %s; say which with `layer:`", l.Source.Path, strings.Join(names, ", "))
	}
	return project.Invalid("%s: no layer %q; it has %s", l.Source.Path, l.Source.Layer, strings.Join(names, ", "))
}

// RowName names a row of a layer.
func (l *Layer) RowName(r Row) string {
	name := fmt.Sprintf("%s, layer %s, row %d", l.Source.Path, l.Info.Name, r.Number)
	if len(r.Texts) > 0 && r.Texts[0] != "" {
		name += " (" + r.Texts[0] + ")"
	}
	return name
}
