// Package spatial is the geometry of Qingshan: packed polygon layers in a projected plane that know no chief.
//
// Coordinates are metres, easting before northing, in the working CRS of a snapshot, snapped to a 1 mm grid ([GridStep])
// at intake. Rings are closed (first vertex repeated); outer rings run counter-clockwise, holes clockwise, so that the
// signed areas of a feature's rings add up to its area.
//
// Values are immutable once built and safe for concurrent reading.
package spatial
