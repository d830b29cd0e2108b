package gdal

/*
#include <cpl_string.h>
#include <gdal.h>

static int signed_bytes(GDALDatasetH ds, int band) {
	const char *type = GDALGetMetadataItem(GDALGetRasterBand(ds, band), "PIXELTYPE", "IMAGE_STRUCTURE");
	return type != NULL && EQUAL(type, "SIGNEDBYTE");
}

static int palette(GDALDatasetH ds, int band) {
	GDALRasterBandH b = GDALGetRasterBand(ds, band);
	return GDALGetRasterColorTable(b) != NULL || CSLCount(GDALGetRasterCategoryNames(b)) > 0;
}

static const char *band_name(GDALDatasetH ds, int band) { return GDALGetDescription(GDALGetRasterBand(ds, band)); }

static int geotransform(GDALDatasetH ds, double *affine) { return GDALGetGeoTransform(ds, affine) == CE_None; }

static char **file_list(GDALDatasetH ds) { return GDALGetFileList(ds); }
static const char *entry(char **list, int i) { return list[i]; }
static void free_list(char **list) { CSLDestroy(list); }
*/
import "C"

import (
	"unsafe"

	"github.com/lukeroth/gdal"
)

// handle is the C handle within the binding's value, which is nothing else, for calls that the binding lacks.
func handle(ds gdal.Dataset) C.GDALDatasetH { return *(*C.GDALDatasetH)(unsafe.Pointer(&ds)) }

// signedBytes tells whether a band of bytes holds -128 to 127: GDAL before 3.7 has no type for them and says so in metadata
// only, giving their values as 0 to 255.
func signedBytes(ds gdal.Dataset, band int) bool { return C.signed_bytes(handle(ds), C.int(band)) != 0 }

// palette tells whether a band has a colour table or names of categories.
func palette(ds gdal.Dataset, band int) bool { return C.palette(handle(ds), C.int(band)) != 0 }

// bandNames are the bands' descriptions.
func bandNames(ds gdal.Dataset) []string {
	out := make([]string, ds.RasterCount())
	for i := range out {
		out[i] = C.GoString(C.band_name(handle(ds), C.int(i+1)))
	}
	return out
}

// geotransform is the dataset's; ok is false where nothing but pixel numbers places it.
func geotransform(ds gdal.Dataset) (affine [6]float64, ok bool) {
	affine = [6]float64{0, 1, 0, 0, 0, 1}
	ok = C.geotransform(handle(ds), (*C.double)(unsafe.Pointer(&affine[0]))) != 0
	return affine, ok
}

// files are those that the dataset is made of, nil where GDAL could not look at them.
func files(ds gdal.Dataset) (out []string) {
	list := C.file_list(handle(ds))
	defer C.free_list(list)
	for i := range int(C.CSLCount(list)) {
		out = append(out, C.GoString(C.entry(list, C.int(i))))
	}
	return out
}
