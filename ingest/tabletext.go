package ingest

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/qingshan-gis/qingshan/spatial/gdalio"
)

// tableReading is how a source's texts are read.
type tableReading struct {
	name, from string       // the encoding, and by whose word
	known      textEncoding // without a name where it is none that is known here
	gdal       string       // what GDAL is told; "" where it comes to the same by itself
}

// ofTable decides how the texts of a source's table are read: by the first word of [tableEncoding], but where LDID and .cpg
// contradict each other, as the text is. Where it is neither, or either, it is an error.
func ofTable(s Source, path string, info gdalio.LayerInfo) (tableReading, error) {
	r := tableReading{}
	var err error
	if r.name, r.from, err = tableEncoding(s, path, info); err != nil {
		return r, fmt.Errorf("%s: %w", s.Path, err)
	}
	word := r.name
	if r.from == "LDID" {
		cpg, err := cpgText(tableStem(path, info))
		if err != nil {
			return r, fmt.Errorf("%s: %w", s.Path, err)
		}
		if cpg != "" {
			return r.orCPG(s, path, info, cpg)
		}
	}
	var ok bool
	if r.known, ok = encodingNamed(word); ok {
		r.name = r.known.name
	}
	switch r.from {
	case "declared":
		r.gdal = r.name
	case ".cpg":
		r.gdal = r.known.name
	}
	return r, nil
}

// orCPG decides between a table's LDID and its .cpg, of which GDAL alone would follow the latter.
func (r tableReading) orCPG(s Source, path string, info gdalio.LayerInfo, cpg string) (tableReading, error) {
	byLDID, _ := encodingNamed(r.name)
	byCPG, ok := encodingNamed(cpg)
	if ok {
		cpg = byCPG.name
	}
	followed := tableReading{name: cpg, from: ".cpg", known: byCPG, gdal: byCPG.name}
	if !ok && byLDID.name == "" { // two words that nobody here can judge
		return followed, nil
	}
	if byLDID.same(byCPG) {
		r.known, r.gdal = byLDID, byCPG.name
		return r, nil
	}
	texts, err := textsIn(path, info)
	if err != nil {
		return r, fmt.Errorf("%s, layer %s: %w", s.Path, info.Name, err)
	}
	switch l, c := texts.in(byLDID), texts.in(byCPG); {
	case texts.beyondASCII == 0: // it makes no difference
		r.known, r.gdal = byLDID, byLDID.name
		return r, nil
	case l > c && byLDID.name != "":
		return tableReading{byLDID.name, "text", byLDID, byLDID.name}, nil
	case c > l:
		followed.from = "text"
		return followed, nil
	}
	return r, fmt.Errorf("%s, layer %s: the table says %s by its language driver byte and %s by its .cpg, and the text does not tell which is right; add `encoding:` with what it is in to its entry in the project file",
		s.Path, info.Name, r.name, cpg)
}

// textsIn looks at all texts of a shapefile's table.
func textsIn(path string, info gdalio.LayerInfo) (*rawTexts, error) {
	d, err := dbfOf(path, info)
	if err != nil {
		return nil, err
	}
	return textsOf(d)
}

// textsOf looks at all texts of a table, the names of its fields too; d may be nil.
func textsOf(d *dbf) (*rawTexts, error) {
	out := namesOf(d)
	if d == nil {
		return out, nil
	}
	err := d.texts(func(int) bool { return true }, func(text []byte, full bool) bool {
		out.see(text, full)
		return out.beyondASCII < enoughTexts
	})
	return out, err
}

// enoughTexts is how many texts beyond ASCII decide what all are.
const enoughTexts = 20_000

// nameBytes is how long the name of a dBASE table's field can be.
const nameBytes = 10

// namesOf looks at the names of a table's fields; d may be nil.
func namesOf(d *dbf) *rawTexts {
	out := &rawTexts{}
	if d != nil {
		for _, f := range d.fields {
			out.see(f.name, len(f.name) >= nameBytes)
		}
	}
	return out
}

