package scope

import (
	"strings"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/area"
	"github.com/qingshan-gis/qingshan/spatial/crsapprox"
)

// describe writes the part's manifest. Of the whole's it has what says when and by which rules the figures were made; sources are left
// out, since their names and sizes tell of other ground, and so is what only the next ingest asks for.
func (c *cutter) describe() {
	m, from := &c.out.Manifest, &c.s.Manifest
	*m = snapshot.Manifest{Schema: from.Schema, ID: from.ID, Name: from.Name, Created: from.Created, On: from.On, Timezone: from.Timezone, CRS: from.CRS, ToLonLat: from.ToLonLat,
		FromLonLat: from.FromLonLat, Ellipsoid: from.Ellipsoid, Rules: from.Rules, Previous: from.Previous, Accounting: from.Accounting, Missing: c.missing()}
	for _, scene := range from.Scenes {
		m.Scenes = append(m.Scenes, plainScene(scene))
	}
	for _, r := range from.Rasters { // which scenes can be drawn
		m.Rasters = append(m.Rasters, snapshot.SceneRaster{Quantity: r.Quantity, Date: r.Date})
	}
	m.Rules.MissingZones = nil
	for _, zone := range m.Missing {
		m.Rules.MissingZones = append(m.Rules.MissingZones, zone.Zone)
	}
	if c.everywhere {
		m.StickOut, m.Sums = from.StickOut, from.Sums
	} else {
		m.Name, m.StickOut = c.name(), c.stickOut()
		c.confine(m)
	}
	m.Counts = c.out.Counts()
}

// missing are the missing zones below zones of which Work is shown.
func (c *cutter) missing() []snapshot.MissingZone {
	var out []snapshot.MissingZone
	parent := map[string]string{}
	for _, z := range c.s.Manifest.Missing {
		parent[z.Zone] = z.Parent
	}
	for _, z := range c.s.Manifest.Missing {
		up := z.Parent
		for range parent { // as long as the parent is missing, too
			if next, missing := parent[up]; missing {
				up = next
			}
		}
		if i, ok := c.s.Zones.Find(up); ok && c.shown(i) && c.groups[i].Has(Work) {
			out = append(out, z)
		}
	}
	return out
}

// mostNames bounds how many roots name a part.
const mostNames = 3

// name is that of the part's roots.
func (c *cutter) name() string {
	var names []string
	for i, parent := range c.out.Zones.Parent {
		if parent < 0 {
			names = append(names, c.out.Zones.Name[i])
		}
	}
	if len(names) > mostNames {
		names = append(names[:mostNames], "…")
	}
	return strings.Join(names, "、")
}

// stickOut are the part's zones with ground outside their parents, where these are in the part.
func (c *cutter) stickOut() []string {
	nested := map[string]bool{}
	for i, code := range c.out.Zones.Code {
		nested[code] = c.out.Zones.Parent[i] >= 0
	}
	var out []string
	for _, code := range c.s.Manifest.StickOut {
		if nested[code] {
			out = append(out, code)
		}
	}
	return out
}

// reach is how far around a part's ground something can be measured, in metres; an ingest leaves as much around all that is delivered.
const reach = 1000

// confine writes transformations and measure on a box around the part, so that they tell nothing of how far the whole goes.
func (c *cutter) confine(m *snapshot.Manifest) {
	box := intersection(c.out.Delivered().Pad(reach), m.CRS.Extent)
	degrees := spatial.EmptyBox()
	if !box.Empty() {
		m.CRS.Extent, m.Ellipsoid, m.ToLonLat = box, m.Ellipsoid.Within(box), m.ToLonLat.Within(box)
		xs, ys := crsapprox.CheckPoints(box)
		for i := range xs {
			degrees = degrees.Extend(m.ToLonLat.At(xs[i], ys[i]))
		}
	}
	if degrees = intersection(degrees.Pad(0.001), m.FromLonLat.Box); degrees.Empty() { // without a zone there is nothing to be measured
		m.CRS.Extent, m.Ellipsoid, m.ToLonLat, m.FromLonLat = spatial.Box{}, area.Planar(), nowhere(), nowhere()
		return
	}
	m.FromLonLat = m.FromLonLat.Within(degrees)
}

func intersection(a, b spatial.Box) spatial.Box {
	return spatial.Box{MinX: max(a.MinX, b.MinX), MinY: max(a.MinY, b.MinY), MaxX: min(a.MaxX, b.MaxX), MaxY: min(a.MaxY, b.MaxY)}
}

// nowhere transforms no place: it is 0 on a square metre in the Gulf of Guinea.
func nowhere() *crsapprox.Warp {
	zero := crsapprox.Series{C: [][]float64{{0}}}
	return &crsapprox.Warp{Box: spatial.Box{MaxX: 1e-5, MaxY: 1e-5}, U: zero, V: zero}
}
