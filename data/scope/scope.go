package scope

import (
	"cmp"
	"slices"
	"strconv"
)

// Part is a zone with all zones below it, and the groups of fields that are shown of it.
type Part struct {
	Zone   string // its code; "" for all zones
	Groups Groups
}

// Scope is the part of a snapshot that somebody may see: the ground of its parts, and of each the groups of fields that any part
// grants for it. The zero Scope is nothing. A Scope is immutable.
type Scope struct {
	parts []Part
	key   string
}

// Everything is all zones with all groups of fields.
func Everything() Scope {
	parts := []Part{{Groups: AllGroups}}
	return Scope{parts, everythingKey}
}

// everythingKey is what keyOf gives everything.
const everythingKey = "0:=63;"

// Of is the scope of all parts together. Equal parts in any order, and parts that another one takes in, make no difference.
func Of(parts ...Part) Scope {
	byZone := slices.Clone(parts)
	slices.SortFunc(byZone, func(a, b Part) int { return cmp.Compare(a.Zone, b.Zone) })
	var s Scope
	everywhere := Groups(0)
	for _, p := range byZone {
		last := len(s.parts) - 1
		switch {
		case p.Zone != "" && everywhere.Has(p.Groups): // all zones show as much, or there is nothing
		case last >= 0 && s.parts[last].Zone == p.Zone:
			s.parts[last].Groups |= p.Groups
		case p.Groups != 0:
			s.parts = append(s.parts, p)
		}
		if p.Zone == "" {
			everywhere |= p.Groups
		}
	}
	s.key = keyOf(s.parts)
	return s
}

func keyOf(parts []Part) string {
	if len(parts) == 0 {
		return ""
	}
	key := make([]byte, 0, 32)
	for _, p := range parts {
		key = strconv.AppendInt(key, int64(len(p.Zone)), 10) // so that no code is read as two
		key = append(append(append(key, ':'), p.Zone...), '=')
		key = strconv.AppendUint(key, uint64(p.Groups), 10)
		key = append(key, ';')
	}
	return string(key)
}

// Parts lists the parts by their zones' codes. Not to be changed.
func (s Scope) Parts() []Part { return s.parts }

// Key is equal for equal scopes, and "" for nothing.
func (s Scope) Key() string { return s.key }

// Empty tells whether nothing may be seen.
func (s Scope) Empty() bool { return len(s.parts) == 0 }

// ShownInFull are the groups of fields that a snapshot's tables have today; tracks and cases are the ledger's.
const ShownInFull = Public | Work

// Whole tells whether a snapshot is seen as it is: all zones, and all groups of fields that its tables have.
func (s Scope) Whole() bool {
	return len(s.parts) > 0 && s.parts[0].Zone == "" && s.parts[0].Groups.Has(ShownInFull)
}

// Everywhere tells whether all zones are shown, though perhaps not with all groups of fields.
func (s Scope) Everywhere() bool {
	return len(s.parts) > 0 && s.parts[0].Zone == "" && s.parts[0].Groups.Has(Public)
}

// Shows tells whether some groups of fields are shown of any zone.
func (s Scope) Shows(g Groups) bool {
	return slices.ContainsFunc(s.parts, func(p Part) bool { return p.Groups.Has(g) })
}

// InTables is the scope without the groups of fields that a snapshot's tables do not have: scopes that show the same part of a snapshot
// have it in common.
func (s Scope) InTables() Scope {
	if !slices.ContainsFunc(s.parts, func(p Part) bool { return !ShownInFull.Has(p.Groups) }) {
		return s
	}
	parts := make([]Part, len(s.parts))
	for i, p := range s.parts {
		parts[i] = Part{p.Zone, p.Groups & ShownInFull}
	}
	return Of(parts...)
}
