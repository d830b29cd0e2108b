package ingest

import (
	"context"
	"fmt"

	"github.com/qingshan-gis/qingshan/ingest/inputs"
	"github.com/qingshan-gis/qingshan/ingest/project"
	"github.com/qingshan-gis/qingshan/ingest/report"
	"github.com/qingshan-gis/qingshan/spatial/gdalio"
)

// opener opens a project's layers.
type opener struct {
	project *project.Project
	inputs  *inputs.Set // that the layers' files are added to
	scratch string      // a folder for what is unpacked
	report  *report.Report
}

// openAt finds a source's layer and decides its CRS. path is what is opened: the source's own path, resolved, or that of a copy.
func (o *opener) openAt(kind string, s project.Source, path string) (*vectorLayer, error) {
	l := &vectorLayer{source: s, path: path, original: path, zone: o.project.Location()}
	if isArchive(path) {
		var err error
		if l.path, err = unpack(path, s.Path, s.Layer, o.scratch); err != nil {
			return nil, err
		}
	}
	if err := checkListed(l.path, s.Path); err != nil {
		return nil, err
	}
	if err := l.find(); err != nil {
		return nil, err
	}
	if l.info.Driver == "ESRI Shapefile" {
		if err := checkShapefile(tableStem(l.path, l.info), s.Path); err != nil {
			return nil, err
		}
	}
	var err error
	if l.reading, err = ofTable(s, l.path, l.info); err != nil {
		return nil, err
	}
	if l.reading.gdal != "" { // the names of fields are text as well
		if err := l.find(); err != nil {
			return nil, err
		}
	}
	if l.info.Count == 0 {
		return nil, fmt.Errorf("%s, layer %s: it is empty; deliver it with rows, or take it out of the project file", s.Path, l.info.Name)
	}
	if err := checkWhole(l, s.Path); err != nil {
		return nil, err
	}
	var from string
	if l.crs, from, err = sourceCRS(s, l.info); err != nil {
		return nil, err
	}
	var op gdalio.Operation
	if l.crs, op, err = onDatum(o.project, fmt.Sprintf("%s, layer %s", s.Path, l.info.Name), s.DatumShift, l.crs, l.info.Extent); err != nil {
		return nil, err
	}
	l.report = &report.Source{Kind: kind, Path: s.Path, Layer: l.info.Name, CRS: l.crs.String(), CRSFrom: from, Datum: l.datum()}
	l.report.Encoding, l.report.EncodingFrom = l.reading.name, l.reading.from
	l.report.SetOperation(op)
	o.report.Sources = append(o.report.Sources, l.report)
	return l, nil
}

// layers are the opened vector sources by kind, in the project's order.
type layers struct{ zones, cells, parcels, accepted, permitted []*vectorLayer }

// openAll opens all layers of the project.
func (o *opener) openAll(ctx context.Context) (l layers, err error) {
	each := func(kind string, n int, source func(i int) project.Source) []*vectorLayer {
		var out []*vectorLayer
		for i := 0; i < n && err == nil; i++ {
			var v *vectorLayer
			if v, err = o.open(ctx, kind, source(i)); err == nil {
				out = append(out, v)
			}
		}
		return out
	}
	p := o.project
	l.zones = each("zones", len(p.Zones), func(i int) project.Source { return p.Zones[i].Source })
	l.cells = each("cells", len(p.Cells), func(i int) project.Source { return p.Cells[i].Source })
	l.parcels = each("parcels", len(p.Parcels), func(i int) project.Source { return p.Parcels[i].Source })
	l.accepted = each("accepted", len(p.Accepted), func(i int) project.Source { return p.Accepted[i].Source })
	l.permitted = each("permitted", len(p.Permitted), func(i int) project.Source { return p.Permitted[i].Source })
	return l, err
}

// open opens a source, or a private copy of it, and adds its files to the inputs: they are watched until they are read no more, see
// [inputs.Set.Unchanged].
func (o *opener) open(ctx context.Context, kind string, s project.Source) (*vectorLayer, error) {
	path := o.project.Resolve(s.Path)
	opened, err := o.inputs.Open(ctx, path, s.Path)
	if err != nil {
		return nil, err
	}
	l, err := o.openAt(kind, s, opened)
	if err != nil {
		return nil, inputs.Renamed(err, opened, path)
	}
	l.original = path
	o.inputs.Add(path, s.Path)
	addGrid(o.project, o.inputs, s.DatumShift)
	return l, nil
}
