package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"

	"github.com/qingshan-gis/qingshan/api/access/accounts"
	"github.com/qingshan-gis/qingshan/texts"
)

// passwordFlags say where a password comes from. It is no argument: others on the machine can read those.
type passwordFlags struct {
	PasswordFile string `help:"Read the password from the first line of this file; default from the terminal, or else from the standard input." type:"existingfile" placeholder:"FILE"`
}

// password reads a password, twice where somebody types it.
func (f passwordFlags) password(at terminal) (string, error) {
	text, err := f.read(at)
	if err != nil {
		return "", err
	}
	return text, accounts.CheckPassword(text)
}

func (f passwordFlags) read(at terminal) (string, error) {
	if f.PasswordFile != "" {
		file, err := os.Open(f.PasswordFile)
		if err != nil {
			return "", &accounts.InvalidError{Reason: fmt.Sprintf("--password-file: %v", err)}
		}
		defer file.Close()
		return firstLine(file)
	}
	keys, typed := at.in.(*os.File)
	if !typed || !term.IsTerminal(int(keys.Fd())) {
		return firstLine(at.in)
	}
	ask := func(line string) (string, error) {
		fmt.Fprint(at.errs, line+" ")
		b, err := term.ReadPassword(int(keys.Fd()))
		fmt.Fprintln(at.errs)
		return string(b), err
	}
	first, err := ask(texts.Line("accounts.ask_password"))
	if err != nil {
		return "", err
	}
	second, err := ask(texts.Line("accounts.ask_again"))
	if err == nil && first != second {
		err = &accounts.InvalidError{Reason: "the two passwords differ; try again"}
	}
	return first, err
}

// longestLine bounds what is read for a password, in bytes.
const longestLine = 4096

func firstLine(from io.Reader) (string, error) {
	if from == nil {
		from = strings.NewReader("")
	}
	line, err := bufio.NewReader(io.LimitReader(from, longestLine)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", err
	}
	return strings.TrimRight(line, "\r\n"), nil
}
