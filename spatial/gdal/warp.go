package gdal

/*
#include <stdlib.h>
#include <cpl_conv.h>
#include <cpl_string.h>
#include <gdal.h>
#include <gdal_alg.h>
#include <gdalwarper.h>

// warped_vrt writes a VRT of the first band of src on a grid of any direction, which gdalwarp's options cannot name.
static int warped_vrt(const char *path, GDALDatasetH src, const char *from, const char *to, int w, int h, double *affine, int bilinear, double nodata) {
	char **o = CSLSetNameValue(CSLSetNameValue(NULL, "SRC_SRS", from), "DST_SRS", to);
	void *t = GDALCreateGenImgProjTransformer2(src, NULL, o);
	CSLDestroy(o);
	if (t == NULL) return 0;
	GDALSetGenImgProjTransformerDstGeoTransform(t, affine);
	GDALWarpOptions *wo = GDALCreateWarpOptions();
	wo->hSrcDS = src;
	wo->eResampleAlg = bilinear ? GRA_Bilinear : GRA_NearestNeighbour;
	wo->eWorkingDataType = GDT_Float64;
	wo->nBandCount = 1;
	wo->panSrcBands = (int *)CPLMalloc(sizeof(int));
	wo->panDstBands = (int *)CPLMalloc(sizeof(int));
	wo->panSrcBands[0] = wo->panDstBands[0] = 1;
	wo->padfSrcNoDataReal = (double *)CPLMalloc(sizeof(double));
	wo->padfDstNoDataReal = (double *)CPLMalloc(sizeof(double));
	wo->padfSrcNoDataReal[0] = wo->padfDstNoDataReal[0] = nodata;
	wo->papszWarpOptions = CSLSetNameValue(NULL, "INIT_DEST", "NO_DATA");
	wo->pfnTransformer = GDALGenImgProjTransform;
	wo->pTransformerArg = t;
	GDALDatasetH out = GDALCreateWarpedVRT(src, w, h, affine, wo);
	GDALDestroyWarpOptions(wo);
	if (out == NULL) {
		GDALDestroyGenImgProjTransformer(t);
		return 0;
	}
	GDALSetProjection(out, to);
	GDALSetRasterNoDataValue(GDALGetRasterBand(out, 1), nodata);
	GDALSetDescription(out, path);
	GDALClose(out);
	return 1;
}
*/
import "C"

import (
	"fmt"
	"unsafe"

	"github.com/lukeroth/gdal"

	"github.com/qingshan-gis/qingshan/spatial/raster"
)

// Resampling is how a raster is put onto another's grid.
type Resampling string

// Nearest keeps classes; Bilinear is for quantities that vary smoothly.
const (
	Nearest  Resampling = "nearest"
	Bilinear Resampling = "bilinear"
)

// WarpSpec says onto which grid a raster is put.
type WarpSpec struct {
	From, To CRS
	Grid     raster.Grid // rotated ones included
	Method   Resampling
}

// CreateWarped writes a VRT that reads the one band of src, which must have a nodata value, on another grid. Pixels without any
// valid neighbour in src are nodata. GDAL's warper interpolates over nodata neighbours by leaving them out. An error names the
// file and holds GDAL's message.
func CreateWarped(dst, src string, s WarpSpec) error {
	g := s.Grid
	return onThread(func() error {
		in, err := openDataset(src, gdal.OFRaster, nil)
		if err != nil {
			return failure(src, "it is no raster that GDAL can read")
		}
		defer in.Close()
		if g.Affine[2] != 0 || g.Affine[4] != 0 || g.Affine[1] < 0 || g.Affine[5] > 0 {
			return warpTurned(dst, src, in, s)
		}
		x1, y1 := g.ToWorld(float64(g.Width), float64(g.Height))
		out, err := gdal.Warp(dst, nil, []gdal.Dataset{in}, []string{"-of", "VRT", "-r", map[Resampling]string{Nearest: "near", Bilinear: "bilinear"}[s.Method],
			"-s_srs", s.From.WKT(), "-t_srs", s.To.WKT(), "-et", "0",
			"-te", number(g.Affine[0]), number(y1), number(x1), number(g.Affine[3]),
			"-ts", fmt.Sprint(g.Width), fmt.Sprint(g.Height)})
		if err != nil {
			return failure(src, "it cannot be warped onto the other scene's grid")
		}
		out.Close()
		return nil
	})
}

func warpTurned(dst, src string, in gdal.Dataset, s WarpSpec) error {
	nodata, _ := in.RasterBand(1).NoDataValue()
	path, from, to := C.CString(dst), C.CString(s.From.WKT()), C.CString(s.To.WKT())
	defer C.free(unsafe.Pointer(path))
	defer C.free(unsafe.Pointer(from))
	defer C.free(unsafe.Pointer(to))
	bilinear := C.int(0)
	if s.Method == Bilinear {
		bilinear = 1
	}
	affine := s.Grid.Affine
	if C.warped_vrt(path, handle(in), from, to, C.int(s.Grid.Width), C.int(s.Grid.Height), (*C.double)(unsafe.Pointer(&affine[0])), bilinear, C.double(nodata)) == 0 {
		return failure(src, "it cannot be warped onto the other scene's grid")
	}
	return nil
}

func number(v float64) string { return fmt.Sprintf("%.17g", v) }
