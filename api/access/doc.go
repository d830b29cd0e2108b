// Package access decides what somebody who asks may see and do: a right is role, zone subtree, object class and field group
// (BUSINESS sections 2.4 and 13). It knows no HTTP; who somebody is, package signin finds out.
package access
