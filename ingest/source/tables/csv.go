package tables

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/unicode"

	"github.com/qingshan-gis/qingshan/ingest/project"
	"github.com/qingshan-gis/qingshan/ingest/source/charset"
)

// ReadCSV reads the rows of a CSV file. Lines may end with LF, CR LF or CR. The rows are those that a spreadsheet shows:
// a blank line is an empty one, and lines within quotes begin none.
func ReadCSV(content []byte, s project.TableSource) (rows [][]string, encoding string, err error) {
	text, encoding, err := decodeCSV(content, s)
	if err != nil {
		return nil, "", err
	}
	r := csv.NewReader(bytes.NewReader(lineEnds(text)))
	r.FieldsPerRecord = -1
	next := 1 // the line after the last row's
	var seen charset.PlausibleTexts
	for {
		rec, err := r.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, "", fmt.Errorf("%s: %w", s.Path, err)
		}
		line, _ := r.FieldPos(0)
		rows = append(rows, make([][]string, max(0, line-next))...)
		rows = append(rows, rec)
		next = line + 1
		for _, cell := range rec {
			next += strings.Count(cell, "\n")
			seen.See(cell)
		}
	}
	if wrong, right := seen.Misread(); wrong != "" {
		return nil, "", fmt.Errorf("%s: texts such as %q are %s that was read as %s before it was written; export the table again, naming the encoding of what it was made from", s.Path, seen.Sample, right, wrong)
	}
	return rows, encoding, nil
}

// decodeCSV decodes a file: as its byte order mark says, else as the project file declares, else as UTF-8.
func decodeCSV(content []byte, s project.TableSource) (text []byte, encoding string, err error) {
	switch {
	case bytes.HasPrefix(content, []byte("\xff\xfe")), bytes.HasPrefix(content, []byte("\xfe\xff")):
		text, err = unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder().Bytes(content)
		if err != nil || bytes.ContainsRune(text, utf8.RuneError) {
			return nil, "", fmt.Errorf("%s: it begins as UTF-16 but is not; save it as CSV in UTF-8", s.Path)
		}
		return text, "UTF-16", nil
	case bytes.HasPrefix(content, []byte("\ufeff")):
		content = content[len("\ufeff"):]
		if utf8.Valid(content) {
			return content, "UTF-8", nil
		}
	}
	known, ok := charset.Named(s.Encoding)
	switch {
	case s.Encoding == "" || ok && known.Codec == nil:
		if !utf8.Valid(content) {
			return nil, "", fmt.Errorf("%s: the text is not UTF-8; add `encoding: GBK` to its entry in the project file", s.Path)
		}
		return content, "UTF-8", nil
	case !ok:
		return nil, "", project.Invalid("%s: encoding %q; write UTF-8 or GBK", s.Path, s.Encoding)
	}
	if utf8.Valid(content) && charset.MostlyChinese(string(content)) {
		return nil, "", fmt.Errorf("%s: its text is UTF-8, but would be read as %s; correct or remove `encoding:` at its entry in the project file", s.Path, known.Name)
	}
	if text, err = known.Codec.NewDecoder().Bytes(content); err != nil || bytes.ContainsRune(text, utf8.RuneError) {
		return nil, "", fmt.Errorf("%s: it is not %s; correct or remove `encoding:`", s.Path, known.Name)
	}
	return text, known.Name, nil
}

// lineEnds makes a line feed of every carriage return that ends a line by itself, as programs of the older Macintosh write it;
// CSV knows only LF and CR LF. What lies within quotes stays.
func lineEnds(text []byte) []byte {
	if bytes.IndexByte(text, '\r') < 0 {
		return text
	}
	out := make([]byte, 0, len(text))
	quoted := false
	for i, c := range text {
		rest := text[i+1:]
		switch {
		case c == '"':
			quoted = !quoted
		case c == '\r' && bytes.HasPrefix(rest, []byte("\r\n")):
			continue // CR CR LF is one end of line that went through text mode twice
		case c == '\r' && !quoted && !bytes.HasPrefix(rest, []byte("\n")):
			c = '\n'
		}
		out = append(out, c)
	}
	return out
}

// isUnended tells that nothing ends the last line of a text in UTF-8, GBK or UTF-16.
func isUnended(content []byte) bool {
	content = bytes.TrimRight(content, "\x00")
	return len(content) > 0 && !bytes.ContainsRune([]byte("\r\n"), rune(content[len(content)-1]))
}