// misread says what texts are that would be read as something else, "" where nothing is wrong with them.
func (r tableReading) misread(texts *rawTexts) string {
	are := texts.are()
	switch {
	case are == "", are == r.known.name:
		return ""
	case r.known.name == inUTF8.name, r.western():
		return are
	case are == inUTF8.name, are == inBig5.name && r.known.same(inGBK):
		return are
	case are == inGBK.name && r.known.name == inBig5.name && texts.beyondASCII >= fewTexts && texts.gbk > texts.beyondASCII*4/5:
		return are // one text in five in Big5 is Chinese in GBK as well, by chance
	}
	return ""
}

// western tells whether any bytes pass for text: under an ANSI driver byte, which says no more than that.
func (r tableReading) western() bool { return r.known.western() || r.name == ansi }

// checkTexts refuses a shapefile of which the wanted fields are in another encoding than they would be read in.
func (l *vectorLayer) checkTexts(at []int) error {
	d, err := dbfOf(l.path, l.info)
	if err != nil {
		return err
	}
	if d == nil || len(d.fields) != len(l.info.Fields) {
		return nil
	}
	wanted := make([]bool, len(d.fields))
	for _, f := range at {
		if f >= 0 {
			wanted[f] = true
		}
	}
	texts := &rawTexts{}
	err = d.texts(func(i int) bool { return wanted[i] }, func(text []byte, full bool) bool {
		texts.see(text, full)
		return texts.beyondASCII < enoughTexts
	})
	if err != nil {
		return fmt.Errorf("%s, layer %s: its table: %w", l.source.Path, l.info.Name, err)
	}
	if are := l.reading.misread(texts); are != "" {
		return l.misreadError("texts such as", texts.sampleOf, are)
	}
	return nil
}

// namesError explains a field that is not found by the encoding that the names of fields are in; nil where they are as read.
func (l *vectorLayer) namesError() error {
	d, err := dbfOf(l.path, l.info)
	if err != nil {
		return err
	}
	names := namesOf(d)
	if are := l.reading.misread(names); are != "" {
		return l.misreadError("field names such as", names.sampleOf, are)
	}
	if l.reading.known.name == inUTF8.name && names.utf8 < names.beyondASCII {
		return fmt.Errorf("%s, layer %s: the names of its fields are not UTF-8 (%s); add `encoding: GBK`, or what they are in, to its entry in the project file",
			l.source.Path, l.info.Name, l.reading.from)
	}
	return nil
}

func (l *vectorLayer) misreadError(what, sample, are string) error {
	return fmt.Errorf("%s, layer %s: %s %q are %s, but would be read as %s (%s); add `encoding: %s` to its entry in the project file",
		l.source.Path, l.info.Name, what, sample, are, l.reading.name, l.reading.from, are)
}

// tableStem is the path of a shapefile without its ending; path may be a folder of shapefiles.
func tableStem(path string, info gdalio.LayerInfo) string {
	i, err := os.Stat(path)
	if err == nil && i.IsDir() || failing(err) && filepath.Ext(path) == "" {
		return filepath.Join(path, info.Name)
	}
	return strings.TrimSuffix(path, filepath.Ext(path))
}

// cpgText is what a shapefile's .cpg says, "" where there is none. Its error is [failing].
func cpgText(stem string) (string, error) {
	text, err := os.ReadFile(companion(stem, ".cpg"))
	if failing(err) {
		return "", err
	}
	return strings.TrimSpace(strings.TrimPrefix(string(text), "\ufeff")), nil
}

// checkPlausible refuses the layer if its texts contradict their encoding.
func (l *vectorLayer) checkPlausible(p *plausibleText) error {
	wrong, right := p.judge()
	if wrong == "" {
		return nil
	}
	remedy := fmt.Sprintf("add `encoding: %s` to its entry in the project file", right)
	if l.report.EncodingFrom == "format" {
		remedy = "they were written wrongly into the file: export it again, naming the encoding of what it was made from"
	}
	return fmt.Errorf("%s, layer %s: texts such as %q are %s read as %s (%s: %s); %s",
		l.source.Path, l.info.Name, p.sample, right, wrong, l.report.EncodingFrom, l.report.Encoding, remedy)
}
