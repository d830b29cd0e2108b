"""Writes one GeoTIFF a pixel type and nodata value into a folder, and prints per file what numpy and GDAL's mask band read in it.

A line of JSON each: file, type, values (as numpy has them), valid (GDAL's mask band. NaN and infinities are none either).
"""
import json, os, sys
import numpy as np
from osgeo import gdal

gdal.UseExceptions()
gdal.PushErrorHandler("CPLQuietErrorHandler")
folder = sys.argv[1]
new = int(gdal.VersionInfo()) >= 3070000
signed = ("Int8", gdal.GDT_Int8, []) if new else ("Int8", gdal.GDT_Byte, ["PIXELTYPE=SIGNEDBYTE"])
lowest, highest = np.finfo("f4").min, np.finfo("f4").max

CASES = [
    # type, numpy type, values, nodata values (None: no tag)
    (("Byte", gdal.GDT_Byte, []), "u1", [0, 1, 127, 128, 254, 255], [None, 0, 255, 128, 0.5, 254.7, -0.5, 255.5, 256, -9999, float("nan")]),
    (signed, "i1", [-128, -127, -30, -1, 0, 1, 80, 127], [None, -128, 0, -1, 127, 128, 255, -129, -1.5]),
    (("UInt16", gdal.GDT_UInt16, []), "u2", [0, 1, 32767, 32768, 65535], [None, 0, 65535, -1, 65536, 1.5]),
    (("Int16", gdal.GDT_Int16, []), "i2", [-32768, -9999, -1, 0, 9999, 32767], [None, -32768, -9999.9, -3.4e38, 32767, 0]),
    (("UInt32", gdal.GDT_UInt32, []), "u4", [0, 1, 2**31, 2**32 - 1], [None, 2**32 - 1, 0, -1, 2**32]),
    (("Int32", gdal.GDT_Int32, []), "i4", [-(2**31), -9999, 0, 2**31 - 1], [None, -(2**31), 2**31 - 1, -9999.4, 1e12]),
    (("Float32", gdal.GDT_Float32, []), "f4", [lowest, -3.40282e38, -9999.9, -9999, -0.25, 0, 0.1, 0.1000001, 0.8, 1e30, highest, np.nan, np.inf, -np.inf],
     [None, -9999.9, -9999, 0.1, 0, -3.4028234663852886e38, -3.40282347e38, -3.40282e38, 3.4028235e38, float("nan"), float("inf")]),
    (("Float64", gdal.GDT_Float64, []), "f8", [-1.79769e308, -9999.9, -9999, 0, 0.1, 0.1 + 1e-16, 0.1000001, 0.8, 2.0**60, np.nan, np.inf, -np.inf],
     [None, -9999.9, 0.1, 0, -1.79769e308, float("nan")]),
]
if hasattr(gdal, "GDT_Int64"):
    CASES += [
        (("UInt64", gdal.GDT_UInt64, []), "u8", [0, 1, 2**40, 2**53], [None, 0, 2**40]),
        (("Int64", gdal.GDT_Int64, []), "i8", [-(2**53), -9999, 0, 2**40], [None, -9999, -(2**53)]),
    ]
if hasattr(gdal, "GDT_Float16"):
    CASES.append((("Float16", gdal.GDT_Float16, []), "f2", [-9999, -0.25, 0, 0.8, np.nan, np.inf], [None, 0, float("nan")]))

for (name, type_, options), kind, values, nodatas in CASES:
    array = np.array([values]).astype(kind) if kind[0] == "f" else np.array([values], kind)
    for k, nodata in enumerate(nodatas):
        file = os.path.join(folder, "%s-%d.tif" % (name, k))
        ds = gdal.GetDriverByName("GTiff").Create(file, len(values), 1, 1, type_, options)
        ds.SetGeoTransform((500000, 10, 0, 3300000, 0, -10))
        ds.GetRasterBand(1).WriteArray(array.view("u1") if options else array)
        if nodata is not None:
            ds.GetRasterBand(1).SetNoDataValue(nodata)
        ds = None
        ds = gdal.Open(file)
        mask = ds.GetRasterBand(1).GetMaskBand().ReadAsArray()[0]
        if options: # GDAL before 3.7 compares signed bytes as unsigned ones; the later ones as what they are
            mask = array[0] != int(nodata) if nodata is not None and -128 <= nodata <= 127 else np.ones(len(values), "u1")
        valid = [bool(m) and bool(np.isfinite(v)) for m, v in zip(mask, array[0])]
        print(json.dumps({"file": os.path.basename(file), "type": name, "values": [str(float(v)) for v in array[0]], "nodata": str(nodata), "valid": valid}))
