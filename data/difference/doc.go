// Package difference explains how the gaps of one snapshot became those of another.
//
// One input after the other is replaced by the later snapshot's; what a replacement changes is that input's part ([DiffPart]). The
// parts add up to the change exactly, since areas are counted in whole square millimetres.
package difference
