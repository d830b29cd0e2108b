package audit

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/qingshan-gis/qingshan/data/render"
	"github.com/qingshan-gis/qingshan/texts"
)

// page is a page of entries as JSON.
type page struct {
	Entries []Entry `json:"entries"`
	// Next is what after= asks for the next page with, absent on the last one.
	Next int64 `json:"next,omitempty"`
}

// Document draws a page of entries; more tells that others follow.
func Document(list []Entry, more bool) render.Document {
	p := page{Entries: list}
	if p.Entries == nil {
		p.Entries = []Entry{}
	}
	d := render.Document{Name: "audit",
		Columns: render.Named("n", "time", "event", "request", "kind", "who", "client", "roles", "class", "action", "scope", "method", "route", "params", "snapshot", "status", "bytes", "ms",
			"shown", "object", "change", "detail", "result", "count", "through", "prev"),
		Head: []string{"n", texts.Line("audit.time"), texts.Line("audit.event"), texts.Line("audit.who"), texts.Line("audit.client"), texts.Line("audit.right"), texts.Line("audit.what"),
			texts.Line("audit.status"), texts.Line("audit.count")},
		Rows: func(yield func([]any) bool) {
			for _, e := range list {
				if !yield([]any{e.N, e.Time.Format(timeForm), string(e.Event), e.Request, e.Kind, e.Who, e.Client, strings.Join(e.Roles, " "), e.Class, e.Action, scopeText(e.Scope), e.Method, e.Route,
					paramsText(e.Params), e.Snapshot, none(e.Status), none(e.Bytes), e.Millis, e.Shown, e.Object, e.Change, e.Detail, e.Result, none(e.Count), none(e.Through), e.Prev}) {
					return
				}
			}
		},
		Lines: func(yield func([]string) bool) {
			for _, e := range list {
				who := strings.TrimSpace(e.Kind + " " + e.Who)
				right := strings.TrimSpace(strings.Join(e.Roles, ",") + " " + scopeText(e.Scope))
				what := strings.Join(slices.DeleteFunc([]string{e.Method, e.Route, paramsText(e.Params), e.Snapshot, e.Object, e.Change, e.Detail, e.Result}, func(s string) bool { return s == "" }), " ")
				if !yield([]string{fmt.Sprint(e.N), e.Time.Format(timeForm), texts.In("audit_events", string(e.Event)).Line(), who, e.Client, right, what, text(none(e.Status)), text(none(e.Count))}) {
					return
				}
			}
		}}
	if more {
		p.Next = list[len(list)-1].N
		d.Foot = []string{texts.Line("audit.more", "n", p.Next)}
	}
	d.JSON = p
	return d
}

const timeForm = "2006-01-02T15:04:05.000Z"

// none is nil for 0.
func none[N int | int64](n N) any {
	if n == 0 {
		return nil
	}
	return n
}

func text(v any) string {
	if v == nil {
		return ""
	}
	return fmt.Sprint(v)
}

// scopeText writes parts as 330523:public+work; * stands for all zones.
func scopeText(parts []Part) string {
	var list []string
	for _, p := range parts {
		zone := p.Zone
		if zone == "" {
			zone = "*"
		}
		list = append(list, zone+":"+p.Groups)
	}
	return strings.Join(list, " ")
}

func paramsText(params map[string]string) string {
	var list []string
	for _, name := range slices.Sorted(maps.Keys(params)) {
		list = append(list, name+"="+params[name])
	}
	return strings.Join(list, " ")
}
