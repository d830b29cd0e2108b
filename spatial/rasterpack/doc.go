// Package rasterpack keeps one raster band in a file that can be drawn at any scale without its source.
//
// A file holds the band and its overviews: level 0 is the band itself, each further level halves both sides (rounded up) until
// one block holds all. A level is cut into blocks of [BlockSize]² pixels, row by row; each block is compressed by itself, so
// that a small window at any scale reads little. Values are stored ones (no scale or offset applied); what is no observation
// has none. A pixel of an overview is the average of the valid ones among the four below it, or, for classes, the most frequent
// of them, of equally frequent ones the first in reading order. It is valid where any of the four is.
//
// Layout, little endian:
//
//	magic "QSRASTER", version uint32, zero uint32
//	blocks, those of a window of 2,048² pixels together, in the order of windows
//	header as JSON
//	directory: for each level and block its offset uint64 and length uint32; length 0 is a block without any observation
//	footer: offset of the header uint64, its length uint32, CRC-32 of header and directory uint32, magic
//
// A block is a Zstandard frame with its checksum. Unpacked it is one byte (0: all pixels are valid; 1: a bitmap follows), the
// bitmap, and the values as differences from the pixel to the left, the lowest bytes of all of them first, then the next ones.
package rasterpack
