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
)

//go:embed page.html
var pageText string

// page is what the template shows.
type page struct {
	*certificate.Statement
	Hash     string
	Self     certificate.ChiefLine
	Verdict  snapshot.Text
	Class    string // of the verdict
	Demand   snapshot.Text
	Cells    snapshot.Text
	Method   snapshot.Text
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
	Name  snapshot.Text
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
		Demand: snapshot.Text{ZH: "全部地面", EN: "all ground"}, Cells: snapshot.Text{ZH: "当日有效的", EN: "valid on the date"},
		Method: snapshot.Text{ZH: "CGCS2000 椭球面积", EN: st.AreaMethod}, Figures: figures(&self)}
	if st.Demand == rules.DemandForest {
		p.Demand = snapshot.Text{ZH: "林地（规定地类的图斑）", EN: "forest parcels"}
	}
	if st.InPost {
		p.Cells = snapshot.Text{ZH: "当日有护林员在岗的", EN: "with a ranger in post"}
	}
	if st.AreaMethod != coverage.Ellipsoidal {
		p.Method.ZH = "平面面积"
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
	t, err := template.New("certificate").Funcs(template.FuncMap{
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
		return fmt.Sprintf("%d 处", n)
	}
	share := ""
	if l.CoveredShare != nil {
		share = render.Percent(*l.CoveredShare)
	}
	return []figure{
		{snapshot.Text{ZH: "应管", EN: "Demand"}, l.DemandM2, "", "sum"},
		{snapshot.Text{ZH: "已覆盖", EN: "Covered"}, l.CoveredM2, share, ""},
		{snapshot.Text{ZH: "空白", EN: "Gap"}, l.GapM2, places(l.Gaps), "gap"},
		{snapshot.Text{ZH: "其中碎屑", EN: "residue"}, l.ResidueM2, "", "part"},
		{snapshot.Text{ZH: "已认可", EN: "Accepted"}, l.AcceptedM2, "", ""},
		{snapshot.Text{ZH: "重叠", EN: "Overlap"}, l.OverlapM2, "", "apart"},
		{snapshot.Text{ZH: "无主", EN: "Unassigned"}, l.UnassignedM2, places(l.UnassignedPlaces), ""},
		{snapshot.Text{ZH: "争议", EN: "Contested"}, l.ContestedM2, "", ""},
	}
}

func levelName(l snapshot.Level) snapshot.Text {
	zh := map[snapshot.Level]string{snapshot.Province: "省级", snapshot.City: "市级", snapshot.County: "县级", snapshot.Township: "乡镇级", snapshot.Village: "村级"}[l]
	return snapshot.Text{ZH: zh, EN: string(l)}
}

// place writes a coordinate for people who go there: five decimals are about a metre.
func place(lon, lat float64) string { return fmt.Sprintf("%.5f, %.5f", lon, lat) }
