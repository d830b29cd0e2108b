package ingest

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// readCells reads the rows of a CSV file or of one sheet of a workbook as texts. A row's place is its number in the file less
// one; rows without text are empty.
func readCells(path string, s TableSource) (rows [][]string, encoding string, err error) {
	content, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, "", fmt.Errorf("%s: no such file; correct `registry:` in the project file", s.Path)
	}
	if err != nil {
		return nil, "", err
	}
	switch strings.ToLower(filepath.Ext(path)) {
	case ".xlsx", ".xlsm":
		rows, err = readWorkbook(content, s)
		return rows, "XLSX", err
	case ".xls":
		return nil, "", fmt.Errorf("%s: the old Excel format is not read; save it as .xlsx or .csv", s.Path)
	case ".zip":
		return nil, "", configf("%s: tables are not read out of archives; unpack it and name the table in it", s.Path)
	}
	for _, mark := range []string{"PK\x03\x04", "\xd0\xcf\x11\xe0"} { // of ZIP, which .xlsx, .ods and .et are, and of the old formats of Office
		if bytes.HasPrefix(content, []byte(mark)) {
			return nil, "", fmt.Errorf("%s: by its content it is no CSV but a workbook; save it as .xlsx or .csv", s.Path)
		}
	}
	return readCSV(content, s)
}
