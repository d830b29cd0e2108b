// Package densify transforms polygons so that their edges stay where they were.
package densify
