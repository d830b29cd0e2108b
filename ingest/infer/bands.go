package infer

import (
	"fmt"
	"math"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/qingshan-gis/qingshan/ingest/project"
	"github.com/qingshan-gis/qingshan/spatial/gdal"
	"github.com/qingshan-gis/qingshan/spatial/raster"
)

// Words that name what a raster holds, lower case, by which the first that is met decides.
var (
	indexWords   = []string{"ndvi", "evi2", "evi", "ndwi", "ndmi", "msavi", "savi", "gndvi", "ndre", "nbr", "fvc", "lai", "npp", "gpp", "agb", "植被指数", "植被覆盖度"}
	coverWords   = []string{"landcover", "land_cover", "land-cover", "landuse", "land_use", "lucc", "lulc", "clcd", "globeland", "worldcover", "dynamicworld", "mapbiomas", "prodes", "lossyear", "foresttype", "forest_type", "class", "地类", "土地利用", "土地覆盖", "分类"}
	qualityWords = []string{"scl", "qa", "qa_pixel", "fmask", "cloud", "clouds", "cloudmask", "cldmask", "云掩膜"}
	terrainWords = []string{"dem", "dsm", "dtm", "slope", "aspect", "高程", "坡度", "坡向"}
)

// wordIn finds a word in a name, standing by itself where it is short: "evi" is in "evi_2026" and not in "device". Chinese words
// have no borders.
func wordIn(name string, words []string) string {
	name = strings.ToLower(name)
	for _, w := range words {
		pattern := regexp.QuoteMeta(w)
		if len(w) <= 5 && w[0] < 0x80 {
			pattern = `(?:^|[^a-z])` + pattern + `(?:$|[^a-z])`
		}
		if regexp.MustCompile(pattern).MatchString(name) {
			return w
		}
	}
	return ""
}

// indexIn is the index that a name speaks of, "" for none.
func indexIn(name string) string {
	w := wordIn(name, indexWords)
	if known := map[string]string{"植被指数": "ndvi", "植被覆盖度": "fvc"}[w]; known != "" {
		return known
	}
	return w
}

// guessBands says which bands of a raster are scenes, and of what; none, with the reason, where it holds no index or classes.
func guessBands(path, rel string, info gdal.RasterInfo) (scenes []foundScene, not string) {
	base := strings.TrimSuffix(filepath.Base(rel), filepath.Ext(rel))
	index, class := indexIn(base), wordIn(base, coverWords)
	if folder := filepath.Dir(rel); index == "" && class == "" {
		index, class = indexIn(folder), wordIn(folder, coverWords)
	}
	switch {
	case info.Palette && info.Bands == 1:
		return []foundScene{classScene(class, "")}, ""
	case index == "" && class == "" && wordIn(base, qualityWords) != "":
		return nil, "it looks like a quality band; name it under `quality:` of its scene"
	case index == "" && class == "" && wordIn(base, terrainWords) != "":
		return nil, "it looks like terrain, which no rule compares"
	case info.Bands > 1:
		return severalBands(info, index)
	case class != "":
		return []foundScene{classScene(class, "the file has no colour table; its name says that it holds classes")}, ""
	case index == "" && fewValues(path):
		return []foundScene{classScene("", "its few different values look like classes")}, ""
	case index == "":
		return []foundScene{{quantity: guess{"ndvi", "no quantity in the file's name"}}}, ""
	}
	return []foundScene{{quantity: guess{value: index}}}, ""
}

// classScene is a scene of classes that a word names, if any.
func classScene(word, doubt string) foundScene {
	quantity := guess{value: word}
	switch {
	case word == "":
		quantity = guess{"landcover", "no quantity in the file's name"}
	case word[0] >= 0x80: // Chinese for it
		quantity.value = "landcover"
	}
	return foundScene{quantity: quantity, kind: guess{project.KindClass, doubt}}
}

// severalBands takes the bands that are called an index; without any such name, the first one of a file that is.
func severalBands(info gdal.RasterInfo, index string) (scenes []foundScene, not string) {
	var names []string
	for i, name := range info.BandNames {
		if name == "" {
			continue
		}
		names = append(names, name)
		if w := indexIn(name); w != "" && !slices.ContainsFunc(scenes, func(s foundScene) bool { return s.quantity.value == w }) {
			scenes = append(scenes, foundScene{quantity: guess{value: w}, band: guess{value: fmt.Sprint(i + 1)}})
		}
	}
	switch {
	case len(scenes) > 0:
		return scenes, ""
	case index != "":
		return []foundScene{{quantity: guess{value: index}, band: guess{"1", fmt.Sprintf("the file has %d bands, none of which has a name", info.Bands)}}}, ""
	case len(names) > 0:
		return nil, fmt.Sprintf("it has %d bands (%s), none of which is called an index; compute one from them, or name a `band:` and its `quantity:`", info.Bands, strings.Join(names, ", "))
	}
	return nil, fmt.Sprintf("it has %d bands without names, as pictures and products of many wavelengths do; compute an index from them, or name a `band:` and its `quantity:`", info.Bands)
}

// mostClasses is how many different values a band may have and still look like one of classes.
const mostClasses = 24

// fewValues tells whether a band's middle has so few different values, all of them whole numbers, that they look like classes.
func fewValues(path string) bool {
	r, err := gdal.OpenRaster(path, gdal.RasterOptions{})
	if err != nil {
		return false
	}
	defer r.Close()
	g := r.Grid()
	w := raster.Window{W: min(512, g.Width), H: min(512, g.Height)}
	w.X, w.Y = (g.Width-w.W)/2, (g.Height-w.H)/2
	values, valid := make([]float64, w.W*w.H), make([]bool, w.W*w.H)
	if r.Read(w, values, valid) != nil {
		return false
	}
	seen := map[float64]bool{}
	for i, v := range values {
		if !valid[i] {
			continue
		}
		if seen[v] = true; len(seen) > mostClasses || v != math.Trunc(v) || v < 0 {
			return false
		}
	}
	return len(seen) > 0
}

// agree makes all scenes of a quantity classes where one is: an index and classes have no difference.
func (s *survey) agree() {
	classes := map[string]bool{}
	for _, sc := range s.scenes {
		classes[sc.quantity.value] = classes[sc.quantity.value] || sc.kind.value == project.KindClass
	}
	for i := range s.scenes {
		if sc := &s.scenes[i]; classes[sc.quantity.value] && sc.kind.value == "" {
			sc.kind, sc.scale = guess{project.KindClass, "another scene of the quantity holds classes"}, guess{}
		}
	}
}
