package snapshot

import "strings"

// roleWords are the words for roles that tables use, English and Chinese (DOMAIN: roles on one zone).
var roleWords = map[string]Role{
	"chief": RoleChief, "林长": RoleChief,
	"deputy": RoleDeputy, "副林长": RoleDeputy,
	"police": RolePolice, "林区警长": RolePolice, "警长": RolePolice,
	"supervisor": RoleSupervisor, "监管员": RoleSupervisor,
	"ranger": RoleRanger, "护林员": RoleRanger,
	"technician": RoleTechnician, "技术员": RoleTechnician,
}

// ParseRole reads a role by its English or Chinese word; ok is false for any other.
func ParseRole(word string) (role Role, ok bool) {
	role, ok = roleWords[strings.ToLower(strings.TrimSpace(word))]
	return role, ok
}
