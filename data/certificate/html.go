package certificate

import (
	"bytes"
	"cmp"
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strconv"

	"github.com/qingshan-gis/qingshan/data"
	"github.com/qingshan-gis/qingshan/data/render"
)

//go:embed page.html
var pageText string

// page is what the template shows.
type page struct {
	*data.Statement
	Hash     string
	Self     data.ChiefLine
	Verdict  data.Text
	Class    string // of the verdict
	Demand   data.Text
	Cells    data.Text
	Method   data.Text
	Map      template.HTML
	Setting  string // dense, roomy or neither
	Stands   bool   // the map shows the demanded forest stand by stand
	Figures  []figure
	Chain    []data.ChiefLine
	Children list[data.ChiefLine]
	Gaps     list[numbered]
	Accepted list[data.ExceptionOf]
	Inputs   list[data.Input]
}

// figure is one line of the table of areas.
type figure struct {
	Name  data.Text
	M2    float64
	Note  string
	Class string
}

// numbered is a gap with its number on the map.
type numbered struct {
	N int
	data.GapLine
}

// HTML writes a certificate as one self-contained page of A4, Chinese first. It needs no script and no other file.
func HTML(w io.Writer, c *data.Certificate, s *data.Snapshot) error {
	st := &c.Statement
	self := st.Chiefs[0]
	rows := shareOut(st)
	p := page{Statement: st, Hash: c.SHA256, Self: self, Verdict: st.Verdict.Words(), Class: string(st.Verdict), Setting: rows.class, Chain: st.Chiefs,
		Demand: data.Text{ZH: "全部地面", EN: "all ground"}, Cells: data.Text{ZH: "当日有效的", EN: "valid on the date"},
		Method: data.Text{ZH: "CGCS2000 椭球面积", EN: st.AreaMethod}, Figures: figures(&self)}
	if st.Demand == data.DemandForest {
		p.Demand = data.Text{ZH: "林地（规定地类的图斑）", EN: "forest parcels"}
	}
	if st.InPost {
		p.Cells = data.Text{ZH: "当日有护林员在岗的", EN: "with a ranger in post"}
	}
	if st.AreaMethod != data.Ellipsoidal {
		p.Method.ZH = "平面面积"
	}
	children := slices.Clone(st.Children)
	if len(children) > rows.children { // what matters must not be what is left out
		slices.SortStableFunc(children, func(a, b data.ChiefLine) int { return cmp.Compare(b.GapM2, a.GapM2) })
	}
	p.Children = cut(children, rows.children, func(l data.ChiefLine) float64 { return l.GapM2 })
	p.Accepted = cut(st.Accepted, rows.accepted, func(x data.ExceptionOf) float64 { return x.AreaM2 })
	p.Inputs = cut(st.Inputs, maxInputs, func(data.Input) float64 { return 0 })
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
		"mu": data.Mu, "ha": data.Hectares, "m2": data.SquareMetres, "tiny": func(v float64) string { return strconv.FormatFloat(v, 'g', 2, 64) },
		"short": func(hash string) string { return fmt.Sprintf("%.12s", hash) }, "words": data.Verdict.Words, "level": levelName, "place": place,
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

func figures(l *data.ChiefLine) []figure {
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
		{data.Text{ZH: "应管", EN: "Demand"}, l.DemandM2, "", "sum"},
		{data.Text{ZH: "已覆盖", EN: "Covered"}, l.CoveredM2, share, ""},
		{data.Text{ZH: "空白", EN: "Gap"}, l.GapM2, places(l.Gaps), "gap"},
		{data.Text{ZH: "其中碎屑", EN: "residue"}, l.ResidueM2, "", "part"},
		{data.Text{ZH: "已认可", EN: "Accepted"}, l.AcceptedM2, "", ""},
		{data.Text{ZH: "重叠", EN: "Overlap"}, l.OverlapM2, "", "apart"},
		{data.Text{ZH: "无主", EN: "Unassigned"}, l.UnassignedM2, places(l.UnassignedPlaces), ""},
		{data.Text{ZH: "争议", EN: "Contested"}, l.ContestedM2, "", ""},
	}
}

func levelName(l data.Level) data.Text {
	zh := map[data.Level]string{data.Province: "省级", data.City: "市级", data.County: "县级", data.Township: "乡镇级", data.Village: "村级"}[l]
	return data.Text{ZH: zh, EN: string(l)}
}

// place writes a coordinate for people who go there: five decimals are about a metre.
func place(lon, lat float64) string { return fmt.Sprintf("%.5f, %.5f", lon, lat) }
