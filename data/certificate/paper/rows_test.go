package paper

import (
	"testing"

	"github.com/qingshan-gis/qingshan/data/certificate"
	"github.com/qingshan-gis/qingshan/data/coverage"
)

func TestTablesFitThePage(t *testing.T) {
	st := &certificate.Statement{Chiefs: make([]certificate.ChiefLine, 5), Accepted: make([]coverage.ExceptionOf, 9), Gaps: make([]certificate.GapLine, 400), Children: make([]certificate.ChiefLine, 40)}
	r := shareOut(st)
	if r.class != "dense" || r.accepted != maxAccepted || r.gaps == 0 || r.children == 0 || r.gaps+r.children > 2*linesOnDensePage {
		t.Errorf("everything long: %+v", r)
	}
	st = &certificate.Statement{Chiefs: make([]certificate.ChiefLine, 3), Gaps: make([]certificate.GapLine, 7)}
	if r := shareOut(st); r.class == "dense" || r.gaps != 7 {
		t.Errorf("a village with seven gaps: %+v", r)
	}
	l := cut([]float64{5, 4, 0, 3}, 2, func(v float64) float64 { return v })
	if l.More != 2 || l.MoreBad != 1 || l.MoreM2 != 3 || l.SumM2 != 12 || len(l.Columns()) != 2 {
		t.Errorf("%+v", l)
	}
}
