package gdal

/*
#cgo pkg-config: gdal
#include <cpl_error.h>
#include <gdal.h>

#include <cpl_conv.h>

static void unsynced(const char *synchronous, const char *journal) {
	CPLSetThreadLocalConfigOption("OGR_SQLITE_SYNCHRONOUS", synchronous);
	CPLSetThreadLocalConfigOption("OGR_SQLITE_JOURNAL", journal);
}

static void sync_as_usual(void) { unsynced(NULL, NULL); }
static void sync_never(void) { unsynced("OFF", "MEMORY"); }
static void quiet(void) { CPLSetErrorHandler(CPLQuietErrorHandler); }
*/
import "C"

import (
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/lukeroth/gdal"

	"github.com/qingshan-gis/qingshan/spatial/gdal/lateload"
)

// usual are the functions that register the drivers of almost every delivery, and of what is written.
var usual = []string{"GDALRegister_GTiff", "GDALRegister_JP2OpenJPEG", "GDALRegister_MEM", "GDALRegister_VRT", "RegisterOGRShape",
	"RegisterOGRGeoPackage", "RegisterOGRSQLite", "RegisterOGRGeoJSON", "RegisterOGRFlatGeobuf", "RegisterOGROpenFileGDB"}

// usualEndings are of files that one of the usual drivers reads, and that hold nothing of another format.
var usualEndings = []string{".tif", ".tiff", ".jp2", ".shp", ".gpkg", ".geojson", ".fgb", ".gdb"}

// ready loads GDAL with the usual drivers and keeps its messages off the terminal; GDAL itself keeps both in globals.
var ready = sync.OnceValue(func() error {
	if err := lateload.Load(); err != nil {
		return err
	}
	C.quiet()
	lateload.Register(usual...)
	return nil
})

// all registers every driver that GDAL has; most are for files of which no delivery consists, and finding them takes time.
var all = sync.OnceFunc(func() { C.GDALAllRegister() })

// Preload loads GDAL in the background, so that the first call does not wait for all of it.
func Preload() { go func() { _ = ready() }() }

// openDataset opens a dataset for reading, with as few drivers as will do.
func openDataset(path string, flags gdal.OpenFlag, options []string) (gdal.Dataset, error) {
	if slices.Contains(usualEndings, strings.ToLower(filepath.Ext(path))) {
		if ds, err := gdal.OpenEx(path, gdal.OFReadOnly|flags, nil, options, nil); err == nil {
			return ds, nil
		}
		forget()
	}
	all()
	return gdal.OpenEx(path, gdal.OFReadOnly|flags, nil, options, nil)
}

// unsynced lets databases that this thread creates leave durability to whoever closes them: a new file is of no use before that, and
// SQLite would wait for the disk after every layer. The function that it returns ends it.
func unsynced() (end func()) {
	C.sync_never()
	return func() { C.sync_as_usual() }
}

// driver finds a driver by GDAL's name for it.
func driver(name string) (gdal.Driver, error) {
	if d, err := gdal.GetDriverByName(name); err == nil {
		return d, nil
	}
	all()
	return gdal.GetDriverByName(name)
}
