package source

import (
	"context"
	"fmt"

	"github.com/qingshan-gis/qingshan/ingest/inputs"
	"github.com/qingshan-gis/qingshan/ingest/project"
	"github.com/qingshan-gis/qingshan/ingest/report"
	"github.com/qingshan-gis/qingshan/spatial/gdal"
)

// Opener opens a project's layers.
type Opener struct {
	Project *project.Project
	Inputs  *inputs.Set // that the layers' files are added to
	Scratch string      // a folder for what is unpacked
	Report  *report.Report
}

// OpenAt finds a source's layer and decides its CRS. path is what is opened: the source's own path, resolved, or that of a copy.
func (o *Opener) OpenAt(kind string, s project.Source, path string) (*Layer, error) {
	l := &Layer{Source: s, path: path, Original: path, Location: o.Project.Location()}
	if IsArchive(path) {
		var err error
		if l.path, err = Unpack(path, s.Path, s.Layer, o.Scratch); err != nil {
			return nil, err
		}
	}
	if err := checkListed(l.path, s.Path); err != nil {
		return nil, err
	}
	if err := l.find(); err != nil {
		return nil, err
	}
	if l.Info.Driver == "ESRI Shapefile" {
		if err := checkShapefile(tableStem(l.path, l.Info), s.Path); err != nil {
			return nil, err
		}
	}
	var err error
	if l.reading, err = ReadingOf(s, l.path, l.Info); err != nil {
		return nil, err
	}
	if l.reading.GDALName != "" { // the names of fields are text as well
		if err := l.find(); err != nil {
			return nil, err
		}
	}
	if l.Info.Count == 0 {
		return nil, fmt.Errorf("%s, layer %s: it is empty; deliver it with rows, or take it out of the project file", s.Path, l.Info.Name)
	}
	if err := checkWhole(l, s.Path); err != nil {
		return nil, err
	}
	var from string
	if l.CRS, from, err = sourceCRS(s, l.Info); err != nil {
		return nil, err
	}
	var op gdal.Operation
	if l.CRS, op, err = OnDatum(o.Project, fmt.Sprintf("%s, layer %s", s.Path, l.Info.Name), s.DatumShift, l.CRS, l.Info.Extent); err != nil {
		return nil, err
	}
	l.Report = &report.Source{Kind: kind, Path: s.Path, Layer: l.Info.Name, CRS: l.CRS.String(), CRSFrom: from, Datum: l.Datum()}
	l.Report.Encoding, l.Report.EncodingFrom = l.reading.Name, l.reading.From
	l.Report.SetOperation(op)
	o.Report.Sources = append(o.Report.Sources, l.Report)
	return l, nil
}

// Layers are the opened vector sources by kind, in the project's order; a field has the name of the project's.
type Layers struct{ Zones, Cells, Parcels, Accepted, Permitted []*Layer }

// kinds lists where the layers of each kind of source are, in the order of [project.Project.Vectors].
func (l *Layers) kinds() []*[]*Layer {
	return []*[]*Layer{&l.Zones, &l.Cells, &l.Parcels, &l.Accepted, &l.Permitted}
}

// All lists the layers of all kinds, zones and cells first.
func (l Layers) All() (out []*Layer) {
	for _, kind := range l.kinds() {
		out = append(out, *kind...)
	}
	return out
}

// OpenAll opens all layers of the project.
func (o *Opener) OpenAll(ctx context.Context) (l Layers, err error) {
	kinds := l.kinds()
	for k, kind := range o.Project.Vectors() {
		for _, s := range kind.Sources {
			v, err := o.Open(ctx, kind.Name, s)
			if err != nil {
				return l, err
			}
			*kinds[k] = append(*kinds[k], v)
		}
	}
	return l, nil
}

// Open opens a source, or a private copy of it, and adds its files to the inputs: they are watched until they are read no more, see
// [inputs.Set.Unchanged].
func (o *Opener) Open(ctx context.Context, kind string, s project.Source) (*Layer, error) {
	path := o.Project.Resolve(s.Path)
	opened, err := o.Inputs.Open(ctx, path, s.Path)
	if err != nil {
		return nil, err
	}
	l, err := o.OpenAt(kind, s, opened)
	if err != nil {
		return nil, inputs.Renamed(err, opened, path)
	}
	l.Original = path
	o.Inputs.Add(path, s.Path)
	AddGrid(o.Project, o.Inputs, s.DatumShift)
	return l, nil
}
