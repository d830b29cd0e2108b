package gdal

import (
	"debug/elf"
	"os"
	"runtime"
	"strings"
	"testing"
)

// TestGDALIsLoadedLate: nothing that links this package needs libgdal to start.
func TestGDALIsLoadedLate(t *testing.T) {
	if runtime.GOOS != "linux" || runtime.GOARCH != "amd64" && runtime.GOARCH != "arm64" {
		t.Skip("libgdal is linked on this platform")
	}
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	f, err := elf.Open(exe)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	libraries, err := f.ImportedLibraries()
	if err != nil || len(libraries) == 0 {
		t.Fatalf("libraries %v, %v", libraries, err)
	}
	for _, l := range libraries {
		if strings.Contains(l, "gdal") {
			t.Errorf("%s is linked: a function that is called is missing in lateload/symbols.h; run `go generate ./spatial/gdal/lateload`", l)
		}
	}
}

// TestUsualDrivers: the drivers registered first are those that the endings promise, and any other is found all the same.
func TestUsualDrivers(t *testing.T) {
	if err := ready(); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"GTiff", "JP2OpenJPEG", "MEM", "VRT", "ESRI Shapefile", "GPKG", "SQLite", "GeoJSON", "FlatGeobuf", "OpenFileGDB", "MapInfo File"} {
		if d, err := driver(name); err != nil || d.ShortName() != name {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := driver("no such driver"); err == nil {
		t.Error("a driver that is none was found")
	}
}
