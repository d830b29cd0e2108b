package main

import (
	"strings"

	"github.com/alecthomas/kong"

	"github.com/qingshan-gis/qingshan/data/query"
	"github.com/qingshan-gis/qingshan/texts"
)

// newParser makes the parser of the command line.
func newParser(c *cli, more ...kong.Option) (*kong.Kong, error) {
	conf := &configuration{}
	parser, err := kong.New(c, append(more, kong.Resolvers(conf), kong.Bind(conf), kong.Name("qingshan"), kong.Vars{"version": version}, kong.Description(texts.Line("program.about")))...)
	if err != nil {
		return nil, err
	}
	nameInEnvironment(parser.Model)
	return parser, kong.Visit(parser.Model, fillHelp)
}

// fillHelp puts texts of the catalogue in place of their names, @NAME. The parser's own variables would do, but it reads each of them
// again for every flag, which doubles the time that the program takes to start.
func fillHelp(v kong.Visitable, next kong.Next) error {
	switch v := v.(type) {
	case *kong.Node:
		if name, named := strings.CutPrefix(v.Help, query.Named); named {
			v.Help = texts.In("commands", name).Line()
		}
	case *kong.Value:
		if name, named := strings.CutPrefix(v.Help, query.Named); named {
			v.Help = texts.In("options", name).EN
		}
	}
	return next(nil)
}
