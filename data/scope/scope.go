package scope

import (
	"cmp"
	"slices"
	"strings"
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
func Everything() Scope { return Of(Part{Groups: AllGroups}) }

// Of is the scope of all parts together. Equal parts in any order give equal scopes.
func Of(parts ...Part) Scope {
	byZone := map[string]Groups{}
	for _, p := range parts {
		byZone[p.Zone] |= p.Groups
	}
	var s Scope
	for zone, groups := range byZone {
		if groups != 0 && (zone == "" || byZone[""]&groups != groups) { // else all zones show as much
			s.parts = append(s.parts, Part{zone, groups})
		}
	}
	slices.SortFunc(s.parts, func(a, b Part) int { return cmp.Compare(a.Zone, b.Zone) })
	var key strings.Builder
	for _, p := range s.parts {
		key.WriteString(p.Zone)
		key.WriteByte('=')
		key.WriteByte('0' + byte(p.Groups)) // a byte stands for a set
		key.WriteByte(';')
	}
	s.key = key.String()
	return s
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

// InTables is the scope without the groups of fields that a snapshot's tables do not have: scopes that show the same part of a snapshot
// have it in common.
func (s Scope) InTables() Scope {
	parts := make([]Part, len(s.parts))
	for i, p := range s.parts {
		parts[i] = Part{p.Zone, p.Groups & ShownInFull}
	}
	return Of(parts...)
}
