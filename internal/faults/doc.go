// Package faults runs commands of qingshan with a fault at one of its calls of the kernel, at each call in turn, as SQLite's tests do.
//
// A [Work] is a command on a store in a known state. [Work.Calls] lists its calls, [Work.Try] runs it with a fault at one of them and
// says what is wrong afterwards: an error that nobody was told of, a snapshot that is lost or half there, something left behind, a next
// run that makes another snapshot than an undisturbed one.
package faults
