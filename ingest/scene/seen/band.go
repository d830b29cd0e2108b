package seen

import (
	"github.com/qingshan-gis/qingshan/spatial/raster"
)

// seenBand has the values of a band where another one has an observation.
type seenBand struct {
	raster.Band
	seen   raster.Band
	values []float64
	valid  []bool
}

// By opens a band with the values of one that is an observation where another one is, too.
func By(values, seen raster.Opener) raster.Opener {
	return func() (raster.Band, error) {
		v, err := values()
		if err != nil {
			return nil, err
		}
		s, err := seen()
		if err != nil {
			v.Close()
			return nil, err
		}
		return &seenBand{Band: v, seen: s}, nil
	}
}

func (b *seenBand) Read(w raster.Window, values []float64, valid []bool) error {
	n := w.W * w.H
	if err := b.Band.Read(w, values, valid); err != nil {
		return err
	}
	if cap(b.valid) < n {
		b.values, b.valid = make([]float64, n), make([]bool, n)
	}
	if err := b.seen.Read(w, b.values[:n], b.valid[:n]); err != nil {
		return err
	}
	for i, ok := range b.valid[:n] {
		valid[i] = valid[i] && ok
	}
	return nil
}

func (b *seenBand) Close() error {
	b.seen.Close()
	return b.Band.Close()
}
