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

// Layers are the opened vector sources by kind, in the project's order.
type Layers struct{ Zones, Cells, Parcels, Accepted, Permitted []*Layer }

// OpenAll opens all layers of the project.
func (o *Opener) OpenAll(ctx context.Context) (l Layers, err error) {
	each := func(kind string, n int, source func(i int) project.Source) []*Layer {
		var out []*Layer
		for i := 0; i < n && err == nil; i++ {
			var v *Layer
			if v, err = o.Open(ctx, kind, source(i)); err == nil {
				out = append(out, v)
			}
		}
		return out
	}
	p := o.Project
	l.Zones = each("zones", len(p.Zones), func(i int) project.Source { return p.Zones[i].Source })
	l.Cells = each("cells", len(p.Cells), func(i int) project.Source { return p.Cells[i].Source })
	l.Parcels = each("parcels", len(p.Parcels), func(i int) project.Source { return p.Parcels[i].Source })
	l.Accepted = each("accepted", len(p.Accepted), func(i int) project.Source { return p.Accepted[i].Source })
	l.Permitted = each("permitted", len(p.Permitted), func(i int) project.Source { return p.Permitted[i].Source })
	return l, err
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
