// Package plangrid lays a grid of candidate cells over zones.
package plangrid
