//go:build cgo

package serve_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"testing"

	"github.com/qingshan-gis/qingshan/tiles/serve"
	"github.com/qingshan-gis/qingshan/tiles/tilematrix"
)

// carried names a field of each layer that its tiles carry anyway.
var carried = map[string]string{"zones": "code", "cells": "id", "parcels": "class", "gaps": "id", "overlaps": "id", "patches": "patch", "points": "kind", "labels": "code"}

// TestReadyTilesAreThoseMadeOnRequest: a tile that lies finished in the files is, byte for byte, the one that is encoded from the
// snapshot's attributes when it is asked for with a field that it carries anyway; and unzipped it is itself.
//
//testrun:plain
func TestReadyTilesAreThoseMadeOnRequest(t *testing.T) {
	c := sampleCounty(t)
	for _, m := range []*tilematrix.TileMatrixSet{tilematrix.WebMercatorQuad(), tilematrix.CGCS2000Quad()} {
		compared := 0
		for z := m.MinZoom; z <= 16; z++ {
			for _, name := range layers {
				r := serve.Request{Layers: []string{name}, TileMatrixSet: m, Z: z}
				places, err := c.set.Occupied(r)
				if err != nil {
					t.Fatal(err)
				}
				for p := range places {
					if z > 14 && (p.X+p.Y)%7 != 0 {
						continue
					}
					r.X, r.Y, r.Fields = p.X, p.Y, nil
					gz, ready, err := c.set.AppendReady(nil, r)
					if err != nil || !ready || len(gz) == 0 {
						t.Fatalf("%s %s %v: ready %v, %d bytes, %v", m.ID, name, p, ready, len(gz), err)
					}
					zr, err := gzip.NewReader(bytes.NewReader(gz))
					if err != nil {
						t.Fatal(err)
					}
					finished, err := io.ReadAll(zr)
					if err != nil {
						t.Fatalf("%s %s %v: %v", m.ID, name, p, err)
					}
					r.Fields = []string{carried[name]}
					if _, ready, _ := c.set.AppendReady(nil, r); ready {
						t.Fatal("a tile with fields is said to be ready")
					}
					made, err := c.set.Tile(r)
					if err != nil {
						t.Fatal(err)
					}
					if !bytes.Equal(made, finished) {
						t.Fatalf("%s %s %v: %d bytes lie ready, %d are made", m.ID, name, p, len(finished), len(made))
					}
					compared++
				}
			}
		}
		if compared < 1000 {
			t.Errorf("%s: only %d tiles were compared", m.ID, compared)
		}
	}
}
