// Package source opens and reads the layers of a project, and refuses what GDAL would read as something else.
package source
