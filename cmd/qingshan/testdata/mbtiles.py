# Prints what SQLite and GDAL's MBTiles driver find in a file: sums of its unzipped tiles by z/x/y, its metadata, and the values
# of a field by layer at the finest zoom.
import hashlib, json, sqlite3, sys, zlib
from osgeo import gdal

gdal.UseExceptions()
path, fields = sys.argv[1], dict(a.split("=") for a in sys.argv[2:])
db = sqlite3.connect(path)
tiles = {}
for z, x, row, data in db.execute("SELECT zoom_level, tile_column, tile_row, tile_data FROM tiles"):
    tiles["%d/%d/%d" % (z, x, 2**z - 1 - row)] = hashlib.sha256(zlib.decompress(data, 31)).hexdigest()
metadata = dict(db.execute("SELECT name, value FROM metadata"))
intact = db.execute("PRAGMA integrity_check").fetchone()[0]
found = {}
ds = gdal.OpenEx(path, gdal.OF_VECTOR, allowed_drivers=["MBTiles"])
for i in range(ds.GetLayerCount()):
    layer = ds.GetLayer(i)
    field = fields.get(layer.GetName())
    if field:
        found[layer.GetName()] = sorted({f.GetField(field) for f in layer})
json.dump({"tiles": tiles, "metadata": metadata, "intact": intact, "found": found}, sys.stdout)
