package source

import (
	"fmt"
	"os"
	"strings"

	"github.com/qingshan-gis/qingshan/ingest/inputs"
	"github.com/qingshan-gis/qingshan/ingest/project"
	"github.com/qingshan-gis/qingshan/ingest/report"
	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/gdal"
)

// OnDatum settles how the coordinates of a source come to CGCS2000: by its declaration, by what its CRS says, or by what PROJ
// takes where it lies. Where that is only a ballpark operation, the source is refused unless the project accepts it.
func OnDatum(p *project.Project, at string, declared *project.DatumShift, crs gdal.CRS, over spatial.Box) (gdal.CRS, gdal.Operation, error) {
	if !crs.Earthly() {
		return crs, gdal.Operation{}, notOfTheEarth(at, crs)
	}
	var accuracy float64
	switch d := declared; {
	case d == nil || d.AcceptBallpark:
	case crs.Modern():
		return crs, gdal.Operation{}, project.Invalid("%s: datum_shift is declared, but its CRS %s is on %s, which is taken as it is; take datum_shift out, or correct `crs:`", at, crs, crs.DatumName())
	case d.Parameters != nil:
		v := d.Parameters
		shifted, err := crs.WithParameters(gdal.Parameters{DX: v.DX, DY: v.DY, DZ: v.DZ, RX: v.RX, RY: v.RY, RZ: v.RZ, DS: v.DS, CoordinateFrame: v.Convention == project.CoordinateFrame})
		if err != nil {
			return crs, gdal.Operation{}, project.Invalid("%s: datum_shift: %v", at, err)
		}
		crs, accuracy = shifted, d.AccuracyM
	default:
		path := p.Resolve(d.Grid)
		if _, err := os.Stat(path); err != nil {
			return crs, gdal.Operation{}, project.Invalid("%s: datum_shift: the grid %s cannot be read; correct its path", at, d.Grid)
		}
		shifted, err := crs.WithGrid(path)
		if err != nil {
			return crs, gdal.Operation{}, project.Invalid("%s: datum_shift: %v", at, err)
		}
		crs, accuracy = shifted, d.AccuracyM
	}
	op, err := crs.Operation(over)
	if err != nil {
		return crs, op, fmt.Errorf("%s: %w", at, err)
	}
	if accuracy > 0 {
		op.AccuracyM = accuracy
	}
	if op.Ballpark && declared == nil {
		return crs, op, fmt.Errorf("%s: its CRS %s is on the datum %s, and how that lies to CGCS2000 is not known here (PROJ has only a ballpark operation): taken as it is, the layer can be off by %s; deliver it in CGCS2000, or add `datum_shift:` to its entry in the project file: seven parameters {dx, dy, dz, rx, ry, rz, ds, convention}, {grid: FILE}, or accept-ballpark",
			at, crs, crs.DatumName(), offBy(crs))
	}
	return crs.WithOperation(op), op, nil
}

// offBy is by how much degrees of a datum differ from those of CGCS2000. China's: the shifts of map sheets in the National
// Bureau's guide to converting results to CGCS2000 (2008): Beijing 1954 by −29 to −62 m north and −56 to +84 m east, Xian 1980 by
// −9 to +43 m and +76 to +119 m. Taiwan: TWD67 lies about 828 m west and 205 m north of TWD97.
func offBy(crs gdal.CRS) string {
	name := strings.ToLower(crs.DatumName())
	switch {
	case strings.Contains(name, "xian"):
		return "about 80 to 130 m"
	case name == "beijing 1954":
		return "about 30 to 105 m"
	case strings.Contains(name, "taiwan") && strings.Contains(name, "1967"):
		return "about 850 m"
	}
	return "anything up to several hundred metres"
}

// AddGrid makes a declared grid file one of the run's inputs.
func AddGrid(p *project.Project, files *inputs.Set, d *project.DatumShift) {
	if d != nil && d.Grid != "" {
		files.Add(p.Resolve(d.Grid), d.Grid)
	}
}

// KnownShift gives a snapshot's working CRS, of which the manifest keeps the definition only, the declared way to CGCS2000 of
// the project's sources in it.
func KnownShift(p *project.Project, scratch string, working gdal.CRS) (gdal.CRS, error) {
	var sources []project.Source
	for _, z := range p.Zones {
		sources = append(sources, z.Source)
	}
	for _, c := range p.Cells {
		sources = append(sources, c.Source)
	}
	for _, s := range sources {
		if s.DatumShift == nil {
			continue
		}
		l, err := (&Opener{Project: p, Scratch: scratch, Report: &report.Report{}}).OpenAt("", s, p.Resolve(s.Path))
		if err != nil {
			return working, err
		}
		if l.CRS.Same(working) {
			return l.CRS, nil
		}
	}
	return working, nil
}
