package geos

import (
	"fmt"

	"github.com/twpayne/go-geom"
	"github.com/twpayne/go-geos"
)

// Invalid returns why a multipolygon is not valid by OGC 06-103r4, or "". err is a [*Error] if GEOS itself fails.
func (w *Worker) Invalid(mp *geom.MultiPolygon) (reason string, err error) {
	defer guard("validity", &err)
	s, err := w.Shape(mp)
	if err != nil {
		return err.Error(), nil
	}
	if s.g.IsValid() {
		return "", nil
	}
	return s.g.IsValidReason(), nil
}

// MakeValid repairs a multipolygon by GEOS's structure method: rings are made valid one by one, then shells are united and holes
// taken off, so that overlapping parts are not read as holes. It returns an error if no ground is left, or a [*Error].
func (w *Worker) MakeValid(mp *geom.MultiPolygon) (out *geom.MultiPolygon, err error) {
	defer guard("make valid", &err)
	s, err := w.Shape(mp)
	if err != nil {
		return nil, err
	}
	fixed := w.polygonal(s.g.MakeValidWithParams(geos.MakeValidStructure, geos.MakeValidDiscardCollapsed))
	if fixed.Empty() {
		return nil, fmt.Errorf("nothing but lines or points is left of it")
	}
	return fixed.Multi()
}

// OnGrid repairs a multipolygon as [Worker.MakeValid] does and rounds it to a grid so that it stays valid: by GEOS's snap
// rounding, which takes borders that come together for one and drops what collapses. No point moves by more than a step. Errors
// are those of MakeValid.
func (w *Worker) OnGrid(mp *geom.MultiPolygon, step float64) (out *geom.MultiPolygon, err error) {
	defer guard("make valid on a grid", &err)
	s, err := w.Shape(mp)
	if err != nil {
		return nil, err
	}
	fixed := s.g.MakeValidWithParams(geos.MakeValidStructure, geos.MakeValidDiscardCollapsed)
	return w.polygonal(fixed.SetPrecision(step, geos.PrecisionRuleNone)).Multi()
}
