package source

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/qingshan-gis/qingshan/ingest/inputs"
	"github.com/qingshan-gis/qingshan/ingest/project"
	"github.com/qingshan-gis/qingshan/ingest/source/charset"
	"github.com/qingshan-gis/qingshan/spatial/gdal"
)

// Reading is how a source's texts are read.
type Reading struct {
	Name, From string           // the encoding, and by whose word
	known      charset.Encoding // without a name where it is none that is known here
	GDALName   string           // what GDAL is told; "" where it comes to the same by itself
}

// ReadingOf decides how the texts of a source's table are read: by the first word of [tableEncoding], but where LDID and .cpg
// contradict each other, as the text is. Where it is neither, or either, it is an error.
func ReadingOf(s project.Source, path string, info gdal.LayerInfo) (Reading, error) {
	r := Reading{}
	var err error
	if r.Name, r.From, err = tableEncoding(s, path, info); err != nil {
		return r, fmt.Errorf("%s: %w", s.Path, err)
	}
	word := r.Name
	if r.From == "LDID" {
		cpg, err := cpgText(tableStem(path, info))
		if err != nil {
			return r, fmt.Errorf("%s: %w", s.Path, err)
		}
		if cpg != "" {
			return r.orCPG(s, path, info, cpg)
		}
	}
	var ok bool
	if r.known, ok = charset.Named(word); ok {
		r.Name = r.known.Name
	}
	switch r.From {
	case "declared":
		r.GDALName = r.Name
	case ".cpg":
		r.GDALName = r.known.Name
	}
	return r, nil
}

// orCPG decides between a table's LDID and its .cpg, of which GDAL alone would follow the latter.
func (r Reading) orCPG(s project.Source, path string, info gdal.LayerInfo, cpg string) (Reading, error) {
	byLDID, _ := charset.Named(r.Name)
	byCPG, ok := charset.Named(cpg)
	if ok {
		cpg = byCPG.Name
	}
	followed := Reading{Name: cpg, From: ".cpg", known: byCPG, GDALName: byCPG.Name}
	if !ok && byLDID.Name == "" { // two words that nobody here can judge
		return followed, nil
	}
	if byLDID.Same(byCPG) {
		r.known, r.GDALName = byLDID, byCPG.Name
		return r, nil
	}
	texts, err := TextsIn(path, info)
	if err != nil {
		return r, fmt.Errorf("%s, layer %s: %w", s.Path, info.Name, err)
	}
	switch l, c := texts.Count(byLDID), texts.Count(byCPG); {
	case texts.BeyondASCII == 0: // it makes no difference
		r.known, r.GDALName = byLDID, byLDID.Name
		return r, nil
	case l > c && byLDID.Name != "":
		return Reading{byLDID.Name, "text", byLDID, byLDID.Name}, nil
	case c > l:
		followed.From = "text"
		return followed, nil
	}
	return r, fmt.Errorf("%s, layer %s: the table says %s by its language driver byte and %s by its .cpg, and the text does not tell which is right; add `encoding:` with what it is in to its entry in the project file",
		s.Path, info.Name, r.Name, cpg)
}

// TextsIn looks at all texts of a shapefile's table.
func TextsIn(path string, info gdal.LayerInfo) (*charset.RawTexts, error) {
	d, err := dbfOf(path, info)
	if err != nil {
		return nil, err
	}
	return textsOf(d)
}

// textsOf looks at all texts of a table, the names of its fields too; d may be nil.
func textsOf(d *dbf) (*charset.RawTexts, error) {
	out := namesOf(d)
	if d == nil {
		return out, nil
	}
	err := d.texts(func(int) bool { return true }, func(text []byte, full bool) bool {
		out.See(text, full)
		return out.BeyondASCII < enoughTexts
	})
	return out, err
}

// enoughTexts is how many texts beyond ASCII decide what all are.
const enoughTexts = 20_000

// nameBytes is how long the name of a dBASE table's field can be.
const nameBytes = 10

// namesOf looks at the names of a table's fields; d may be nil.
func namesOf(d *dbf) *charset.RawTexts {
	out := &charset.RawTexts{}
	if d != nil {
		for _, f := range d.fields {
			out.See(f.name, len(f.name) >= nameBytes)
		}
	}
	return out
}

