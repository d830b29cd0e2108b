// Package lateload keeps GDAL out of the process until it is needed.
//
// The dynamic linker needs about 70 ms and 40 MB for libgdal and the hundred libraries behind it, and the binding registers every
// driver before main begins. Most commands never touch GDAL. On Linux (amd64, arm64) this package therefore defines GDAL's
// functions itself, as jumps through a table; the linker then finds nothing that libgdal would have to supply and, told to link
// as needed, leaves it out. [Load] opens the library and fills the table. Elsewhere libgdal is linked as usual.
//
// symbols.h lists the functions; `go generate` draws it from the object files of those who call them. A function that is missing
// there costs only the late loading: libgdal is linked again, and a test says so.
package lateload

//go:generate ./symbols.sh
