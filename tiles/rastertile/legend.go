package rastertile

import (
	"fmt"
	"html"
	"math"
	"strconv"
	"strings"

	"github.com/qingshan-gis/qingshan/texts"
)

// Legend says what the colours of a subject's tiles mean.
type Legend struct {
	Title texts.Text `json:"title"`
	Ramp  string     `json:"ramp"`
	Kind  string     `json:"kind"` // "continuous", "classes", or "change" of classes
	// Min, Max and Stops are for numbers. The first stop's colour also stands for all below, the last one's for all above.
	Min   *float64    `json:"min,omitempty"`
	Max   *float64    `json:"max,omitempty"`
	Stops []Stop      `json:"stops,omitempty"`
	Items []ClassItem `json:"classes,omitempty"`
	// Unchanged is the colour of what stayed of one class.
	Unchanged *Marked    `json:"unchanged,omitempty"`
	Nodata    texts.Text `json:"nodata"`
}

// Stop is a value and its colour; between stops colours run evenly.
type Stop struct {
	Value float64 `json:"value"`
	Color string  `json:"color"`
}

// ClassItem is a class and its colour.
type ClassItem struct {
	Value float64 `json:"value"`
	Color string  `json:"color"`
}

// Marked is a colour with what it means.
type Marked struct {
	Color string `json:"color"`
	texts.Text
}

// Legend describes a subject in a style.
func (s *Set) Legend(of Subject, y Style) *Legend {
	l := &Legend{Title: title(of), Ramp: y.Ramp.Name, Kind: "continuous", Nodata: texts.Of("legend.nodata")}
	if !y.Ramp.classes {
		lo, hi := y.Min, y.Max
		l.Min, l.Max = &lo, &hi
		last := len(y.Ramp.Stops) - 1
		for i, c := range y.Ramp.Stops {
			l.Stops = append(l.Stops, Stop{tidy(lo+(hi-lo)*float64(i)/float64(last), hi-lo), hex(c)})
		}
		return l
	}
	l.Kind = "classes"
	room := steps
	if of.Earlier != nil {
		l.Kind, room = "change", steps-1
		l.Unchanged = &Marked{hex(unchanged), texts.Of("legend.unchanged")}
	}
	for i, v := range s.classes[of.Scene.Quantity] {
		l.Items = append(l.Items, ClassItem{v, hex(y.Ramp.class(i % room))})
	}
	return l
}

// tidy takes off what rounding left behind, so that 0.30000000000000004 reads 0.3.
func tidy(v, span float64) float64 {
	unit := math.Pow(10, math.Floor(math.Log10(span))-6)
	v, _ = strconv.ParseFloat(strconv.FormatFloat(math.Round(v/unit)*unit, 'g', 9, 64), 64)
	return v
}

func title(of Subject) texts.Text {
	q := of.Scene.Quantity
	switch {
	case of.Earlier == nil:
		return texts.Of("legend.scene", "quantity", q, "date", of.Scene.Date)
	case of.Scene.Class():
		return texts.Of("legend.classes", "quantity", q, "from", of.Earlier.Date, "to", of.Scene.Date)
	}
	return texts.Of("legend.change", "quantity", q, "from", of.Earlier.Date, "to", of.Scene.Date)
}

const (
	svgWidth = 320
	svgLine  = 18
)

// SVG draws the legend in both languages.
func (l *Legend) SVG() []byte {
	var b strings.Builder
	y := 16
	line := func(x int, text string) {
		fmt.Fprintf(&b, `<text x="%d" y="%d">%s</text>`, x, y, html.EscapeString(text))
	}
	box := func(color string) {
		fmt.Fprintf(&b, `<rect x="8" y="%d" width="22" height="12" fill="%s" stroke="#666" stroke-width="0.5"/>`, y-10, color)
	}
	for _, text := range []string{l.Title.ZH, l.Title.EN} {
		line(8, text)
		y += svgLine
	}
	if l.Kind == "continuous" {
		last := float64(len(l.Stops) - 1)
		b.WriteString(`<defs><linearGradient id="ramp">`)
		for i, s := range l.Stops {
			fmt.Fprintf(&b, `<stop offset="%.4g" stop-color="%s"/>`, float64(i)/last, s.Color)
		}
		fmt.Fprintf(&b, `</linearGradient></defs><rect x="8" y="%d" width="%d" height="14" fill="url(#ramp)" stroke="#666" stroke-width="0.5"/>`, y-10, svgWidth-16)
		y += svgLine + 2
		for _, at := range []struct {
			anchor string
			x      int
			value  float64
		}{{"start", 8, *l.Min}, {"middle", svgWidth / 2, (*l.Min + *l.Max) / 2}, {"end", svgWidth - 8, *l.Max}} {
			fmt.Fprintf(&b, `<text x="%d" y="%d" text-anchor="%s">%s</text>`, at.x, y, at.anchor, number(tidy(at.value, *l.Max-*l.Min)))
		}
		y += svgLine
	}
	for _, c := range l.Items {
		box(c.Color)
		line(38, number(c.Value))
		y += svgLine
	}
	if u := l.Unchanged; u != nil {
		box(u.Color)
		line(38, u.ZH+" "+u.EN)
		y += svgLine
	}
	line(8, l.Nodata.ZH+" "+l.Nodata.EN)
	return fmt.Appendf(nil, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" font-family="Noto Sans CJK SC, Microsoft YaHei, PingFang SC, sans-serif" font-size="12" fill="#1f2d27"><rect width="100%%" height="100%%" fill="#fff"/>%s</svg>`,
		svgWidth, y+8, svgWidth, y+8, b.String())
}

func number(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }
