package scope_test

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/qingshan-gis/qingshan/data/scope"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/internal/landscape"
	"github.com/qingshan-gis/qingshan/spatial"
)

// everything calls text for each text and box for the extent of each layer that a value holds, at whatever depth.
func everything(v reflect.Value, text func(string), box func(spatial.Box)) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			everything(v.Elem(), text, box)
		}
	case reflect.Struct:
		switch one := v.Interface().(type) {
		case spatial.Polygons:
			if len(one.Coords) > 0 {
				box(one.Extent())
			}
			return
		}
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				everything(v.Field(i), text, box)
			}
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			everything(v.Index(i), text, box)
		}
	case reflect.Map:
		for _, k := range v.MapKeys() {
			everything(k, text, box)
			everything(v.MapIndex(k), text, box)
		}
	case reflect.String:
		text(v.String())
	}
}

// word splits names such as "name of chief-county0-1" and ids such as "t1-g2".
var word = regexp.MustCompile(`[a-z]+[0-9]*`)

// TestTablesOfAPartNameNothingOutside: no text in any table or in the manifest of a part, on whatever path, names a zone, a cell or a person
// outside of the scope, a source, or what was refused; and no shape reaches beyond the zones.
func TestTablesOfAPartNameNothingOutside(t *testing.T) {
	texts, boxes, hidden := 0, 0, 0
	for seed := range landscapes() {
		rng := rand.New(rand.NewPCG(seed, 41))
		_, s := drawCounty(rng)
		tables := s.Tables
		plant(&tables)
		s, err := tables.Build()
		if err != nil {
			t.Fatal(err)
		}
		sc := someScope(rng, s)
		if sc.Everywhere() {
			continue
		}
		part := cut(t, s, sc)
		shown, work := visible(s, sc)
		foreign := map[string]bool{}
		for _, code := range s.Zones.Code {
			foreign[code] = !shown[code]
		}
		for _, id := range s.Cells.ID {
			_, there := part.FindCell(id)
			foreign[id] = !there
		}
		for _, out := range foreign {
			if out {
				hidden++
			}
		}
		all := part.Zones.Shapes.Extent()
		check := func(where string) (func(string), func(spatial.Box)) {
			return func(text string) {
					texts++
					if strings.Contains(text, "planted") {
						t.Fatalf("seed %d, %s: %q is told", seed, where, text)
					}
					for _, w := range word.FindAllString(text, -1) {
						if foreign[w] {
							t.Fatalf("seed %d, %s: %q names %s, which is not shown", seed, where, text, w)
						}
					}
					if name, masked := strings.CutPrefix(text, "deputy-"); masked && !work[strings.Split(name, "-")[0]] {
						t.Fatalf("seed %d, %s: %q is told", seed, where, text)
					}
				}, func(b spatial.Box) {
					boxes++
					if p := all.Pad(spatial.GridStep); !p.Contains(b.MinX, b.MinY) || !p.Contains(b.MaxX, b.MaxY) {
						t.Fatalf("seed %d, %s: %+v, the zones end at %+v", seed, where, b, all)
					}
				}
		}
		v := reflect.ValueOf(part.Tables)
		for i := range v.NumField() {
			text, box := check(v.Type().Field(i).Name)
			everything(v.Field(i), text, box)
		}
		text, _ := check("manifest.json")
		b, err := json.Marshal(part.Manifest)
		if err != nil {
			t.Fatal(err)
		}
		text(string(b))
	}
	if !testing.Short() && (texts < 10_000 || boxes < 1000 || hidden < 500) {
		t.Errorf("%d texts and %d boxes were looked at, %d names were hidden: too little was tested", texts, boxes, hidden)
	}
}

