package access

// Class is a class of objects that a right is for.
type Class string

// The classes of objects that there are addresses for.
const (
	Zones        Class = "zones"        // the tree of zones, who answers for a place, what is served
	Map          Class = "map"          // vector tiles and what describes them
	Coverage     Class = "coverage"     // coverage, gaps, differences between snapshots
	Change       Class = "change"       // patches, statistics, series
	Imagery      Class = "imagery"      // scenes and differences
	Exports      Class = "exports"      // files of answers
	Certificates Class = "certificates" // statements with a hash
	Scenarios    Class = "scenarios"    // what if
	Accounts     Class = "accounts"     // users, their grants and tokens
	Sessions     Class = "sessions"     // one's own
	Audit        Class = "audit"        // who asked for what
	Operations   Class = "operations"   // metrics
)

// Classes are all classes.
func Classes() []Class {
	return []Class{Zones, Map, Coverage, Change, Imagery, Exports, Certificates, Scenarios, Accounts, Sessions, Audit, Operations}
}

// everywhere tells whether objects of a class belong to no zone, so that only a grant for all zones is one for them.
func (c Class) everywhere() bool { return c == Accounts || c == Operations }

// Action is what is done to objects.
type Action string

// The actions.
const (
	Read  Action = "read"
	Write Action = "write"
)

// Rule is what an address asks of whoever asks it. The zero Rule is no rule.
type Rule struct {
	Class  Class
	Action Action
	// Open addresses tell nothing of the data and ask for nobody's name: health, the page's own files, signing in.
	Open bool
}

// Anyone is the rule of what is open to everybody.
func Anyone() Rule { return Rule{Open: true} }

// Reading is the rule of what reads objects of a class.
func Reading(c Class) Rule { return Rule{Class: c, Action: Read} }

// Writing is the rule of what changes objects of a class.
func Writing(c Class) Rule { return Rule{Class: c, Action: Write} }
