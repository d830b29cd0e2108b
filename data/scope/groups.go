package scope

import "strings"

// Groups is a set of groups of fields; each is granted as one (BUSINESS section 13).
type Groups uint8

// The groups of fields.
const (
	// Public is what sign boards and a public map show: ground, codes, areas, coverage and changes, and the names and posts of chiefs.
	Public Groups = 1 << iota
	// Work is what an office works with: rangers by name, dates of recording, refused rows and the files that they stood in.
	Work
	// Person are telephone and identity numbers.
	Person
	// Track are raw positions of rangers.
	Track
	// Case are persons under investigation.
	Case
	// Internal are notes that are not shown upward or outside.
	Internal
)

// AllGroups are all groups of fields.
const AllGroups = Public | Work | Person | Track | Case | Internal

// names are the groups' names in the order of their bits.
func names() []string { return []string{"public", "work", "person", "track", "case", "internal"} }

// Names lists the groups of a set, as they stand in JSON, files and on the page.
func (g Groups) Names() []string {
	var out []string
	for i, name := range names() {
		if g&(1<<i) != 0 {
			out = append(out, name)
		}
	}
	return out
}

// Has tells whether all of some groups are in the set.
func (g Groups) Has(all Groups) bool { return g&all == all }

func (g Groups) String() string { return strings.Join(g.Names(), "+") }

// GroupsOf is the set with the names; ok is false where one is no group's name.
func GroupsOf(list ...string) (g Groups, ok bool) {
	for _, one := range list {
		bit := Groups(0)
		for i, name := range names() {
			if name == one {
				bit = 1 << i
			}
		}
		if bit == 0 {
			return 0, false
		}
		g |= bit
	}
	return g, true
}