// plant puts what only the whole may tell into a snapshot.
func plant(t *snapshot.Tables) {
	m := &t.Manifest
	m.Name, m.ParcelsFrom = "planted project", "planted hash"
	m.Inputs = []snapshot.Input{{Path: "planted.gpkg", SHA256: "planted"}}
	m.Refused = []snapshot.RefusedRows{{Kind: "cells", File: "planted.gpkg"}}
	m.Files = []snapshot.FileInfo{{Name: "planted"}}
	m.Missing = []snapshot.MissingZone{{Zone: "planted", Name: "planted", Parent: "planted above"}}
	m.Rules.MissingZones = []string{"planted"}
	m.Rasters = []snapshot.SceneRaster{{Quantity: "ndvi", Date: 95, File: "planted.qsraster"}}
	m.Scenes = []snapshot.SceneInfo{{Quantity: "ndvi", Date: 95, Path: "planted.tif", Resampled: "bilinear, onto the grid of planted.tif"}}
	m.PatchNumbers = map[string]int{"planted": 9}
	for i := range t.Parcels.StatedM2 {
		t.Parcels.StatedM2[i] = 1
	}
	for _, c := range t.Changes {
		c.From, c.T0.Path = "planted", "planted.tif"
	}
	for _, s := range t.Series {
		s.From = "planted"
	}
	for i := range t.Found.Gaps.SplitFrom {
		other := t.Zones.Code[i%t.Zones.Len()]
		t.Found.Gaps.SplitFrom[i] = fmt.Sprintf("%s-g9", other)
	}
}

// TestMissingZonesAreToldBelowTheirParents: of zones that are missing those below a zone of which Work is shown are told, through others that
// are missing, too.
func TestMissingZonesAreToldBelowTheirParents(t *testing.T) {
	_, s := drawCounty(rand.New(rand.NewPCG(3, 42)))
	tables := s.Tables
	root := s.Zones.Code[0]
	tables.Manifest.Missing = []snapshot.MissingZone{{Zone: "m1", Parent: root}, {Zone: "m2", Parent: "m1"}, {Zone: "m3", Parent: "nowhere"}}
	s, err := tables.Build()
	if err != nil {
		t.Fatal(err)
	}
	for groups, want := range map[scope.Groups]int{scope.Public: 0, scope.ShownInFull: 2} {
		part := cut(t, s, scope.Of(scope.Part{Zone: root, Groups: groups}))
		if n := len(part.MissingUnder(-1)); n != want || len(part.Manifest.Rules.MissingZones) != want {
			t.Errorf("%v: %d missing zones are told, want %d", groups, n, want)
		}
	}
}

// TestBoxesOfAPartEndAroundIt: nothing in the manifest tells how far the whole goes, and places are where they were.
func TestBoxesOfAPartEndAroundIt(t *testing.T) {
	p := landscape.NewPlane()
	p.Zone("A", "A", snapshot.County, -1, "", landscape.Rectangle(0, 0, 1000, 1000))
	p.Zone("B", "B", snapshot.County, -1, "", landscape.Rectangle(3000, 3000, 4000, 4000))
	p.Cell("", 0, landscape.Rectangle(500, 500, 3500, 3500))
	whole := p.Build()
	for zone, want := range map[string]spatial.Box{"A": {MinX: -100, MinY: -100, MaxX: 2000, MaxY: 2000}, "B": {MinX: 2000, MinY: 2000, MaxX: 5000, MaxY: 5000}} {
		m := cut(t, whole, scope.Of(scope.Part{Zone: zone, Groups: scope.AllGroups})).Manifest
		if m.CRS.Extent != want || m.ToLonLat.Box != want {
			t.Errorf("%s: the extent is %v, of the transformation %v, want %v", zone, m.CRS.Extent, m.ToLonLat.Box, want)
		}
		const degree, margin = 1e-5, 0.001 // a metre of the plane, and what an inverse has around it
		if b := m.FromLonLat.Box; b.MaxX > want.MaxX*degree+margin+1e-9 || b.MinX < want.MinX*degree-margin-1e-9 {
			t.Errorf("%s: places are known in %v", zone, b)
		}
		x, y := want.Center()
		for _, at := range [][2]float64{{want.MinX, want.MinY}, {want.MaxX, want.MaxY}, {x, y}} {
			lon, lat := whole.LonLat(at[0], at[1])
			u, v := m.ToLonLat.At(at[0], at[1])
			if math.Abs(lon-u)+math.Abs(lat-v) > 1e-12 {
				t.Errorf("%s: %v lies at %v, %v, in the whole at %v, %v", zone, at, u, v, lon, lat)
			}
			if x, y := m.FromLonLat.At(lon, lat); math.Abs(x-at[0])+math.Abs(y-at[1]) > 1e-6 {
				t.Errorf("%s: %v comes back at %v, %v", zone, at, x, y)
			}
		}
	}
}
