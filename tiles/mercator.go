package tiles

import "math"

// maxLatitude is where Web Mercator's square ends.
const maxLatitude = 85.05112877980659

// steps places degrees in the square of 2³² steps a side, x eastwards, y southwards; latitudes are clamped to it.
func (p plane) steps(lon, lat float64) (x, y uint32) {
	u, v := p.share(lon, lat)
	return toSteps(u), toSteps(v)
}

func toSteps(share float64) uint32 {
	return uint32(math.Max(0, math.Min(math.MaxUint32, math.Round(share*(1<<32)))))
}
