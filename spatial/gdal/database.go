package gdal

import (
	"fmt"

	"github.com/lukeroth/gdal"
)

// Database is a new SQLite file that is written by SQL, through GDAL's driver and without any of its own tables. One goroutine at a
// time.
type Database struct {
	path string
	ds   gdal.DataSource
}

// CreateDatabase starts an empty file. It is as durable as the last [Database.Close]. An error holds GDAL's message.
func CreateDatabase(path string) (*Database, error) {
	d := &Database{path: path}
	err := onThread(func() error {
		var ok bool
		if d.ds, ok = gdal.OGRDriverByName("SQLite").Create(path, []string{"METADATA=NO"}); !ok {
			return failure(path, "it cannot be created")
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	// The file is of no use before Close, so nothing is made durable on the way.
	return d, d.Exec("PRAGMA synchronous = OFF", "PRAGMA journal_mode = OFF")
}

// Exec runs statements whose rows, if any, are of no interest. An error names the first statement that fails.
func (d *Database) Exec(statements ...string) error {
	return onThread(func() error {
		for _, sql := range statements {
			rows := d.ds.ExecuteSQL(sql, gdal.Geometry{}, "")
			if err := lastError(); err != nil {
				return fmt.Errorf("%s: %.80s: %w", d.path, sql, err)
			}
			if !rows.IsNull() {
				d.ds.ReleaseResultSet(rows)
			}
		}
		return nil
	})
}

// Close writes what is left. An error means that the file is not complete.
func (d *Database) Close() error {
	return onThread(func() error {
		d.ds.Destroy()
		return lastError()
	})
}

// SettleDatabase moves what lies beside an SQLite file into it, as the next program that writes to it would: a -wal is
// checkpointed, a -journal rolled back. Nobody else may have the file open. An error holds GDAL's message and names the file.
func SettleDatabase(path string) error {
	return onThread(func() error {
		ds, err := gdal.OpenEx(path, gdal.OFUpdate|gdal.OFVector|gdal.OFRaster, nil, nil, nil)
		if err != nil {
			return failure(path, "it cannot be opened")
		}
		forget()
		rows := ds.ExecuteSQL("PRAGMA wal_checkpoint(TRUNCATE)", gdal.Geometry{}, "")
		err = lastError()
		if !rows.IsNull() {
			ds.ReleaseResultSet(rows)
		}
		ds.Close()
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		return nil
	})
}
