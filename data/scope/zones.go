package scope

import (
	"context"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/overlay"
)

// chooseZones finds the zones of the scope's subtrees and what is shown of each. A zone is shown where its group [Public] is.
func (c *cutter) chooseZones(sc Scope) {
	granted, z := map[string]Groups{}, c.s.Zones
	for _, p := range sc.Parts() {
		granted[p.Zone] |= p.Groups
	}
	c.everywhere = sc.Everywhere()
	c.groups = make([]Groups, z.Len())
	for i, parent := range z.Parent { // parents come before their children
		c.groups[i] = granted[""] | granted[z.Code[i]]
		if parent >= 0 {
			c.groups[i] |= c.groups[parent]
		}
	}
	c.zones = keeping(z.Len(), func(i int) bool { return c.groups[i].Has(Public) })
	out := c.out.Zones
	*out = snapshot.Zones{Code: pick(z.Code, c.zones), Name: pick(z.Name, c.zones), Level: pick(z.Level, c.zones), Parent: places(z.Parent, c.zones, c.zones),
		Ellipsoidal: pick(z.Ellipsoidal, c.zones), Planar: pick(z.Planar, c.zones), Shapes: z.Shapes}
	if !c.zones.all() {
		out.Shapes = selected(z.Shapes, c.zones)
	}
}

// survey prepares the border: that of the ground that the part's zones hold together. Children that stick out of their parents add to
// what the roots hold; which ones do is known since version 1 of the accounting.
func (c *cutter) survey(ctx context.Context) (err error) {
	if c.everywhere {
		return nil
	}
	z, m := c.out.Zones, &c.s.Manifest
	sticksOut := map[string]bool{}
	for _, code := range m.StickOut {
		sticksOut[code] = true
	}
	var ground spatial.Builder
	for i := range z.Len() {
		if z.Parent[i] < 0 || sticksOut[z.Code[i]] || m.Accounting < 1 {
			ground.AddFrom(z.Shapes, i)
		}
	}
	c.territory, err = overlay.NewTerritory(ctx, ground.Build(), c.options.Workers)
	return err
}

// selected packs the rows' features.
func selected(p *spatial.Polygons, r rows) *spatial.Polygons {
	if r.all() || p == nil {
		return p
	}
	keep := make([]bool, len(r.at))
	for _, i := range r.which {
		keep[i] = true
	}
	return p.Select(keep)
}