// Misread says what texts are that would be read as something else, "" where nothing is wrong with them.
func (r Reading) Misread(texts *charset.RawTexts) string {
	are := texts.Likely()
	switch {
	case are == "", are == r.known.Name:
		return ""
	case r.known.Name == charset.UTF8.Name, r.western():
		return are
	case are == charset.UTF8.Name, are == charset.Big5.Name && r.known.Same(charset.GBK):
		return are
	case are == charset.GBK.Name && r.known.Name == charset.Big5.Name && texts.BeyondASCII >= charset.FewTexts && texts.GBK > texts.BeyondASCII*4/5:
		return are // one text in five in Big5 is Chinese in GBK as well, by chance
	}
	return ""
}

// western tells whether any bytes pass for text: under an ANSI driver byte, which says no more than that.
func (r Reading) western() bool { return r.known.Western() || r.Name == ansi }

// checkTexts refuses a shapefile of which the wanted fields are in another encoding than they would be read in.
func (l *Layer) checkTexts(at []int) error {
	d, err := dbfOf(l.path, l.Info)
	if err != nil {
		return err
	}
	if d == nil || len(d.fields) != len(l.Info.Fields) {
		return nil
	}
	wanted := make([]bool, len(d.fields))
	for _, f := range at {
		if f >= 0 {
			wanted[f] = true
		}
	}
	texts := &charset.RawTexts{}
	err = d.texts(func(i int) bool { return wanted[i] }, func(text []byte, full bool) bool {
		texts.See(text, full)
		return texts.BeyondASCII < enoughTexts
	})
	if err != nil {
		return fmt.Errorf("%s, layer %s: its table: %w", l.Source.Path, l.Info.Name, err)
	}
	if are := l.reading.Misread(texts); are != "" {
		return l.misreadError("texts such as", texts.Sample, are)
	}
	return nil
}

// namesError explains a field that is not found by the encoding that the names of fields are in; nil where they are as read.
func (l *Layer) namesError() error {
	d, err := dbfOf(l.path, l.Info)
	if err != nil {
		return err
	}
	names := namesOf(d)
	if are := l.reading.Misread(names); are != "" {
		return l.misreadError("field names such as", names.Sample, are)
	}
	if l.reading.known.Name == charset.UTF8.Name && names.UTF8 < names.BeyondASCII {
		return fmt.Errorf("%s, layer %s: the names of its fields are not UTF-8 (%s); add `encoding: GBK`, or what they are in, to its entry in the project file",
			l.Source.Path, l.Info.Name, l.reading.From)
	}
	return nil
}

func (l *Layer) misreadError(what, sample, are string) error {
	return fmt.Errorf("%s, layer %s: %s %q are %s, but would be read as %s (%s); add `encoding: %s` to its entry in the project file",
		l.Source.Path, l.Info.Name, what, sample, are, l.reading.Name, l.reading.From, are)
}

// tableStem is the path of a shapefile without its ending; path may be a folder of shapefiles.
func tableStem(path string, info gdal.LayerInfo) string {
	i, err := os.Stat(path)
	if err == nil && i.IsDir() || inputs.Failing(err) && filepath.Ext(path) == "" {
		return filepath.Join(path, info.Name)
	}
	return strings.TrimSuffix(path, filepath.Ext(path))
}

// cpgText is what a shapefile's .cpg says, "" where there is none. Its error is [inputs.Failing].
func cpgText(stem string) (string, error) {
	text, err := os.ReadFile(inputs.Companion(stem, ".cpg"))
	if inputs.Failing(err) {
		return "", err
	}
	return strings.TrimSpace(strings.TrimPrefix(string(text), "\ufeff")), nil
}

// checkPlausible refuses the layer if its texts contradict their encoding.
func (l *Layer) checkPlausible(p *charset.PlausibleTexts) error {
	wrong, right := p.Misread()
	if wrong == "" {
		return nil
	}
	remedy := fmt.Sprintf("add `encoding: %s` to its entry in the project file", right)
	if l.Report.EncodingFrom == "format" {
		remedy = "they were written wrongly into the file: export it again, naming the encoding of what it was made from"
	}
	return fmt.Errorf("%s, layer %s: texts such as %q are %s read as %s (%s: %s); %s",
		l.Source.Path, l.Info.Name, p.Sample, right, wrong, l.Report.EncodingFrom, l.Report.Encoding, remedy)
}
