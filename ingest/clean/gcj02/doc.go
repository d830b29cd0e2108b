// Package gcj02 converts between CGCS2000 and the shifted datums of China's web maps, GCJ-02 and BD-09.
package gcj02
