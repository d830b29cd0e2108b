package infer

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/qingshan-gis/qingshan/ingest/project"
	"github.com/qingshan-gis/qingshan/ingest/source/charset"
	"github.com/qingshan-gis/qingshan/ingest/source/tables"
)

func (s *survey) table(dir, rel string) {
	content, err := os.ReadFile(filepath.Join(dir, rel))
	if err != nil {
		s.skipped = append(s.skipped, err.Error())
		return
	}
	source := project.TableSource{Path: rel}
	rows, _, err := tables.ReadCSV(content, source)
	if err != nil { // GBK decodes nearly anything, so it is asked last
		source.Encoding = charset.GBK.Name
		var other error
		if rows, _, other = tables.ReadCSV(content, source); other != nil {
			s.skipped = append(s.skipped, err.Error())
			return
		}
	}
	at := slices.IndexFunc(rows, func(row []string) bool { return strings.TrimSpace(strings.Join(row, "")) != "" })
	if at < 0 {
		s.skipped = append(s.skipped, rel+": it is empty")
		return
	}
	head := rows[at]
	base := strings.ToLower(filepath.Base(rel))
	has := func(word string) bool {
		return slices.ContainsFunc(head, func(h string) bool { return strings.Contains(strings.ToLower(h), word) })
	}
	switch {
	case has("person") && has("role"), strings.Contains(base, "assignment"), strings.Contains(base, "任职"):
		s.assignments = source
	case strings.Contains(base, "ranger"), strings.Contains(base, "护林员"):
		s.rangers = source
	case strings.Contains(base, "chief"), strings.Contains(base, "林长"):
		s.chiefs = source
	default:
		s.skipped = append(s.skipped, rel+": a table that is no registry by its name or columns")
	}
}
