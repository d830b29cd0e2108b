package source

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"os"

	"github.com/qingshan-gis/qingshan/ingest/inputs"
	"github.com/qingshan-gis/qingshan/ingest/source/charset"
	"github.com/qingshan-gis/qingshan/spatial/gdal"
)

// dbf is what a dBASE table's header says (dBASE III+ and its successors, of which shapefiles are made), read without GDAL,
// which decodes texts by a rule of its own.
type dbf struct {
	path        string
	rows        int64 // as stated
	held        int64 // whole rows that the file has room for
	head, width int64 // in bytes, of the header and of a row
	ldid        byte  // language driver
	fields      []dbfField
}

// dbfField is a column of a [dbf].
type dbfField struct {
	name      []byte
	kind      byte // 'C' for text
	at, width int  // in a row
}

// dbfOf finds the table of a shapefile's layer, path being the file or a folder of shapefiles; nil where there is none, or it is no
// table. Its error is [inputs.Failing].
func dbfOf(path string, info gdal.LayerInfo) (*dbf, error) {
	if info.Driver != "ESRI Shapefile" {
		return nil, nil
	}
	d, err := readDBF(inputs.Companion(tableStem(path, info), ".dbf"))
	if inputs.Failing(err) {
		return nil, err
	}
	if err != nil {
		return nil, nil
	}
	return d, nil
}

func readDBF(path string) (*dbf, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	var first [32]byte
	if _, err := io.ReadFull(f, first[:]); err != nil {
		return nil, fmt.Errorf("%s: its header is cut off: %w", path, err)
	}
	d := &dbf{path: path, rows: int64(binary.LittleEndian.Uint32(first[4:])), head: int64(binary.LittleEndian.Uint16(first[8:])),
		width: int64(binary.LittleEndian.Uint16(first[10:])), ldid: first[29]}
	if d.head < 33 || d.width < 1 {
		return nil, fmt.Errorf("%s: its header is none of a table", path)
	}
	d.held = max(0, info.Size()-d.head) / d.width
	rest := make([]byte, d.head-32)
	if _, err := io.ReadFull(f, rest); err != nil {
		return nil, fmt.Errorf("%s: its header is cut off: %w", path, err)
	}
	at := 1 // behind the mark of deletion
	for ; len(rest) >= 32 && rest[0] != 0x0d; rest = rest[32:] {
		name, _, _ := bytes.Cut(rest[:11], []byte{0})
		field := dbfField{name: name, kind: rest[11], at: at, width: int(rest[16])}
		if field.kind == 'C' {
			field.width += int(rest[17]) << 8 // text has no decimals; their byte makes long fields
		}
		at += field.width
		d.fields = append(d.fields, field)
	}
	return d, nil
}

// texts yields the texts beyond ASCII of the fields that are asked for, by place; full says that one fills its field, so that
// its last character may be cut. It stops where yield returns false.
func (d *dbf) texts(wanted func(field int) bool, yield func(text []byte, full bool) bool) error {
	f, err := os.Open(d.path)
	if err != nil {
		return err
	}
	defer f.Close()
	if _, err := f.Seek(d.head, io.SeekStart); err != nil {
		return err
	}
	in := bufio.NewReaderSize(f, 1<<18)
	row := make([]byte, d.width)
	for range min(d.rows, d.held) {
		if _, err := io.ReadFull(in, row); err != nil {
			return err
		}
		for i, field := range d.fields {
			if field.kind != 'C' || field.at+field.width > len(row) || !wanted(i) {
				continue
			}
			text := row[field.at : field.at+field.width]
			trimmed := bytes.TrimRight(text, " \x00")
			if row[0] != '*' && charset.BeyondASCII(string(trimmed)) && !yield(trimmed, len(trimmed) == len(text)) {
				return nil
			}
		}
	}
	return nil
}
