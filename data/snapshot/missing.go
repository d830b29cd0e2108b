package snapshot

// MissingZone is a zone that the project declares missing (rules.missing_zones): what was delivered of it was refused, or nothing
// was. It is in no figure of the snapshot.
type MissingZone struct {
	Zone   string  `json:"zone"`
	Name   string  `json:"name"`
	Level  Level   `json:"level"`
	Parent string  `json:"parent"`
	Reason string  `json:"reason"`  // why its rows were refused; not_delivered where there are none
	Rows   int     `json:"rows"`    // that were refused
	AreaM2 float64 `json:"area_m2"` // of these rows, planar in the working CRS, as they were delivered
}

// NotDelivered is the reason of a missing zone of which there is no row.
const NotDelivered = "not_delivered"

// RefusedRows are the rows of one source other than zones that were refused, within what rules.quarantine_limit allows. They are in
// no figure of the snapshot.
type RefusedRows struct {
	Kind   string  `json:"kind"` // cells, parcels, accepted, permitted, registry
	File   string  `json:"file"`
	Layer  string  `json:"layer,omitempty"`
	Rows   int     `json:"rows"`
	AreaM2 float64 `json:"area_m2"` // planar in the working CRS, as they were delivered
}

// MissingUnder are the missing zones whose parents lead to a zone, or all of them for -1.
func (s *Tables) MissingUnder(zone int32) []MissingZone {
	all := s.Manifest.Missing
	if zone < 0 || len(all) == 0 {
		return all
	}
	parent := map[string]string{}
	for _, m := range all {
		parent[m.Zone] = m.Parent
	}
	below := Membership(s.Zones.Subtree(zone))
	var out []MissingZone
	for _, m := range all {
		up := m.Parent
		for range all { // as long as the parent is missing, too
			if next, missing := parent[up]; missing {
				up = next
			}
		}
		if z, ok := s.Zones.Find(up); ok && below(z) {
			out = append(out, m)
		}
	}
	return out
}
