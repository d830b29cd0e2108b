package tiles

import "math"

// maxLatitude is where Web Mercator's square ends.
const maxLatitude = 85.05112877980659

// Mercator turns degrees into world steps; latitudes are clamped to the square.
func Mercator(lon, lat float64) (x, y uint32) {
	lat = math.Max(-maxLatitude, math.Min(maxLatitude, lat))
	sin := math.Sin(lat * math.Pi / 180)
	return steps(lon/360 + 0.5), steps(0.5 - math.Log((1+sin)/(1-sin))/(4*math.Pi))
}

func steps(share float64) uint32 {
	return uint32(math.Max(0, math.Min(math.MaxUint32, math.Round(share*(1<<32)))))
}

// LonLat inverts [Mercator].
func LonLat(x, y uint32) (lon, lat float64) {
	lon = (float64(x)/(1<<32) - 0.5) * 360
	lat = math.Atan(math.Sinh((0.5-float64(y)/(1<<32))*2*math.Pi)) * 180 / math.Pi
	return lon, lat
}
