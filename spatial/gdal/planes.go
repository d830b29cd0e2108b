package gdal

// Planes finds planes by the names of coordinate reference systems, as far as PROJ knows them. Safe for concurrent use.
type Planes struct{}

// Plane is the plane of a CRS named as EPSG:N or in WKT, as a working CRS in WKT sees it: whether it is projected, whether it is the
// working CRS itself, and how coordinates of the working CRS are brought into it, in place. It returns an error if either is unknown.
func (Planes) Plane(name, working string) (projected, same bool, transform func(xs, ys []float64) error, err error) {
	target, err := ParseCRS(name)
	if err != nil {
		return false, false, nil, err
	}
	from, err := ParseCRS(working)
	if err != nil {
		return false, false, nil, err
	}
	return target.Projected(), from.Same(target), func(xs, ys []float64) error { return Transform(from, target, xs, ys) }, nil
}
