package main

import (
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"strings"

	"github.com/qingshan-gis/qingshan/ingest/project"
)

// shortestToken is the least that a token may have, in bytes.
const shortestToken = 16

// readToken reads a token's file. What is wrong with it is an [*project.ConfigError].
func readToken(path string) (string, error) {
	b, err := os.ReadFile(path)
	token := strings.TrimSpace(string(b))
	if err == nil && len(token) < shortestToken {
		err = fmt.Errorf("a token needs at least %d characters, for example from `openssl rand -hex 16`", shortestToken)
	}
	if err != nil {
		return "", &project.ConfigError{Reason: fmt.Sprintf("%s: %v", path, err)}
	}
	return token, nil
}

// openToOthers are the mode bits that let others than the owner write, and others than the group read.
const openToOthers fs.FileMode = 0o026

// remarkOpenToken tells of a file with a token, or with accounts, that others on this machine can read or change.
func remarkOpenToken(log *slog.Logger, path string) {
	info, err := os.Stat(path)
	if err == nil && info.Mode().Perm()&openToOthers != 0 {
		log.Warn("others on this machine can read or change a file that says who may ask; run chmod 600 on it", "file", path, "mode", fmt.Sprintf("%04o", info.Mode().Perm()))
	}
}
