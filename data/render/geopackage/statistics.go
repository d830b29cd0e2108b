package geopackage

import (
	"github.com/qingshan-gis/qingshan/data/change"
	"github.com/qingshan-gis/qingshan/data/snapshot"
)

// changed is a change with the shares that its later scene observed.
type changed struct {
	*snapshot.Change
	z     *snapshot.ZonalStats
	later []float64
}

// stats is the table of all changes' statistics for the features of a layer.
func stats(e *change.Engine, layer string) snapshot.Layer {
	l, _ := e.Features(layer)
	var f fields[changed]
	for _, c := range e.Changes {
		of := &changed{c, c.Stats(layer), e.LaterShares(c, layer)}
		for i := range l.IDs {
			f.rows = append(f.rows, row[changed]{of, i})
		}
	}
	type C = changed
	return snapshot.Layer{Name: "stats_" + layer, Rows: len(f.rows), Fields: []snapshot.Field{
		f.text("rule", func(c *C, _ int) string { return c.Rule.Name }),
		f.text("t0", func(c *C, _ int) string { return c.T0.Date.String() }),
		f.text("t1", func(c *C, _ int) string { return c.T1.Date.String() }),
		f.text("id", func(_ *C, i int) string { return l.IDs[i] }),
		f.real("count", func(c *C, i int) float64 { return c.z.Count[i] }),
		f.known("mean", func(c *C, i int) float64 { return c.z.Mean[i] }),
		f.known("stdev", func(c *C, i int) float64 { return c.z.Stdev[i] }),
		f.known("min", func(c *C, i int) float64 { return c.z.Min[i] }),
		f.known("max", func(c *C, i int) float64 { return c.z.Max[i] }),
		f.real("valid_share", func(c *C, i int) float64 { return c.z.ValidShare[i] }),
		f.real("later_share", func(c *C, i int) float64 { return c.later[i] }),
	}}
}

// sceneOf is a scene of a series with the statistics of a layer.
type sceneOf struct {
	*snapshot.Series
	z     *snapshot.SceneStats
	t, at int // the scene, and where its features begin
}

// series is the table of all single scenes' statistics for the features of a layer.
func series(e *change.Engine, layer string) snapshot.Layer {
	l, _ := e.Features(layer)
	var f fields[sceneOf]
	for _, s := range e.Tables.Series {
		for t := range s.Scenes {
			of := &sceneOf{s, s.Of(layer), t, t * len(l.IDs)}
			for i := range l.IDs {
				f.rows = append(f.rows, row[sceneOf]{of, i})
			}
		}
	}
	type S = sceneOf
	return snapshot.Layer{Name: "series_" + layer, Rows: len(f.rows), Fields: []snapshot.Field{
		f.text("quantity", func(s *S, _ int) string { return s.Quantity }),
		f.text("date", func(s *S, _ int) string { return s.Scenes[s.t].Date.String() }),
		f.text("id", func(_ *S, i int) string { return l.IDs[i] }),
		f.real("count", func(s *S, i int) float64 { return s.z.Count[s.at+i] }),
		f.known("mean", func(s *S, i int) float64 { return s.z.Mean[s.at+i] }),
		f.known("stdev", func(s *S, i int) float64 { return s.z.Stdev[s.at+i] }),
		f.real("valid_share", func(s *S, i int) float64 { return s.z.ValidShare[s.at+i] }),
		f.real("since_share", func(s *S, i int) float64 { return s.z.SinceShare[s.at+i] }),
	}}
}
