package snapshot

import (
	"cmp"
	"io"

	"github.com/qingshan-gis/qingshan/data/rules"
	"github.com/qingshan-gis/qingshan/data/snapshot/columnfile"
)

// GeoPackageName is the file of a snapshot that QGIS opens.
const GeoPackageName = "snapshot.gpkg"

// ColumnsName is the file of a snapshot that loads without parsing.
const ColumnsName = "snapshot.qspack"

// WritePack writes the tables' columns. The manifest is a file of its own. Errors are those of w.
func (t *Tables) WritePack(w io.Writer) error {
	f := columnfile.Write(w)
	return cmp.Or(t.store(f), f.Close())
}

// ReadPack loads the columns of a snapshot whose manifest is known. It reads every schema version up to [SchemaVersion]. Its numbers
// and geometry stay in the file, mapped, until [Snapshot.Mapping] is unmapped. It returns a [*SchemaError] for a version that is not
// known, and an error for a file that is damaged.
func ReadPack(path string, m Manifest) (s *Snapshot, err error) {
	if err := m.CheckSchema(); err != nil {
		return nil, err
	}
	f, err := columnfile.Read(path, m.Schema)
	if err != nil {
		return nil, err
	}
	defer func() {
		if s == nil { // also where a page of the file could not be read
			f.Mapping().Unmap()
		}
	}()
	if m.Schema < 2 {
		m.Rules.Coverage.Score = rules.DefaultScore()
	}
	if m.Schema < 3 {
		m.Rules.Triage = rules.DefaultTriage()
	}
	t := NewTables(m)
	if err := cmp.Or(t.store(f), f.Close()); err != nil {
		return nil, err
	}
	if s, err = t.Build(); err != nil {
		return nil, err
	}
	s.mapping = f.Mapping()
	return s, nil
}
