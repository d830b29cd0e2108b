// Package query draws from the struct that declares a question's options what reads, refuses and describes them: HTTP parameters, their
// OpenAPI objects and the tables of the guides. The command line draws its flags from the same structs and tags.
//
// A field is an option. Its tags are those of kong (help, enum, default, required, name, placeholder), and
//
//	zh     the help in Chinese
//	min    the least value of a whole number
//	http   "-": an option of the command line alone; "path=NAME": a part of the path instead of a parameter
//
// An option of HTTP alone is tagged kong:"-". Help that many questions share stands in [Texts] and is written ${NAME}; its Chinese is
// found by the same name. A parameter is named like the flag, with _ for -.
package query
