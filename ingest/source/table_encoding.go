package source

import (
	"fmt"
	"os"

	"github.com/qingshan-gis/qingshan/ingest/inputs"
	"github.com/qingshan-gis/qingshan/ingest/project"
	"github.com/qingshan-gis/qingshan/spatial/gdal"
)

// tableEncoding says how a source's texts are encoded, by whose word: declared, LDID (the language driver byte of a DBF,
// dBASE III+ header, byte 29), .cpg, or the format itself. A table that says nothing is read as UTF-8, and refused where
// it is not. Its error is [inputs.Failing].
func tableEncoding(s project.Source, path string, info gdal.LayerInfo) (name, from string, err error) {
	switch {
	case s.Encoding != "":
		return s.Encoding, "declared", nil
	case info.Driver != "ESRI Shapefile":
		return "UTF-8", "format", nil
	}
	stem := tableStem(path, info)
	ldid, err := byteAt(inputs.Companion(stem, ".dbf"), 29)
	if err != nil {
		return "", "", err
	}
	if ldid != 0 && ldid != 0x57 { // 0x57 is "whatever the machine has"
		return ldidName(ldid), "LDID", nil
	}
	cpg, err := cpgText(stem)
	switch {
	case err != nil:
		return "", "", err
	case cpg != "":
		return cpg, ".cpg", nil
	case ldid == 0x57:
		return ansi, "nothing said", nil
	}
	return "UTF-8", "nothing said", nil
}

// ansi stands for the encoding of a table that was written as the machine had it; GDAL takes it for a western one.
const ansi = "ANSI"

// byteAt is a byte of a file, 0 where the file has none there. Its error is [inputs.Failing].
func byteAt(path string, at int64) (byte, error) {
	var b [1]byte
	f, err := os.Open(path)
	if err == nil {
		defer f.Close()
		_, err = f.ReadAt(b[:], at)
	}
	if inputs.Failing(err) {
		return 0, err
	}
	return b[0], nil
}

func ldidName(ldid byte) string {
	switch ldid {
	case 0x4d, 0x7a:
		return "GBK"
	case 0x4f, 0x78:
		return "Big5"
	case 0x03, 0x58, 0x59:
		return "CP1252"
	}
	return fmt.Sprintf("LDID 0x%02X", ldid)
}
