package paper

import (
	"bytes"
	"cmp"
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strconv"

	"github.com/qingshan-gis/qingshan/data/certificate"
	"github.com/qingshan-gis/qingshan/data/coverage"
	"github.com/qingshan-gis/qingshan/data/render"
	"github.com/qingshan-gis/qingshan/data/rules"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/texts"
)

//go:embed page.html
var pageText string

// page is what the template shows.
type page struct {
	*certificate.Statement
	Hash     string
	Self     certificate.ChiefLine
	Verdict  texts.Text
	Class    string // of the verdict
	Demand   texts.Text
	Cells    texts.Text
	Method   texts.Text
	Map      template.HTML
	Setting  string // dense, roomy or neither
	Stands   bool   // the map shows the demanded forest stand by stand
	Figures  []figure
	Chain    []certificate.ChiefLine
	Children list[certificate.ChiefLine]
	Gaps     list[numbered]
	Accepted list[coverage.ExceptionOf]
	Inputs   list[snapshot.Input]
}

// figure is one line of the table of areas.
type figure struct {
	Name  texts.Text
	M2    float64
	Note  string
	Class string
}

// numbered is a gap with its number on the map.
type numbered struct {
	N int
	certificate.GapLine
}

// HTML writes a certificate as one self-contained page of A4, Chinese first. It needs no script and no other file. It returns an
// error if w takes no more.
func HTML(w io.Writer, c *certificate.Certificate, s *snapshot.Snapshot) error {
	st := &c.Statement
	self := st.Chiefs[0]
	rows := shareOut(st)
	p := page{Statement: st, Hash: c.SHA256, Self: self, Verdict: st.Verdict.Words(), Class: string(st.Verdict), Setting: rows.class, Chain: st.Chiefs,
		Demand: texts.Of("paper.all_ground"), Cells: texts.Of("paper.valid"),
		Method: texts.Text{ZH: texts.Of("statement_rule.ellipsoidal").ZH, EN: st.AreaMethod}, Figures: figures(&self)}
	if st.Demand == rules.DemandForest {
		p.Demand = texts.Of("paper.forest")
	}
	if st.InPost {
		p.Cells = texts.Of("paper.in_post")
	}
	if st.AreaMethod != coverage.Ellipsoidal {
		p.Method.ZH = texts.Of("paper.planar").ZH
	}
	children := slices.Clone(st.Children)
	if len(children) > rows.children { // what matters must not be what is left out
		slices.SortStableFunc(children, func(a, b certificate.ChiefLine) int { return cmp.Compare(b.GapM2, a.GapM2) })
	}
	p.Children = cut(children, rows.children, func(l certificate.ChiefLine) float64 { return l.GapM2 })
	p.Accepted = cut(st.Accepted, rows.accepted, func(x coverage.ExceptionOf) float64 { return x.AreaM2 })
	p.Inputs = cut(st.Inputs, maxInputs, func(snapshot.Input) float64 { return 0 })
	gaps := make([]numbered, len(st.Gaps))
	numbers := map[string]int{}
	for i, g := range st.Gaps {
		gaps[i] = numbered{i + 1, g}
		if i < rows.gaps {
			numbers[g.ID] = i + 1
		}
	}
	p.Gaps = cut(gaps, rows.gaps, func(g numbered) float64 { return g.AreaM2 })
	drawn, stands := svg(c, s, numbers)
	p.Map, p.Stands = template.HTML(drawn), stands
	t, err := template.New("certificate").Funcs(formTexts()).Funcs(template.FuncMap{
		"mu": certificate.Mu, "ha": certificate.Hectares, "m2": certificate.SquareMetres, "tiny": func(v float64) string { return strconv.FormatFloat(v, 'g', 2, 64) },
		"short": func(hash string) string { return fmt.Sprintf("%.12s", hash) }, "words": certificate.Verdict.Words, "level": levelName, "place": place,
	}).Parse(pageText)
	if err != nil {
		return fmt.Errorf("certificate: %w", err)
	}
	var out bytes.Buffer
	if err := t.Execute(&out, p); err != nil {
		return fmt.Errorf("certificate of zone %s: %w", st.Zone, err)
	}
	_, err = w.Write(out.Bytes())
	return err
}

func figures(l *certificate.ChiefLine) []figure {
	places := func(n int) string {
		if n == 0 {
			return ""
		}
		return texts.Of("words.places", "n", n).ZH
	}
	share := ""
	if l.CoveredShare != nil {
		share = render.Percent(*l.CoveredShare)
	}
	return []figure{
		{texts.Of("paper.demand").Capital(), l.DemandM2, "", "sum"},
		{texts.Of("words.covered").Capital(), l.CoveredM2, share, ""},
		{texts.Of("paper.gap").Capital(), l.GapM2, places(l.Gaps), "gap"},
		{texts.Of("paper.residue"), l.ResidueM2, "", "part"},
		{texts.Of("words.accepted").Capital(), l.AcceptedM2, "", ""},
		{texts.Of("paper.overlap").Capital(), l.OverlapM2, "", "apart"},
		{texts.Of("words.unassigned").Capital(), l.UnassignedM2, places(l.UnassignedPlaces), ""},
		{texts.Of("words.contestedArea").Capital(), l.ContestedM2, "", ""},
	}
}

func levelName(l snapshot.Level) texts.Text {
	if l == snapshot.Township {
		return texts.Of("paper.township")
	}
	return texts.In("levels", string(l))
}

// place writes a coordinate for people who go there: five decimals are about a metre.
func place(lon, lat float64) string { return fmt.Sprintf("%.5f, %.5f", lon, lat) }
