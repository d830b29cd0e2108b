package gcj02

import "math"

// GCJ-02 is China's obfuscated datum of web maps, BD-09 Baidu's shift on top of it. Both are given only as forward
// formulas (published by several independent reconstructions, e.g. eviltransform, coordtransform); the inverse is found
// by fixed-point iteration, which converges because the shift changes by less than 1 % over its own length.

// Krasovsky 1940, on which the GCJ-02 shift is defined.
const (
	krasovskyA  = 6378245.0
	krasovskyE2 = 0.00669342162296594323
	bdStep      = math.Pi * 3000 / 180
)

// ToGCJ02 shifts CGCS2000 degrees to GCJ-02; outside mainland China's box it is the identity.
func ToGCJ02(lon, lat float64) (float64, float64) {
	if lon < 72.004 || lon > 137.8347 || lat < 0.8293 || lat > 55.8271 {
		return lon, lat
	}
	x, y := lon-105, lat-35
	dLat := -100 + 2*x + 3*y + 0.2*y*y + 0.1*x*y + 0.2*math.Sqrt(math.Abs(x))
	dLon := 300 + x + 2*y + 0.1*x*x + 0.1*x*y + 0.1*math.Sqrt(math.Abs(x))
	both := (20*math.Sin(6*x*math.Pi) + 20*math.Sin(2*x*math.Pi)) * 2 / 3
	dLat += both + (20*math.Sin(y*math.Pi)+40*math.Sin(y/3*math.Pi))*2/3 + (160*math.Sin(y/12*math.Pi)+320*math.Sin(y*math.Pi/30))*2/3
	dLon += both + (20*math.Sin(x*math.Pi)+40*math.Sin(x/3*math.Pi))*2/3 + (150*math.Sin(x/12*math.Pi)+300*math.Sin(x/30*math.Pi))*2/3
	rad := lat * math.Pi / 180
	magic := 1 - krasovskyE2*math.Sin(rad)*math.Sin(rad)
	dLat = dLat * 180 / (krasovskyA * (1 - krasovskyE2) / (magic * math.Sqrt(magic)) * math.Pi)
	dLon = dLon * 180 / (krasovskyA / math.Sqrt(magic) * math.Cos(rad) * math.Pi)
	return lon + dLon, lat + dLat
}

// inverted finds the place that forward shifts to (lon, lat), to better than 1e-10 degrees.
func inverted(forward func(lon, lat float64) (float64, float64), lon, lat float64) (float64, float64) {
	x, y := lon, lat
	for range 20 {
		u, v := forward(x, y)
		dx, dy := lon-u, lat-v
		x, y = x+dx, y+dy
		if math.Abs(dx)+math.Abs(dy) < 1e-11 {
			break
		}
	}
	return x, y
}

// FromGCJ02 inverts toGCJ02.
func FromGCJ02(lon, lat float64) (float64, float64) { return inverted(ToGCJ02, lon, lat) }

// ToBD09 shifts GCJ-02 degrees to BD-09.
func ToBD09(lon, lat float64) (float64, float64) {
	z := math.Hypot(lon, lat) + 0.00002*math.Sin(lat*bdStep)
	theta := math.Atan2(lat, lon) + 0.000003*math.Cos(lon*bdStep)
	return z*math.Cos(theta) + 0.0065, z*math.Sin(theta) + 0.006
}

// FromBD09 inverts toBD09 and the GCJ-02 shift.
func FromBD09(lon, lat float64) (float64, float64) {
	return FromGCJ02(inverted(ToBD09, lon, lat))
}

// Unshift turns degrees of a named datum into CGCS2000 in place.
func Unshift(datum string, xs, ys []float64) {
	for i := range xs {
		switch datum {
		case "gcj02":
			xs[i], ys[i] = FromGCJ02(xs[i], ys[i])
		case "bd09":
			xs[i], ys[i] = FromBD09(xs[i], ys[i])
		}
	}
}
