package sample

import (
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
)

func rangerID(i int) string { return fmt.Sprintf("R%05d", i+1) }

// writeRegistry writes chiefs, rangers and assignments: one chief a zone, a few handovers, a few zones without anyone.
func writeRegistry(dir string, rng *rand.Rand, l *land, cells []*cell) error {
	chiefs, rangers := [][]string{{"id", "name", "post"}}, [][]string{{"id", "name"}}
	held := [][]string{{"person", "role", "zone", "cell", "valid_from", "valid_to", "recorded_at"}}
	person := 0
	hire := func(post string) string {
		id := fmt.Sprintf("C%05d", person+1)
		chiefs = append(chiefs, []string{id, personName(person), post})
		person++
		return id
	}
	for _, level := range []struct {
		zones []zone
		post  string
	}{{l.counties, "县级林长"}, {l.townships, "乡级林长"}, {l.villages, "村级林长"}} {
		for _, z := range level.zones {
			switch u := rng.Float64(); {
			case u < 0.02 && level.post == "村级林长": // nobody
			case u < 0.07: // a handover, recorded late at times
				held = append(held,
					[]string{hire(level.post), "chief", z.code, "", "2024-03-01", "2026-08-31", "2024-03-10"},
					[]string{hire(level.post), "chief", z.code, "", "2026-09-01", "", fmt.Sprintf("2026-%02d-20", 9+rng.IntN(3))})
			default:
				held = append(held, []string{hire(level.post), "chief", z.code, "", "2024-03-01", "", "2024-03-10"})
			}
		}
	}
	known := map[string]bool{}
	for _, c := range cells {
		if c.ranger == "" {
			continue
		}
		if !known[c.ranger] {
			known[c.ranger] = true
			rangers = append(rangers, []string{c.ranger, personName(5000 + len(rangers))})
		}
		held = append(held, []string{c.ranger, "ranger", "", c.id, c.from, "", c.from})
	}
	for name, rows := range map[string][][]string{"chiefs.csv": chiefs, "rangers.csv": rangers, "assignments.csv": held} {
		f, err := os.Create(filepath.Join(dir, name))
		if err != nil {
			return err
		}
		w := csv.NewWriter(f)
		err = w.WriteAll(rows)
		if e := f.Close(); err == nil {
			err = e
		}
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}
