package main

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
)

// place is a tile in WebMercatorQuad.
type place struct{ z, x, y int }

// load is a list of tiles that every server is asked for, in this order, again and again.
type load struct {
	name     string
	min, max int
	places   []place
}

// draw makes a load: the zoom by chance, then a place within the bounds by chance; the same each time.
func draw(name string, least, most, n int, bounds [4]float64) load {
	rng := rand.New(rand.NewPCG(20260, uint64(least)))
	l := load{name: name, min: least, max: most}
	for range n {
		z := least + rng.IntN(most-least+1)
		lon := bounds[0] + rng.Float64()*(bounds[2]-bounds[0])
		lat := bounds[1] + rng.Float64()*(bounds[3]-bounds[1])
		l.places = append(l.places, at(z, lon, lat))
	}
	return l
}

func at(z int, lon, lat float64) place {
	n := float64(int(1) << z)
	sin := math.Sin(lat * math.Pi / 180)
	return place{z, int((lon/360 + 0.5) * n), int((0.5 - math.Log((1+sin)/(1-sin))/(4*math.Pi)) * n)}
}

// all lists the tiles of a zoom within the bounds.
func all(z int, bounds [4]float64) (out []place) {
	a, b := at(z, bounds[0], bounds[3]), at(z, bounds[2], bounds[1])
	for y := a.y; y <= b.y; y++ {
		for x := a.x; x <= b.x; x++ {
			out = append(out, place{z, x, y})
		}
	}
	return out
}

// write lists the paths of a load's tiles in a file; template holds {z}, {x} and {y}.
func (l load) write(dir, template string) (string, error) {
	var b strings.Builder
	for _, p := range l.places {
		fmt.Fprintln(&b, p.in(template))
	}
	path := filepath.Join(dir, "paths.txt")
	return path, os.WriteFile(path, []byte(b.String()), 0o644)
}

func (p place) in(template string) string {
	return strings.NewReplacer("{z}", fmt.Sprint(p.z), "{x}", fmt.Sprint(p.x), "{y}", fmt.Sprint(p.y)).Replace(template)
}
