package api

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/tiles/pyramid"
	"github.com/qingshan-gis/qingshan/tiles/tilematrix"
)

// tileQuery is what a tile's address asks for, beside its place.
type tileQuery struct {
	snapshot snapshot.ID
	layers   []string
	matrix   *tilematrix.TileMatrixSet
	fields   []string
	zone     string
	z        int
	x, y     uint32
}

// appendAddress writes what a tile's bytes depend on, however its URL is written.
func (q *tileQuery) appendAddress(b []byte, id snapshot.ID) []byte {
	b = append(b, id...)
	b = append(b, '/')
	b = append(b, pyramid.EncodingVersion...)
	for i, l := range q.layers {
		b = append(b, "/,"[min(i, 1)])
		b = append(b, l...)
	}
	b = append(b, '/')
	b = append(b, q.matrix.ID...)
	for _, v := range [3]uint64{uint64(q.z), uint64(q.x), uint64(q.y)} {
		b = strconv.AppendUint(append(b, '/'), v, 10)
	}
	b = append(b, '?')
	for _, f := range q.fields {
		b = append(append(b, f...), ',')
	}
	return append(append(b, '&'), q.zone...)
}

// Bounds on what an address may name, looked at before any work.
const (
	maxLayers = 16
	maxFields = 32
	maxName   = 64 // bytes of a field or a zone's code
)

// tileOptions are what vector tiles and their TileJSON take.
type tileOptions struct {
	snapshotOption
	Zone   string `help:"@tiles_zone" placeholder:"CODE"`
	Fields string `help:"@tiles_fields" placeholder:"NAME,NAME"`
}

// tileQueryOf reads the path and the parameters that vector tiles and their TileJSON take.
func tileQueryOf(r *http.Request) (q tileQuery, err error) {
	var o tileOptions
	if r.URL.RawQuery != "" { // most tiles are asked for without
		if err := readOptions(r, &o); err != nil {
			return q, err
		}
	}
	q.snapshot, q.zone = o.Snapshot, o.Zone
	if o.Fields != "" {
		if len(o.Fields) > maxFields*(maxName+1) {
			return q, &snapshot.QueryError{Reason: fmt.Sprintf("parameter fields is too long: at most %d names", maxFields)}
		}
		q.fields = strings.Split(o.Fields, ",")
		slices.Sort(q.fields)
		q.fields = slices.Compact(q.fields)
	}
	if len(q.fields) > maxFields || len(q.zone) > maxName {
		return q, &snapshot.QueryError{Reason: fmt.Sprintf("at most %d fields, and at most %d bytes of a zone's code", maxFields, maxName)}
	}
	layers := pathText(r, "layers")
	if len(layers) > maxLayers*maxName || strings.Count(layers, ",") >= maxLayers {
		return q, &snapshot.QueryError{Reason: fmt.Sprintf("at most %d layers in one tile", maxLayers)}
	}
	q.layers = strings.Split(layers, ",")
	q.matrix, err = matrixOf(cmp.Or(pathText(r, "matrix"), tilematrix.WebMercatorQuad().ID))
	return q, err
}

// place reads z, x and y of a tile's path.
func place(r *http.Request, m *tilematrix.TileMatrixSet) (z int, x, y uint32, err error) {
	var v [3]uint64
	for i, name := range []string{"z", "x", "y"} {
		if v[i], err = strconv.ParseUint(pathText(r, name), 10, 31); err != nil {
			return 0, 0, 0, &snapshot.QueryError{Reason: fmt.Sprintf("tile %s=%q is no number in range", name, pathText(r, name))}
		}
	}
	return int(v[0]), uint32(v[1]), uint32(v[2]), m.Check(int(v[0]), uint32(v[1]), uint32(v[2]))
}
