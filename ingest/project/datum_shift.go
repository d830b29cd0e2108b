package project

import (
	"fmt"
	"math"
	"slices"

	"go.yaml.in/yaml/v3"
)

// DatumShift is a source's declared way from its datum to CGCS2000, for datums such as Xian 1980 and Beijing 1954, of whose
// relation to it PROJ knows no more than that it is not exact. In the project file it is the word accept-ballpark, or a mapping
// of seven parameters, or of a grid file.
type DatumShift struct {
	AcceptBallpark bool
	Parameters     *ShiftParameters
	Grid           string
	AccuracyM      float64 // as whoever made parameters or grid states it; 0 where nobody does
}

// ShiftParameters are those of a seven-parameter transformation: metres, seconds of arc, parts per million. Convention is
// coordinate_frame (the rotations of the Bursa–Wolf formula in Chinese surveys) or position_vector.
type ShiftParameters struct {
	DX, DY, DZ, RX, RY, RZ, DS float64
	Convention                 string
}

// shiftYAML is the mapping of a declaration.
type shiftYAML struct {
	DX         float64 `yaml:"dx,omitempty"`
	DY         float64 `yaml:"dy,omitempty"`
	DZ         float64 `yaml:"dz,omitempty"`
	RX         float64 `yaml:"rx,omitempty"`
	RY         float64 `yaml:"ry,omitempty"`
	RZ         float64 `yaml:"rz,omitempty"`
	DS         float64 `yaml:"ds,omitempty"`
	Convention string  `yaml:"convention,omitempty"`
	Grid       string  `yaml:"grid,omitempty"`
	AccuracyM  float64 `yaml:"accuracy_m,omitempty"`
}

const (
	acceptBallpark  = "accept-ballpark"
	CoordinateFrame = "coordinate_frame"
	positionVector  = "position_vector"
)

// UnmarshalYAML reads a declaration; what it cannot mean is refused with its line.
func (d *DatumShift) UnmarshalYAML(n *yaml.Node) error {
	bad := func(format string, args ...any) error {
		return fmt.Errorf("line %d: datum_shift: %s; write accept-ballpark, or seven parameters {dx, dy, dz, rx, ry, rz, ds, convention}, or {grid: FILE}", n.Line, fmt.Sprintf(format, args...))
	}
	if n.Kind == yaml.ScalarNode {
		if n.Value != acceptBallpark {
			return bad("%q", n.Value)
		}
		*d = DatumShift{AcceptBallpark: true}
		return nil
	}
	if n.Kind != yaml.MappingNode {
		return bad("neither a word nor a mapping")
	}
	known := []string{"dx", "dy", "dz", "rx", "ry", "rz", "ds", "convention", "grid", "accuracy_m"}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if !slices.Contains(known, n.Content[i].Value) {
			return bad("unknown key %q", n.Content[i].Value)
		}
	}
	var y shiftYAML
	if err := n.Decode(&y); err != nil {
		return bad("%v", err)
	}
	p := ShiftParameters{y.DX, y.DY, y.DZ, y.RX, y.RY, y.RZ, y.DS, y.Convention}
	turned := p.RX != 0 || p.RY != 0 || p.RZ != 0
	given := p != ShiftParameters{Convention: y.Convention}
	switch {
	case y.AccuracyM < 0:
		return bad("accuracy_m is %v", y.AccuracyM)
	case given == (y.Grid != ""):
		return bad("either parameters or a grid")
	case y.Grid != "":
		*d = DatumShift{Grid: y.Grid, AccuracyM: y.AccuracyM}
		return nil
	case turned && p.Convention != CoordinateFrame && p.Convention != positionVector:
		return bad("rotations need `convention:`, coordinate_frame (as in Chinese surveys) or position_vector, since their signs differ")
	case math.Max(math.Abs(p.DX), math.Max(math.Abs(p.DY), math.Abs(p.DZ))) > 5000 || math.Max(math.Abs(p.RX), math.Max(math.Abs(p.RY), math.Abs(p.RZ))) > 60 || math.Abs(p.DS) > 100:
		return bad("parameters are too large; dx, dy, dz are in metres, rx, ry, rz in seconds of arc, ds in parts per million")
	}
	*d = DatumShift{Parameters: &p, AccuracyM: y.AccuracyM}
	return nil
}

// MarshalYAML writes the declaration as UnmarshalYAML reads it.
func (d DatumShift) MarshalYAML() (any, error) {
	if d.AcceptBallpark {
		return acceptBallpark, nil
	}
	y := shiftYAML{Grid: d.Grid, AccuracyM: d.AccuracyM}
	if p := d.Parameters; p != nil {
		y.DX, y.DY, y.DZ, y.RX, y.RY, y.RZ, y.DS, y.Convention = p.DX, p.DY, p.DZ, p.RX, p.RY, p.RZ, p.DS, p.Convention
	}
	return y, nil
}
