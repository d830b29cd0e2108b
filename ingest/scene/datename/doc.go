// Package datename reads the day of observation off a raster's name.
package datename
