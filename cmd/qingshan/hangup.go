package main

import (
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"github.com/qingshan-gis/qingshan/api"
)

// onHangup has SIGHUP read the token's file anew, if there is one, instead of ending the program, as daemons do; the store is
// followed anyway. A file that cannot be read leaves the old token. Call stop when the server has ended.
func onHangup(s *api.Server, log *slog.Logger, tokenFile string) (stop func()) {
	hangups, done := make(chan os.Signal, 1), make(chan struct{})
	signal.Notify(hangups, syscall.SIGHUP)
	go func() {
		defer close(done)
		for range hangups {
			renewToken(s, log, tokenFile)
		}
	}()
	return func() {
		signal.Stop(hangups)
		close(hangups)
		<-done
	}
}

func renewToken(s *api.Server, log *slog.Logger, path string) {
	if path == "" {
		log.Info("SIGHUP: there is no token's file to read, and the store is followed anyway")
		return
	}
	token, err := readToken(path)
	if err != nil {
		log.Error("SIGHUP: the token's file cannot be used; the old token stays", "error", err)
		return
	}
	remarkOpenToken(log, path)
	s.SetToken(token)
	log.Info("SIGHUP: the token's file was read anew", "file", path)
}
