// Package scene opens scenes, puts them onto one pixel grid, and measures features and changes in them.
package scene
