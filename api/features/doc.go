// Package features reads GeoJSON collections that clients send, one feature at a time.
package features
