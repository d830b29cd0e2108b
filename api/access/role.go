package access

import (
	"slices"

	"github.com/qingshan-gis/qingshan/data/scope"
)

// Role is what somebody is to the system; not to be mixed up with the roles of persons on zones, such as chief of a village.
type Role string

// The roles (BUSINESS section 2.4).
const (
	Public      Role = "public"      // 公众
	Ranger      Role = "ranger"      // 护林员
	Technician  Role = "technician"  // 技术员
	Township    Role = "township"    // 乡镇林长办
	Officer     Role = "officer"     // 县林长办经办
	Reviewer    Role = "reviewer"    // 县级审核
	Enforcement Role = "enforcement" // 执法
	Chief       Role = "chief"       // 林长
	Inspector   Role = "inspector"   // 市、省督查
	Auditor     Role = "auditor"     // 审计
	Admin       Role = "admin"       // 管理员
)

// Roles are all roles.
func Roles() []Role {
	return []Role{Public, Ranger, Technician, Township, Officer, Reviewer, Enforcement, Chief, Inspector, Auditor, Admin}
}

// Known tells whether a text is the name of a role.
func (r Role) Known() bool { return slices.Contains(Roles(), r) }

// groups are the groups of fields that a role shows of the zones that it is granted for.
func (r Role) groups() scope.Groups {
	const board, work = scope.Public, scope.Public | scope.Work
	switch r {
	case Public:
		return board
	case Ranger, Technician, Inspector:
		return work
	case Township, Officer:
		return work | scope.Person | scope.Track | scope.Internal
	case Chief:
		return work | scope.Person | scope.Internal
	case Enforcement:
		return work | scope.Person | scope.Case | scope.Internal
	case Reviewer:
		return work | scope.Person | scope.Case | scope.Internal
	case Auditor:
		return scope.AllGroups
	case Admin: // keeps users and rules, and needs the zones' names for that
		return board
	}
	return 0
}

// may tells whether a role allows an action on a class of objects.
func (r Role) may(class Class, action Action) bool {
	if action != Read && action != Write {
		return false
	}
	switch class {
	case Sessions:
		return r.Known()
	case Map, Coverage, Change, Imagery, Zones:
		return action == Read && r.Known()
	case Exports, Certificates, Scenarios: // a scenario is computed and changes nothing
		return action == Read && r != Public && r != Admin && r.Known()
	case Accounts:
		return r == Admin
	case Audit:
		return action == Read && r == Auditor
	case Operations:
		return action == Read && (r == Admin || r == Auditor)
	}
	return false
}
