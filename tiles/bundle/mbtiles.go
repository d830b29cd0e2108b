package bundle

import (
	"cmp"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"github.com/qingshan-gis/qingshan/spatial/gdal"
	"github.com/qingshan-gis/qingshan/tiles/serve"
	"github.com/qingshan-gis/qingshan/tiles/tilematrix"
)

// MBTiles writes an MBTiles file, version 1.3 (https://github.com/mapbox/mbtiles-spec): an SQLite database whose rows count from
// the south. Not safe for concurrent use.
type MBTiles struct {
	path    string
	pending *pending
	db      *gdal.Database // nil once it is closed
}

// mbtilesID marks the file as MBTiles ("MPBX", the specification's application id).
const mbtilesID = 0x4d504258

// CreateMBTiles begins a file. Nothing is at path before [MBTiles.Close]; what was there stays until then.
func CreateMBTiles(path string) (*MBTiles, error) {
	p, err := beginPending(path)
	if err != nil {
		return nil, err
	}
	m := &MBTiles{path: path, pending: p}
	if m.db, err = gdal.CreateDatabase(p.file(mbtilesFile)); err == nil {
		err = m.db.Exec(
			fmt.Sprintf("PRAGMA application_id = %d", mbtilesID),
			"BEGIN",
			"CREATE TABLE metadata (name text, value text)",
			"CREATE TABLE tiles (zoom_level integer, tile_column integer, tile_row integer, tile_data blob)",
		)
	}
	if err != nil {
		m.Abort()
		return nil, err
	}
	return m, nil
}

const mbtilesFile = "pending.mbtiles"

// Add appends a tile, compressed by gzip.
func (m *MBTiles) Add(p tilematrix.TileCoord, body []byte) error {
	b := fmt.Appendf(make([]byte, 0, 2*len(body)+80), "INSERT INTO tiles VALUES (%d, %d, %d, X'", p.Z, p.X, uint32(1)<<p.Z-1-p.Y)
	b = append(hex.AppendEncode(b, body), "')"...)
	return m.db.Exec(string(b))
}

// Abort gives the file up; after Close it does nothing.
func (m *MBTiles) Abort() {
	if m.db != nil {
		_ = m.db.Close()
		m.db = nil
	}
	m.pending.remove()
}

// Close writes the metadata and the index, makes the file durable and puts it in its place.
func (m *MBTiles) Close(h Header) error {
	defer m.Abort()
	layers, err := json.Marshal(struct {
		VectorLayers []serve.VectorLayer `json:"vector_layers"`
	}{h.Metadata.VectorLayers})
	if err != nil {
		return err
	}
	b := h.Bounds
	lon, lat, zoom := h.centre()
	rows := [][2]string{
		{"name", h.Metadata.Name}, {"format", "pbf"}, {"type", h.Metadata.Type}, {"version", "1"},
		{"bounds", fmt.Sprintf("%.7f,%.7f,%.7f,%.7f", b[0], b[1], b[2], b[3])},
		{"center", fmt.Sprintf("%.7f,%.7f,%d", lon, lat, zoom)},
		{"minzoom", fmt.Sprint(h.MinZoom)}, {"maxzoom", fmt.Sprint(h.MaxZoom)},
		{"json", string(layers)}, {"snapshot", h.Metadata.Snapshot},
	}
	for _, more := range [][2]string{{"zone", h.Metadata.Zone}, {"since", h.Metadata.Since}, {"removed", strings.Join(h.Metadata.Removed, " ")}} {
		if more[1] != "" {
			rows = append(rows, more)
		}
	}
	for _, r := range rows {
		if err := m.db.Exec(fmt.Sprintf("INSERT INTO metadata VALUES (%s, %s)", quoted(r[0]), quoted(r[1]))); err != nil {
			return err
		}
	}
	err = m.db.Exec("CREATE UNIQUE INDEX tile_index ON tiles (zoom_level, tile_column, tile_row)", "CREATE UNIQUE INDEX name ON metadata (name)", "COMMIT")
	err = cmp.Or(err, m.db.Close())
	m.db = nil
	if err != nil {
		return err
	}
	f, err := os.OpenFile(m.pending.file(mbtilesFile), os.O_RDWR, 0)
	if err != nil {
		return err
	}
	if err := cmp.Or(f.Chmod(0o644), f.Sync(), f.Close()); err != nil {
		return err
	}
	return m.pending.publish(mbtilesFile, m.path)
}

// quoted is a text as SQL has it.
func quoted(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }
