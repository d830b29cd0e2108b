package tables

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/qingshan-gis/qingshan/ingest/project"
)

// sheet is a table as it stands in its file. A row's place is its number in the file less one; rows without text are empty.
type sheet struct {
	rows     [][]string
	encoding string
	unended  bool // nothing ends the last line
}

// readSheet reads a CSV file or one sheet of a workbook as texts.
func readSheet(path string, s project.TableSource) (out sheet, err error) {
	content, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return out, fmt.Errorf("%s: no such file; correct `registry:` in the project file", s.Path)
	}
	if err != nil {
		return out, err
	}
	switch strings.ToLower(filepath.Ext(path)) {
	case ".xlsx", ".xlsm":
		out.encoding = "XLSX"
		out.rows, err = readWorkbook(content, s)
		return out, err
	case ".xls":
		return out, fmt.Errorf("%s: the old Excel format is not read; save it as .xlsx or .csv", s.Path)
	case ".zip":
		return out, project.Invalid("%s: tables are not read out of archives; unpack it and name the table in it", s.Path)
	}
	for _, mark := range []string{"PK\x03\x04", "\xd0\xcf\x11\xe0"} { // of ZIP, which .xlsx, .ods and .et are, and of the old formats of Office
		if bytes.HasPrefix(content, []byte(mark)) {
			return out, fmt.Errorf("%s: by its content it is no CSV but a workbook; save it as .xlsx or .csv", s.Path)
		}
	}
	out.unended = isUnended(content)
	out.rows, out.encoding, err = ReadCSV(content, s)
	return out, err
}
