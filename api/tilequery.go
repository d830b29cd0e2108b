package api

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/qingshan-gis/qingshan/data"
	"github.com/qingshan-gis/qingshan/tiles/pyramid"
	"github.com/qingshan-gis/qingshan/tiles/tilematrix"
)

// tileQuery is what a tile's address asks for, beside its place.
type tileQuery struct {
	snapshot data.SnapshotID
	layers   []string
	matrix   *tilematrix.TileMatrixSet
	fields   []string
	zone     string
	z        int
	x, y     uint32
}

// appendAddress writes what a tile's bytes hang on, however its URL is written.
func (q *tileQuery) appendAddress(b []byte, id data.SnapshotID) []byte {
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

// tileQueryOf reads the path and the parameters that vector tiles and their TileJSON take.
func tileQueryOf(r *http.Request) (q tileQuery, err error) {
	p := &params{}
	if r.URL.RawQuery != "" {
		p.values = r.URL.Query()
	}
	q.snapshot, q.zone = data.SnapshotID(p.text("snapshot")), p.text("zone")
	if text := p.text("fields"); text != "" {
		if len(text) > maxFields*(maxName+1) {
			return q, &badRequest{fmt.Sprintf("parameter fields is too long: at most %d names", maxFields)}
		}
		q.fields = strings.Split(text, ",")
		slices.Sort(q.fields)
		q.fields = slices.Compact(q.fields)
	}
	if err := p.done(); err != nil {
		return q, err
	}
	if len(q.fields) > maxFields || len(q.zone) > maxName {
		return q, &badRequest{fmt.Sprintf("at most %d fields, and at most %d bytes of a zone's code", maxFields, maxName)}
	}
	layers := pathText(r, "layers")
	if len(layers) > maxLayers*maxName || strings.Count(layers, ",") >= maxLayers {
		return q, &badRequest{fmt.Sprintf("at most %d layers in one tile", maxLayers)}
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
			return 0, 0, 0, &badRequest{fmt.Sprintf("tile %s=%q is no number in range", name, pathText(r, name))}
		}
	}
	return int(v[0]), uint32(v[1]), uint32(v[2]), m.Check(int(v[0]), uint32(v[1]), uint32(v[2]))
}
