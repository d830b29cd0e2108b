package api

import (
	"net/http"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/texts"
	"github.com/qingshan-gis/qingshan/tiles/rastertile"
	"github.com/qingshan-gis/qingshan/tiles/tilematrix"
)

// rasterListDoc says what can be drawn. Paths are relative to the server's root; of any other two scenes of one quantity the
// difference is drawn as well.
type rasterListDoc struct {
	Snapshot    snapshot.ID     `json:"snapshot"`
	Scenes      []sceneDoc      `json:"scenes"`
	Differences []differenceDoc `json:"differences"`
	Ramps       []rampDoc       `json:"ramps"`
}

type sceneDoc struct {
	ID       string        `json:"id"`
	Quantity string        `json:"quantity"`
	Date     snapshot.Date `json:"date"`
	Kind     string        `json:"kind"` // index or class
	CRS      string        `json:"crs"`  // the scene's own
	Width    int           `json:"width"`
	Height   int           `json:"height"`
	Least    float64       `json:"least"` // value, in units of the quantity
	Greatest float64       `json:"greatest"`
	Bounds   [4]float64    `json:"bounds"`
	drawnDoc
}

type differenceDoc struct {
	Earlier  string        `json:"earlier"`
	Later    string        `json:"later"`
	Quantity string        `json:"quantity"`
	T0       snapshot.Date `json:"t0"`
	T1       snapshot.Date `json:"t1"`
	Bounds   [4]float64    `json:"bounds"`
	drawnDoc
}

// drawnDoc is how a scene or difference is drawn unless told otherwise.
type drawnDoc struct {
	Path    string             `json:"path"` // + /{z}/{x}/{y}.png, /tile.json, /legend.json, /legend.svg
	MaxZoom int                `json:"maxzoom"`
	Legend  *rastertile.Legend `json:"legend"`
}

type rampDoc struct {
	Name  string     `json:"name"`
	Title texts.Text `json:"title"`
}

func (s *Server) rasterList(w http.ResponseWriter, r *http.Request) {
	var of snapshotOption
	if err := readOptions(r, &of); err != nil {
		fail(s.log, w, r, err)
		return
	}
	v, err := s.get(r.Context(), r, of.Snapshot)
	if err != nil {
		fail(s.log, w, r, err)
		return
	}
	set, err := s.rasters(r, v)
	if err != nil {
		fail(s.log, w, r, err)
		return
	}
	doc, err := listRasters(v.Manifest.ID, set)
	if err != nil {
		fail(s.log, w, r, err)
		return
	}
	s.rasterHeaders(w, r, rasterAsked{snapshot: v, named: of.Snapshot != ""})
	writeJSON(w, r, doc)
}

func listRasters(id snapshot.ID, set *rastertile.Set) (*rasterListDoc, error) {
	doc := &rasterListDoc{Snapshot: id, Scenes: []sceneDoc{}, Differences: []differenceDoc{}}
	drawn := func(of rastertile.Subject) (drawnDoc, error) {
		style, err := set.Style(of, rastertile.Choice{})
		if err != nil {
			return drawnDoc{}, err
		}
		return drawnDoc{rasterPath(of), of.MaxZoom(tilematrix.WebMercatorQuad()), set.Legend(of, style)}, nil
	}
	for _, sc := range set.Scenes() {
		d, err := drawn(rastertile.Subject{Scene: sc})
		if err != nil {
			return nil, err
		}
		kind := "index"
		if sc.Class() {
			kind = "class"
		}
		one := sceneDoc{ID: sc.ID, Quantity: sc.Quantity, Date: sc.Date, Kind: kind, CRS: sc.CRS(), Bounds: sc.Bounds(), drawnDoc: d}
		one.Width, one.Height = sc.Size()
		one.Least, one.Greatest = sc.Range()
		doc.Scenes = append(doc.Scenes, one)
	}
	for _, pair := range set.Pairs() {
		of := rastertile.Subject{Scene: pair.Later, Earlier: pair.Earlier}
		d, err := drawn(of)
		if err != nil {
			return nil, err
		}
		doc.Differences = append(doc.Differences, differenceDoc{pair.Earlier.ID, pair.Later.ID, pair.Later.Quantity, pair.Earlier.Date, pair.Later.Date, of.Bounds(), d})
	}
	for _, ramp := range rastertile.Ramps() {
		doc.Ramps = append(doc.Ramps, rampDoc{ramp.Name, ramp.Title})
	}
	return doc, nil
}
