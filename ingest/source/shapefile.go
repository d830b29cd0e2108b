package source

import (
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/qingshan-gis/qingshan/ingest/inputs"
)

// A shapefile is a .shp of records behind a header of 100 bytes, a .shx that says where each is, and a .dbf with a row for each
// (ESRI Shapefile Technical Description, 1998). GDAL goes by the .shx and takes as many rows as it finds on both sides, so that
// files of different deliveries come out as fewer polygons, or as others' attributes.

// shpHeader is the size of the header of .shp and .shx; entries of a .shx and headers of records have shpEntry bytes.
const shpHeader, shpEntry = 100, 8

// shpRecord is a record of a .shp, or an entry of a .shx, which has no number.
type shpRecord struct {
	at, length int64 // in bytes; length without the record's header
	number     int64
}

// checkListed refuses a shapefile without its .shx, which GDAL would make up.
func checkListed(path, name string) error {
	if !strings.EqualFold(filepath.Ext(path), ".shp") {
		return nil
	}
	there, err := inputs.Exists(path)
	if err != nil || !there {
		return err
	}
	there, err = inputs.Exists(inputs.Companion(strings.TrimSuffix(path, filepath.Ext(path)), ".shx"))
	if err == nil && !there {
		err = fmt.Errorf("%s: its .shx is missing; deliver all files of one export together", name)
	}
	return err
}

// checkShapefile refuses a shapefile whose files do not belong together; stem is its path without the ending, name is how
// the source goes in the project file. Files that are not there are GDAL's matter.
func checkShapefile(stem, name string) error {
	records, cut, err := shpRecords(inputs.Companion(stem, ".shp"))
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if cut {
		return fmt.Errorf("%s: the .shp is cut off after %d shapes; deliver it again", name, len(records))
	}
	shapes := len(records)
	entries, err := shxEntries(inputs.Companion(stem, ".shx"))
	if inputs.Failing(err) {
		return fmt.Errorf("%s: %w", name, err)
	}
	if err == nil {
		if !listed(entries, records) {
			return fmt.Errorf("%s: the .shx does not belong to the .shp (it lists %d shapes, the .shp has %d, or at other places); deliver all files of one export together", name, len(entries), shapes)
		}
		shapes = len(entries)
	}
	table, err := readDBF(inputs.Companion(stem, ".dbf"))
	if inputs.Failing(err) {
		return fmt.Errorf("%s: %w", name, err)
	}
	if err != nil {
		return nil
	}
	if table.held < table.rows {
		return fmt.Errorf("%s: the .dbf is cut off: it says that it has %d rows and has %d; deliver it again", name, table.rows, table.held)
	}
	if table.rows != int64(shapes) {
		return fmt.Errorf("%s: the .shp has %d shapes, the .dbf %d rows; deliver all files of one export together", name, shapes, table.rows)
	}
	return nil
}

// listed tells whether the entries of a .shx are the records of its .shp: one by one in the file's order, or, in a file that was
// edited in place, each the record of its number, older versions of records left behind.
func listed(entries, records []shpRecord) bool {
	if len(entries) == len(records) {
		same := true
		for i, e := range entries {
			same = same && e.at == records[i].at && e.length == records[i].length
		}
		if same {
			return true
		}
	}
	last := int64(0)
	byPlace := make(map[int64]shpRecord, len(records))
	for _, r := range records {
		byPlace[r.at] = r
		last = max(last, r.number)
	}
	for i, e := range entries {
		if e.length == 0 { // no shape, and no record of one
			continue
		}
		if r, ok := byPlace[e.at]; !ok || r.length != e.length || r.number != int64(i+1) {
			return false
		}
	}
	return last == int64(len(entries))
}

// shpRecords lists the records of a .shp as they follow one another; cut tells that the last one is not whole.
func shpRecords(path string) (records []shpRecord, cut bool, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, false, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, false, err
	}
	var head [shpEntry]byte
	for at := int64(shpHeader); at+shpEntry <= info.Size(); {
		if _, err := f.ReadAt(head[:], at); err != nil {
			return nil, false, err
		}
		r := shpRecord{at: at, number: int64(binary.BigEndian.Uint32(head[:])), length: 2 * int64(int32(binary.BigEndian.Uint32(head[4:])))}
		if r.length < 4 { // not even a shape's type: what some programs leave behind the last record
			break
		}
		if at += shpEntry + r.length; at > info.Size() {
			return records, true, nil
		}
		records = append(records, r)
	}
	return records, false, nil
}

// shxEntries lists what a .shx says about the records of its .shp.
func shxEntries(path string) ([]shpRecord, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	content, err := io.ReadAll(f)
	if err != nil {
		return nil, err
	}
	if len(content) < shpHeader {
		return nil, nil
	}
	if stated := 2 * int64(binary.BigEndian.Uint32(content[24:])); stated >= shpHeader && stated < int64(len(content)) {
		content = content[:stated]
	}
	var out []shpRecord
	for rest := content[shpHeader:]; len(rest) >= shpEntry; rest = rest[shpEntry:] {
		out = append(out, shpRecord{at: 2 * int64(binary.BigEndian.Uint32(rest)), length: 2 * int64(binary.BigEndian.Uint32(rest[4:]))})
	}
	return out, nil
}
