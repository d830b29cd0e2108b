package inputs

import (
	"os"
	"path/filepath"
	"testing"
)

// TestLogsBeside: a log that is not empty belongs to a database's content, and so does a journal that a transaction left.
func TestLogsBeside(t *testing.T) {
	path := filepath.Join(t.TempDir(), "all.gpkg")
	for name, content := range map[string]string{path: "SQLite format 3\x00", path + WALExt: "", path + JournalExt: "\xd9\xd5\x05\xf9\x20\xa1\x63\xd7"} {
		if err := os.WriteFile(name, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if all, err := beside(path); len(all) != 1 || all[0] != path+JournalExt || err != nil {
		t.Errorf("with an empty log: %v, %v", all, err)
	}
	if err := os.WriteFile(path+WALExt, []byte("7"), 0o644); err != nil {
		t.Fatal(err)
	}
	if all, err := beside(path); len(all) != 2 || err != nil {
		t.Errorf("with a log: %v, %v", all, err)
	}
}
