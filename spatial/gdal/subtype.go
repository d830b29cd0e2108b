package gdal

/*
#include <ogr_api.h>
*/
import "C"

import (
	"unsafe"

	"github.com/lukeroth/gdal"
)

// isSingle tells whether a field holds numbers of single precision. The binding has no call for a field's subtype, and keeps
// the handle, which is all that its definition consists of, to itself.
func isSingle(f gdal.FieldDefinition) bool {
	handle := *(*C.OGRFieldDefnH)(unsafe.Pointer(&f))
	return C.OGR_Fld_GetSubType(handle) == C.OFSTFloat32
}
